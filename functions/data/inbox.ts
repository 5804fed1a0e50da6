/** The inbox: interactions of every contact that people wrote, listed until somebody handled them and after that. */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Intent } from '../domain/condition.ts'
import { isUlid, timeOf } from '../domain/ids.ts'
import { belongsInInbox } from '../domain/inbox.ts'
import type { Interaction } from '../domain/interaction.ts'
import { interactionOf } from './interactions.ts'
import { getItems, unlessRefused, type Item } from './items.ts'
import { index, indexName, keys } from './keys.ts'
import { withStates, type EnrollmentState } from './states.ts'
import type { Table } from './table.ts'

export type InboxState = 'open' | 'done'
export interface InboxEntry extends EnrollmentState {
  interaction: Interaction
}

/** Newest first, up to 100; `after` is what the last page ended with. Entries of a release that kept no inbox are not listed. */
export const listInbox = async (
  table: Table,
  { state, limit, after }: { state: InboxState; limit: number; after?: string | undefined },
): Promise<{ items: InboxEntry[]; next: string | null }> => {
  const { gsi1pk } = index.inbox(state, '')
  const [pk = '', sk = '', gsi1sk = ''] = after?.split(' ') ?? []
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': gsi1pk },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk, gsi1pk, gsi1sk } }),
    }),
  )
  const places = Items.map((item) => ({ pk: String(item['pk']), sk: String(item['sk']) }))
  const rows = places.length === 0 ? [] : await getItems(table, places)
  // The index may lag behind an entry that has just been handled, or erased.
  const found = rows.flatMap((row) => (row && stateOf(row) === state ? [interactionOf(row)] : []))
  const last = Items.at(-1)
  return {
    items: await entriesOf(table, found),
    next: LastEvaluatedKey && last ? [last['pk'], last['sk'], last['gsi1sk']].join(' ') : null,
  }
}

/**
 * Handled by `by` at `at`, or open again where that is null; what was handled first stays. Answers the entry as it is then, or null where
 * there is none. Only what a person wrote is marked.
 */
export const markInbox = async (
  table: Table,
  { contactKey, id }: Pick<Interaction, 'contactKey' | 'id'>,
  { handled, intent }: { handled: { by: string; at: string } | null; intent?: Intent | undefined },
): Promise<InboxEntry | null> => {
  const found = await findInteraction(table, contactKey, id)
  if (!found) return null
  const { gsi1pk, gsi1sk } = index.inbox(handled ? 'done' : 'open', id)
  const said = intent === undefined ? '' : ', intent = :intent'
  let marked: Item | undefined
  await unlessRefused(
    table.documents
      .send(
        new UpdateCommand({
          TableName: table.name,
          Key: keys.interaction(contactKey, found.at, id),
          UpdateExpression: handled
            ? `SET gsi1pk = :pk, gsi1sk = :sk, handledBy = if_not_exists(handledBy, :by), handledAt = if_not_exists(handledAt, :at)${said}`
            : `SET gsi1pk = :pk, gsi1sk = :sk${said} REMOVE handledBy, handledAt`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: {
            ':pk': gsi1pk,
            ':sk': gsi1sk,
            ...(handled ? { ':by': handled.by, ':at': handled.at } : {}),
            ...(intent === undefined ? {} : { ':intent': intent }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => (marked = Attributes)),
  )
  const [entry] = marked ? await entriesOf(table, [interactionOf(marked)]) : []
  return entry ?? null
}

/** An entry's id has its time, to the millisecond; its key has it as it was told. */
const findInteraction = async (table: Table, contactKey: string, id: string): Promise<Interaction | null> => {
  if (!isUlid(id)) return null
  const second = new Date(timeOf(id)).toISOString().slice(0, 19)
  const { pk, sk } = keys.interaction(contactKey, second, '')
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk.slice(0, -1) },
      ConsistentRead: true,
    }),
  )
  return Items.map(interactionOf).find((one) => one.id === id && belongsInInbox(one)) ?? null
}

const stateOf = (row: Item): InboxState => (row['handledAt'] === undefined ? 'open' : 'done')

const entriesOf = async (table: Table, found: readonly Interaction[]): Promise<InboxEntry[]> =>
  (
    await withStates(
      table,
      found.map((interaction) => ({ id: interaction.enrollmentId ?? null, contactKey: interaction.contactKey, interaction })),
    )
  ).map(({ interaction, head, live, finished, profile }) => ({ interaction, head, live, finished, profile }))
