/** Contact profiles: who the contact is, as the CRM last said. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { AddressKind } from '../domain/channel.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { searchText } from '../domain/contact-search.ts'
import { noteAttributes } from './attributes.ts'
import { contactKeyIn } from './head-rows.ts'
import { getItem, getItems, unlessRefused, type Item } from './items.ts'
import { index, keys } from './keys.ts'
import type { Table } from './table.ts'

const profileRow: z.ZodType<ContactProfile> = z.object({
  key: z.string(),
  contactId: z.string(),
  leadId: z.string(),
  role: z.string().exactOptional(),
  firstName: z.string().exactOptional(),
  lastName: z.string().exactOptional(),
  email: z.string().exactOptional(),
  phone: z.string().exactOptional(),
  alternativeEmail: z.string().exactOptional(),
  alternativePhone: z.string().exactOptional(),
  enriched: z
    .partialRecord(z.enum(['email', 'phone']), z.object({ source: z.string(), at: z.string(), costCents: z.number() }))
    .exactOptional(),
  timeZone: z.string().exactOptional(),
  mergedInto: z.string().exactOptional(),
  mergedFrom: z
    .set(z.string())
    .transform((merged) => [...merged])
    .exactOptional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  updatedAt: z.string(),
})

const profileOf = (item: Item): ContactProfile => profileRow.parse({ ...item, key: contactKeyIn(item) })

/** Null where there is none, and where only a mark is left in its place: the contact was erased, or merged away before anything was known of it. */
export const profileIn = (item: Item | undefined): ContactProfile | null =>
  !item || item['erased'] || item['contactId'] === undefined ? null : profileOf(item)

/** Up to 100 profiles at once, in the order of their keys; null where there is none. */
export const loadProfiles = async (table: Table, contactKeys: readonly string[]): Promise<(ContactProfile | null)[]> =>
  (await getItems(table, contactKeys.map(keys.profile))).map(profileIn)

const optionalFields = ['role', 'firstName', 'lastName', 'email', 'phone', 'alternativeEmail', 'alternativePhone', 'timeZone'] as const

/** What an event says of a contact: undefined leaves a field as it was, null takes it away. */
export type SaidOfContact = Pick<ContactProfile, 'key' | 'contactId' | 'leadId' | 'updatedAt'> & {
  attributes?: ContactProfile['attributes']
} & { [F in (typeof optionalFields)[number]]?: string | null }

/** Anything but `saved` says why nothing was written. `older`: the CRM has said something newer since. `into`: the key of who goes on. */
export type Saved = { kind: 'saved' } | { kind: 'erased' } | { kind: 'older' } | { kind: 'merged'; into: string }

/** Times of two events are compared as texts, ISO 8601 in UTC; one of the same time is taken in. */
export const saveProfile = async (table: Table, said: SaidOfContact): Promise<Saved> => {
  await noteAttributes(table, Object.keys(said.attributes ?? {}))
  const removed = optionalFields.filter((field) => said[field] === null)
  const set: Item = { schema: 1, contactId: said.contactId, leadId: said.leadId, updatedAt: said.updatedAt, gsi1pk: index.contactsAll }
  for (const field of optionalFields) if (said[field] !== null && said[field] !== undefined) set[field] = said[field]
  if (said.attributes) set['attributes'] = said.attributes
  // Of a new contact this is all that is known. Another one keeps its place until it is known what the profile says as a whole.
  const place = index.contacts(searchText(withoutGaps(said)), said.key).gsi1sk
  const assignments = Object.keys(set).map((field) => `#${field} = :${field}`)
  assignments.push('gsi1sk = if_not_exists(gsi1sk, :place)')
  if (!said.attributes) assignments.push('#attributes = if_not_exists(#attributes, :attributes)')
  const update = new UpdateCommand({
    TableName: table.name,
    Key: keys.profile(said.key),
    ConditionExpression:
      'attribute_not_exists(erased) AND attribute_not_exists(mergedInto) AND (attribute_not_exists(#updatedAt) OR #updatedAt <= :updatedAt)',
    UpdateExpression: `SET ${assignments.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.map((field) => `#${field}`).join(', ')}` : ''}`,
    ExpressionAttributeNames: Object.fromEntries([...Object.keys(set), 'attributes', ...removed].map((field) => [`#${field}`, field])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries({ attributes: {}, ...set, place }).map(([field, value]) => [`:${field}`, value]),
    ),
    ReturnValues: 'ALL_NEW',
  })
  let saved: Item | undefined
  await unlessRefused(table.documents.send(update).then(({ Attributes }) => (saved = Attributes)))
  if (!saved) return whyNot(await getItem(table, keys.profile(said.key)))
  await keepPlace(table, saved)
  return { kind: 'saved' }
}

