/** Gates: hand-offs that wait for a person, in the contact's partition and listed while they are open. */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { DecidedGate, Gate } from '../domain/contact.ts'
import { goals, routedExits } from '../domain/sequence.ts'
import { getReference } from './enrollments.ts'
import { contactKeyIn } from './head-rows.ts'
import { getItem, getItems, unlessRefused, type Item, type PutInput } from './items.ts'
import { index, indexName, keys } from './keys.ts'
import type { Table } from './table.ts'

const gateRow: z.ZodType<Gate> = z.object({
  id: z.string(),
  contactKey: z.string(),
  contactId: z.string(),
  leadId: z.string(),
  sequenceId: z.string(),
  exit: z.enum(routedExits),
  openedAt: z.string(),
  suggested: z.array(z.string()),
  state: z.enum(['open', 'passed', 'closed']),
  decision: z
    .object({
      by: z.string(),
      at: z.string(),
      sequences: z.array(z.string()),
      goal: z.enum(goals).exactOptional(),
      notes: z.string().exactOptional(),
    })
    .exactOptional(),
})
const gateOf = (item: Item): Gate => gateRow.parse({ ...item, contactKey: contactKeyIn(item) })

/** Of the enrollment that ends in the same transaction: one gate each. */
export const gatePut = (table: Table, { contactKey, ...gate }: Gate): PutInput => ({
  TableName: table.name,
  Item: { ...keys.gate(contactKey, gate.id), schema: 1, ...gate, ...index.work('gate', gate.openedAt, gate.id) },
})

/** By its enrollment's id. */
export const getGate = async (table: Table, id: string): Promise<Gate | null> => {
  const reference = await getReference(table, id)
  const item = reference ? await getItem(table, keys.gate(reference.contactKey, id)) : undefined
  return item ? gateOf(item) : null
}

/** Open gates, the one that has waited longest first; or decided ones, the latest first. `after` is what the last page ended with. */
export const listGates = async (
  table: Table,
  which: 'open' | 'decided',
  limit: number,
  after: string | undefined,
): Promise<{ items: Gate[]; next: string | null }> => {
  const partition = index.workOf(which === 'open' ? 'gate' : 'gate-decided')
  const [pk = '', sk = '', gsi1sk = ''] = after?.split(' ') ?? []
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      ScanIndexForward: which === 'open',
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk, gsi1pk: partition, gsi1sk } }),
    }),
  )
  const rows =
    Items.length === 0
      ? []
      : await getItems(
          table,
          Items.map((item) => ({ pk: String(item['pk']), sk: String(item['sk']) })),
        )
  const last = Items.at(-1)
  return {
    // The index may lag behind a gate that has just been decided.
    items: rows.flatMap((row) => (row ? [gateOf(row)] : [])).filter(({ state }) => (state === 'open') === (which === 'open')),
    next: LastEvaluatedKey && last ? [last['pk'], last['sk'], last['gsi1sk']].join(' ') : null,
  }
}

/** Records who decided; false where somebody else already had. */
export const decideGate = (
  table: Table,
  { contactKey, id, state, decision }: Pick<DecidedGate, 'contactKey' | 'id' | 'state' | 'decision'>,
): Promise<boolean> => {
  const { gsi1pk, gsi1sk } = index.work('gate-decided', decision.at, id)
  return unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.gate(contactKey, id),
        UpdateExpression: 'SET #state = :state, decision = :decision, gsi1pk = :pk, gsi1sk = :sk',
        ConditionExpression: '#state = :open',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': state, ':decision': decision, ':open': 'open', ':pk': gsi1pk, ':sk': gsi1sk },
      }),
    ),
  )
}
