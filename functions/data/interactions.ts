/** The contact's timeline beside its messages. Each entry's id comes from what it says, so that writing it twice leaves one. */
import { createHash } from 'node:crypto'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { channels } from '../domain/channel.ts'
import { intents } from '../domain/condition.ts'
import { belongsInInbox } from '../domain/inbox.ts'
import { interactionKinds, interactionOutcomes, objections, sentiments, type Interaction } from '../domain/interaction.ts'
import { enrollmentIdFrom } from '../domain/ids.ts'
import { contactKeyIn } from './head-rows.ts'
import { unlessRefused, type Item, type PutInput } from './items.ts'
import { index, keys, prefixes } from './keys.ts'
import type { Table } from './table.ts'

const interactionRow: z.ZodType<Interaction> = z.object({
  id: z.string(),
  contactKey: z.string(),
  at: z.string(),
  channel: z.enum(channels),
  direction: z.enum(['inbound', 'outbound', 'system']),
  kind: z.enum(interactionKinds),
  messageId: z.string().exactOptional(),
  enrollmentId: z.string().exactOptional(),
  sequenceId: z.string().exactOptional(),
  subject: z.string().exactOptional(),
  body: z.string().exactOptional(),
  detail: z.string().exactOptional(),
  whole: z.string().exactOptional(),
  summary: z.string().exactOptional(),
  outcome: z.enum(interactionOutcomes).exactOptional(),
  sentiment: z.enum(sentiments).exactOptional(),
  intent: z.enum(intents).exactOptional(),
  durationSeconds: z.number().exactOptional(),
  disposition: z.string().exactOptional(),
  appointmentBooked: z.boolean().exactOptional(),
  objections: z.array(z.enum(objections)).exactOptional(),
  keyTopics: z.array(z.string()).exactOptional(),
  providerId: z.string().exactOptional(),
  matchedBy: z.enum(['token', 'references', 'sender']).exactOptional(),
  rawKey: z.string().exactOptional(),
  handledBy: z.string().exactOptional(),
  handledAt: z.string().exactOptional(),
})

export const interactionOf = (item: Item): Interaction => interactionRow.parse({ ...item, contactKey: contactKeyIn(item) })

/** What a person wrote is written once: received again, it stays handled where somebody has handled it. */
export const putInteraction = async (table: Table, interaction: Omit<Interaction, 'id'>): Promise<void> => {
  const put = interactionPut(table, interaction)
  const once = belongsInInbox(interaction) ? { ConditionExpression: 'attribute_not_exists(pk)' } : {}
  await unlessRefused(table.documents.send(new PutCommand({ ...put, ...once })))
}

/** The entry as `putInteraction` writes it, for a transaction. */
export const interactionPut = (table: Table, interaction: Omit<Interaction, 'id'>): PutInput => {
  const { contactKey, ...said } = interaction
  const id = idOf(interaction)
  const listed = belongsInInbox(interaction) ? index.inbox('open', id) : {}
  return { TableName: table.name, Item: { ...keys.interaction(contactKey, said.at, id), schema: 1, id, ...said, ...listed } }
}

/** A contact's interactions, newest first. */
export const listInteractions = async (table: Table, contactKey: string, limit: number): Promise<Interaction[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': keys.head(contactKey).pk, ':sk': prefixes.interactions },
      ScanIndexForward: false,
      Limit: limit,
    }),
  )
  return (Items ?? []).map(interactionOf)
}

const idOf = ({ at, contactKey, kind, messageId, enrollmentId, body, detail }: Omit<Interaction, 'id'>): string => {
  const digest = createHash('sha256').update(JSON.stringify([contactKey, kind, messageId, enrollmentId, body, detail]))
  return enrollmentIdFrom(Date.parse(at), BigInt(`0x${digest.digest('hex').slice(0, 20)}`))
}
