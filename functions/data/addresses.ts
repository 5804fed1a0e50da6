/** Address records: why an address may not be reached and who uses it. They outlive the contacts. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import { suppressionReasons, type AddressRecord, type SuppressionReason } from '../domain/contact.ts'
import { contactKeyIn } from './head-rows.ts'
import { getItems, type Item } from './items.ts'
import { keys } from './keys.ts'
import type { Table } from './table.ts'

const addressRow: z.ZodType<AddressRecord> = z.object({
  key: z.string(),
  kind: z.enum(['email', 'phone']),
  suppressed: z
    .partialRecord(z.enum(['email', 'sms', 'call']), z.object({ reason: z.enum(suppressionReasons), at: z.string(), source: z.string() }))
    .default({}),
  contacts: z
    .set(z.string())
    .transform((contacts) => [...contacts])
    .default([]),
  simulator: z.boolean(),
})

export const addressOf = (item: Item): AddressRecord => addressRow.parse({ ...item, key: contactKeyIn(item) })

/** Up to 100 records at once, in the order of their keys; null where nothing is known of an address yet. */
export const loadAddresses = async (table: Table, addressKeys: readonly string[]): Promise<(AddressRecord | null)[]> =>
  (await getItems(table, addressKeys.map(keys.address))).map((item) => (item ? addressOf(item) : null))

type AddressIdentity = Pick<AddressRecord, 'key' | 'kind' | 'simulator'>

/** Notes that a contact uses this address. */
export const linkAddress = async (table: Table, { key, kind, simulator }: AddressIdentity, contactKey: string): Promise<void> => {
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.address(key),
      UpdateExpression: 'SET #kind = :kind, simulator = :simulator, #schema = :schema ADD contacts :contact',
      ExpressionAttributeNames: { '#kind': 'kind', '#schema': 'schema' },
      ExpressionAttributeValues: { ':kind': kind, ':simulator': simulator, ':schema': 1, ':contact': new Set([contactKey]) },
    }),
  )
}

export interface Suppression {
  reason: SuppressionReason
  at: string
  source: string
}

/** Closes channels of this address. The first reason stays, but that a complaint outweighs any other. */
export const suppressAddress = async (
  table: Table,
  address: { key: string; kind: AddressKind },
  channels: readonly ConsentChannel[],
  suppression: Suppression,
): Promise<AddressRecord> => {
  const key = keys.address(address.key)
  // A nested path can only be set in a map that is there.
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression:
        'SET #kind = if_not_exists(#kind, :kind), simulator = if_not_exists(simulator, :no), #schema = :schema, suppressed = if_not_exists(suppressed, :none)',
      ExpressionAttributeNames: { '#kind': 'kind', '#schema': 'schema' },
      ExpressionAttributeValues: { ':kind': address.kind, ':no': false, ':schema': 1, ':none': {} },
    }),
  )
  const { Attributes } = await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: `SET ${channels
        .map((channel) =>
          suppression.reason === 'complained'
            ? `suppressed.${channel} = :why`
            : `suppressed.${channel} = if_not_exists(suppressed.${channel}, :why)`,
        )
        .join(', ')}`,
      ExpressionAttributeValues: { ':why': suppression },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return addressOf(Attributes ?? {})
}

/** Opens channels again after the person asked for it (START by text); a complaint or a dead address stays. */
export const liftOptOut = async (table: Table, key: string, channels: readonly ConsentChannel[]): Promise<AddressRecord | null> => {
  const [record] = await loadAddresses(table, [key])
  const lifted = channels.filter((channel) => ['unsubscribed', 'opted_out'].includes(record?.suppressed[channel]?.reason ?? ''))
  if (!record || lifted.length === 0) return record ?? null
  const { Attributes } = await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.address(key),
      UpdateExpression: `REMOVE ${lifted.map((channel) => `suppressed.${channel}`).join(', ')}`,
      ReturnValues: 'ALL_NEW',
    }),
  )
  return addressOf(Attributes ?? {})
}
