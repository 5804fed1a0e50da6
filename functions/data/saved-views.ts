/**
 * Saved views: one item holds all of a person's own, one those shared with everyone. So a name is taken by one view only, and a shelf is full
 * at its limit, whoever saves at the same moment.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { withoutSearch, type SavedView } from '../domain/saved-view.ts'
import { getItem, unlessRefused } from './items.ts'
import { keys } from './keys.ts'
import type { Table } from './table.ts'

const shelfRow = z.object({
  views: z
    .array(
      z.object({
        id: z.string(),
        screen: z.string(),
        name: z.string(),
        // An earlier release kept search text.
        query: z.string().transform(withoutSearch),
        shared: z.boolean(),
        owner: z.string(),
        updatedAt: z.string(),
      }),
    )
    .default([]),
  revision: z.int().default(0),
})

export interface Shelf {
  views: SavedView[]
  /** 0: nothing was ever put on it. */
  revision: number
}

/** `owner` null: the shelf of everybody. A consistent read. */
export const getShelf = async (table: Table, owner: string | null): Promise<Shelf> =>
  shelfRow.parse((await getItem(table, keys.savedViews(owner))) ?? {})

/** Stores the whole shelf where its stored revision still is the one read; false where somebody else was faster. */
export const putShelf = (table: Table, owner: string | null, { views, revision }: Shelf): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.savedViews(owner), schema: 1, views, revision: revision + 1 },
        ...(revision === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': revision } }),
      }),
    ),
  )
