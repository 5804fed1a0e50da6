/** Address records: why an address may not be reached and who uses it. They outlive the contacts. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import { suppressionReasons, type AddressRecord, type SuppressionReason } from '../domain/contact.ts'
import { contactKeyIn } from './head-rows.ts'
import { getItems, type Item } from './items.ts'
import { index, keys } from './keys.ts'
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
  /** ISO 8601: since when; in the past where a list says so. */
  at: string
  source: string
  /** When we heard of it, where that is not `at`. */
  learntAt?: string
}

/** Closes channels of this address. The first reason stays, but that a complaint outweighs any other. */
export const suppressAddress = async (
  table: Table,
  address: { key: string; kind: AddressKind },
  channels: readonly ConsentChannel[],
  { learntAt, ...suppression }: Suppression,
): Promise<AddressRecord> => {
  const key = keys.address(address.key)
  const listed = index.closed(learntAt ?? suppression.at, address.key)
  // A nested path can only be set in a map that is there.
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression:
        'SET #kind = if_not_exists(#kind, :kind), simulator = if_not_exists(simulator, :no), #schema = :schema, suppressed = if_not_exists(suppressed, :none), gsi1pk = :closed, gsi1sk = :place',
      ExpressionAttributeNames: { '#kind': 'kind', '#schema': 'schema' },
      ExpressionAttributeValues: {
        ':kind': address.kind,
        ':no': false,
        ':schema': 1,
        ':none': {},
        ':closed': listed.gsi1pk,
        ':place': listed.gsi1sk,
      },
    }),
  )
  const { Attributes } = await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: `SET ${channels
        .map((channel) =>
          suppression.reason === 'complained'
            ? `suppressed.#${channel} = :why`
            : `suppressed.#${channel} = if_not_exists(suppressed.#${channel}, :why)`,
        )
        .join(', ')}`,
      ExpressionAttributeNames: namesOf(channels),
      ExpressionAttributeValues: { ':why': suppression },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return addressOf(Attributes ?? {})
}

/** `call` is a reserved word. */
const namesOf = (channels: readonly ConsentChannel[]): Record<string, string> =>
  Object.fromEntries(channels.map((channel) => [`#${channel}`, channel]))

/** Opens channels again after the person asked for it (START by text); a complaint or a dead address stays. */
export const liftOptOut = async (
  table: Table,
  key: string,
  channels: readonly ConsentChannel[],
  at: string,
): Promise<AddressRecord | null> =>
  (await lift(table, key, channels, at, (reason) => reason === 'unsubscribed' || reason === 'opted_out')).record

export interface Lifted {
  /** As it stands now; null for an address of which nothing is known. */
  record: AddressRecord | null
  /** What was closed. */
  lifted: AddressRecord['suppressed']
}

/** Opens channels again whatever closed them: an admin's act. */
export const liftSuppression = (table: Table, key: string, channels: readonly ConsentChannel[], at: string): Promise<Lifted> =>
  lift(table, key, channels, at, () => true)

const lift = async (
  table: Table,
  key: string,
  channels: readonly ConsentChannel[],
  at: string,
  may: (reason: SuppressionReason) => boolean,
): Promise<Lifted> => {
  const [record] = await loadAddresses(table, [key])
  const lifted = channels.filter((channel) => {
    const entry = record?.suppressed[channel]
    return entry !== undefined && may(entry.reason)
  })
  if (!record || lifted.length === 0) return { record: record ?? null, lifted: {} }
  const stays = Object.keys(record.suppressed).length > lifted.length
  const opened = index.opened(at, key)
  const { Attributes } = await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.address(key),
      UpdateExpression: `${stays ? '' : 'SET gsi1pk = :opened, gsi1sk = :place '}REMOVE ${lifted.map((channel) => `suppressed.#${channel}`).join(', ')}`,
      ExpressionAttributeNames: namesOf(lifted),
      ...(stays ? {} : { ExpressionAttributeValues: { ':opened': opened.gsi1pk, ':place': opened.gsi1sk } }),
      ReturnValues: 'ALL_NEW',
    }),
  )
  return {
    record: addressOf(Attributes ?? {}),
    lifted: Object.fromEntries(lifted.map((channel) => [channel, record.suppressed[channel]])),
  }
}