/** Lists the profile by what it says now; a second write only where its name, an address or an id has changed. */
const keepPlace = async (table: Table, item: Item): Promise<void> => {
  const profile = profileOf(item)
  const { gsi1sk } = index.contacts(searchText(profile), profile.key)
  if (item['gsi1sk'] === gsi1sk) return
  await unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.profile(profile.key),
        ConditionExpression: 'gsi1sk = :was',
        UpdateExpression: 'SET gsi1sk = :place',
        ExpressionAttributeValues: { ':was': item['gsi1sk'], ':place': gsi1sk },
      }),
    ),
  )
}

const withoutGaps = ({ contactId, leadId, firstName, lastName, email, phone }: SaidOfContact): Parameters<typeof searchText>[0] => ({
  contactId,
  leadId,
  ...(firstName ? { firstName } : {}),
  ...(lastName ? { lastName } : {}),
  ...(email ? { email } : {}),
  ...(phone ? { phone } : {}),
})

const whyNot = (item: Item | undefined): Saved => {
  if (item?.['erased']) return { kind: 'erased' }
  const into = item?.['mergedInto']
  return typeof into === 'string' ? { kind: 'merged', into } : { kind: 'older' }
}

/** Key of the contact that goes on, as its item says by itself; null where this record was not merged away. */
export const mergedIntoOf = async (table: Table, contactKey: string): Promise<string | null> => {
  const into = (await getItem(table, keys.profile(contactKey)))?.['mergedInto']
  return typeof into === 'string' ? into : null
}

/** From now on `into` answers for this record; it is listed no more. Nothing where either was erased. */
export const pointProfile = async (table: Table, contactKey: string, into: string): Promise<void> => {
  const kept = await unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.profile(into),
        ConditionExpression: 'attribute_not_exists(erased)',
        UpdateExpression: 'SET #schema = :schema ADD mergedFrom :from',
        ExpressionAttributeNames: { '#schema': 'schema' },
        ExpressionAttributeValues: { ':schema': 1, ':from': new Set([contactKey]) },
      }),
    ),
  )
  if (!kept) return
  await unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.profile(contactKey),
        ConditionExpression: 'attribute_not_exists(erased)',
        UpdateExpression: 'SET #schema = :schema, mergedInto = :into REMOVE gsi1pk, gsi1sk',
        ExpressionAttributeNames: { '#schema': 'schema' },
        ExpressionAttributeValues: { ':schema': 1, ':into': into },
      }),
    ),
  )
}

/** Keeps an address that was found as the contact's alternative one, with where it came from and at what cost. */
export const keepEnriched = async (
  table: Table,
  contactKey: string,
  { address, value, source, costCents, at }: { address: AddressKind; value: string; source: string; costCents: number; at: string },
): Promise<void> => {
  // A nested path can only be set in a map that is there.
  const update = (expression: string, values: Record<string, unknown>, names?: Record<string, string>) =>
    unlessRefused(
      table.documents.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keys.profile(contactKey),
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(erased)',
          UpdateExpression: expression,
          ...(names ? { ExpressionAttributeNames: names } : {}),
          ExpressionAttributeValues: values,
        }),
      ),
    )
  const isThere = await update('SET enriched = if_not_exists(enriched, :none)', { ':none': {} })
  if (!isThere) return
  await update(
    'SET enriched.#kind = :found, #field = :value',
    { ':found': { source, at, costCents }, ':value': value },
    { '#kind': address, '#field': address === 'email' ? 'alternativeEmail' : 'alternativePhone' },
  )
}
