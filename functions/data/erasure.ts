/** Removing what is kept of a contact beside its head, page by page. What their addresses say about being reached stays. */
import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { AddressKind } from '../domain/channel.ts'
import { removeDeliveriesOf } from './deliveries.ts'
import { getItem, unlessRefused, type Item } from './items.ts'
import { keys, prefixes, type Key } from './keys.ts'
import { leaveLead } from './leave-lead.ts'
import { removeNotificationsOf } from './notifications.ts'
import type { Table } from './table.ts'
import { listWebhooks } from './webhooks.ts'

export interface Cleared {
  removed: Record<'profile' | 'messages' | 'interactions' | 'enrollments' | 'drafts' | 'gates' | 'other', number>
  addresses: number
  leads: number
  /** False where there is more than one call removes. */
  complete: boolean
}

const pageSize = 100
const mostPages = 30
const width = 25

export interface ClearingNeeds {
  addressKey(kind: AddressKind, value: string): string
  /** Sees to it that these mails (keys in the bucket of raw mails) are deleted; at most 100 at once. */
  forgetMails(rawKeys: readonly string[]): Promise<void>
}

/**
 * Removes everything around the head but a mark in the profile's place, which lets no later event write it again. The addresses and leads
 * that the items name are unlinked, and the mails that they came from deleted, before each page goes, so that doing it again after a crash
 * misses none. What was told of the contact to people and to webhooks goes as well.
 */
export const clearContact = async (table: Table, contactKey: string, needs: ClearingNeeds): Promise<Cleared> => {
  const cleared: Cleared = {
    removed: { profile: 0, messages: 0, interactions: 0, enrollments: 0, drafts: 0, gates: 0, other: 0 },
    addresses: 0,
    leads: 0,
    complete: false,
  }
  await markErased(table, contactKey, async (profile) => {
    cleared.removed.profile = 1
    await forgetDeliveries(table, profile)
    await unlinkAll(table, contactKey, [profile], needs, cleared)
  })
  let start: Key | undefined
  for (let page = 0; page < mostPages; page++) {
    const { Items = [], LastEvaluatedKey } = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.head(contactKey).pk },
        ConsistentRead: true,
        Limit: pageSize,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    )
    const stays = new Set([keys.head(contactKey).sk, keys.profile(contactKey).sk])
    const items = Items.filter(({ sk }) => !stays.has(String(sk)))
    await unlinkAll(table, contactKey, items, needs, cleared)
    const mails = items.flatMap(({ rawKey }) => (typeof rawKey === 'string' ? [rawKey] : []))
    if (mails.length > 0) await needs.forgetMails(mails)
    await inParallel(items, async ({ pk, sk }) => {
      await table.documents.send(new DeleteCommand({ TableName: table.name, Key: { pk: String(pk), sk: String(sk) } }))
      cleared.removed[kindOf(String(sk))]++
    })
    if (!LastEvaluatedKey) {
      await removeNotificationsOf(table, contactKey)
      return { ...cleared, complete: true }
    }
    start = { pk: String(LastEvaluatedKey['pk']), sk: String(LastEvaluatedKey['sk']) }
  }
  return cleared
}

/** Takes a contact off these addresses and leads; answers how many had it. */
export const unlinkContact = async (
  table: Table,
  contactKey: string,
  { addressKeys, leadIds }: { addressKeys: readonly string[]; leadIds: readonly string[] },
): Promise<{ addresses: number; leads: number }> => {
  const unlinked = { addresses: 0, leads: 0 }
  await inParallel(addressKeys, async (key) => {
    if (await unlinkAddress(table, key, contactKey)) unlinked.addresses++
  })
  await inParallel(leadIds, async (leadId) => {
    if (await leaveLead(table, leadId, contactKey)) unlinked.leads++
  })
  return unlinked
}

/** Events that wait to be sent to webhooks, or were: their bodies may name the person. */
const forgetDeliveries = async (table: Table, { contactId }: Item): Promise<void> => {
  if (typeof contactId !== 'string' || contactId === '') return
  const endpoints = await listWebhooks(table)
  await removeDeliveriesOf(
    table,
    endpoints.map(({ id }) => id),
    contactId,
  )
}

/** False where it was not on it. */
const unlinkAddress = (table: Table, addressKey: string, contactKey: string): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.address(addressKey),
        UpdateExpression: 'DELETE contacts :contacts',
        ConditionExpression: 'contains(contacts, :contact)',
        ExpressionAttributeValues: { ':contacts': new Set([contactKey]), ':contact': contactKey },
      }),
    ),
  )

/** `seen` gets the profile as it was, before it is gone; not called where there is none. */
const markErased = async (table: Table, contactKey: string, seen: (profile: Item) => Promise<void>): Promise<void> => {
  const profile = await getItem(table, keys.profile(contactKey))
  if (profile && !profile['erased']) await seen(profile)
  await table.documents.send(new PutCommand({ TableName: table.name, Item: { ...keys.profile(contactKey), schema: 1, erased: true } }))
}

const unlinkAll = async (
  table: Table,
  contactKey: string,
  items: readonly Item[],
  needs: ClearingNeeds,
  cleared: Cleared,
): Promise<void> => {
  const addresses = new Set(items.flatMap(addressesNamed).map(({ kind, value }) => needs.addressKey(kind, value)))
  const leads = new Set(items.map(({ leadId }) => leadId).filter((id): id is string => typeof id === 'string' && id !== ''))
  const unlinked = await unlinkContact(table, contactKey, { addressKeys: [...addresses], leadIds: [...leads] })
  cleared.addresses += unlinked.addresses
  cleared.leads += unlinked.leads
}

/** A profile names them itself; a message and a draft by their recipient. */
const addressesNamed = ({ email, phone, recipient, channel }: Item): { kind: AddressKind; value: string }[] => {
  const named: { kind: AddressKind; value: unknown }[] = [
    { kind: 'email', value: email },
    { kind: 'phone', value: phone },
    { kind: channel === 'email' ? 'email' : 'phone', value: recipient },
  ]
  return named.flatMap(({ kind, value }) => (typeof value === 'string' && value !== '' ? [{ kind, value }] : []))
}

const kindOf = (sk: string): keyof Cleared['removed'] => {
  if (sk.startsWith(prefixes.messages)) return 'messages'
  if (sk.startsWith(prefixes.interactions)) return 'interactions'
  if (sk.startsWith(prefixes.finished)) return 'enrollments'
  if (sk.startsWith(keys.draft('', '').sk)) return 'drafts'
  return sk.startsWith(keys.gate('', '').sk) ? 'gates' : 'other'
}

const inParallel = async <T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> => {
  for (let from = 0; from < all.length; from += width) await Promise.all(all.slice(from, from + width).map(each))
}
