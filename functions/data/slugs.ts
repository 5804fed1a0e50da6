/** Slugs: each names one sequence for good, and says which sequences follow that one by themselves. */
import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { routedTo, type Routed } from '../domain/routes.ts'
import type { Sequence, SequenceVersion } from '../domain/sequence.ts'
import { getItem } from './items.ts'
import { keys } from './keys.ts'
import type { Table } from './table.ts'

const slugRow = z.object({ slug: z.string(), sequenceId: z.string(), to: z.array(z.string()) })

/** The slug's own item, written with its sequence; refused where the slug is another's. */
export const slugPut = (table: Table, { id, slug, status, exitRoutes }: Sequence, published: SequenceVersion | null) => ({
  Put: {
    TableName: table.name,
    Item: {
      ...keys.slug(slug),
      schema: 1,
      slug,
      sequenceId: id,
      // Nothing walks an archived sequence any more, so that nothing follows it.
      to: status === 'archived' ? [] : routedTo(exitRoutes, published?.exitRoutes ?? {}),
    },
    ConditionExpression: 'attribute_not_exists(pk) OR sequenceId = :id',
    ExpressionAttributeValues: { ':id': id },
  },
})

/** Id of the sequence that has this slug, read consistently; null where none is noted under it. */
export const sequenceOfSlug = async (table: Table, slug: string): Promise<string | null> => {
  const item = await getItem(table, keys.slug(slug))
  return item ? slugRow.parse(item).sequenceId : null
}

/** Every slug with what follows it. */
export const listRouted = async (table: Table): Promise<Routed[]> => {
  const found: Routed[] = []
  const pages = paginateQuery(
    { client: table.documents },
    {
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.slug('').pk },
      ConsistentRead: true,
    },
  )
  for await (const { Items } of pages) for (const item of Items ?? []) found.push(slugRow.parse(item))
  return found
}
