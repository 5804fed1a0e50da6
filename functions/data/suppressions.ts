/** Address records by what happened to them: those with a closed channel, and those opened again that the providers' lists do not know of. */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { AddressRecord } from '../domain/contact.ts'
import { addressOf } from './addresses.ts'
import { loadHeads } from './heads.ts'
import { getItems, unlessRefused } from './items.ts'
import { index, indexName, keys, type IndexKey } from './keys.ts'
import type { Table } from './table.ts'

export interface ListedAddresses {
  records: AddressRecord[]
  /** Where the next page goes on; null at the end. */
  next: string | null
}

/** Up to 100 records with a closed channel, those last heard of first. `after`: where the last page ended. */
export const listClosed = (table: Table, limit: number, after?: string): Promise<ListedAddresses> =>
  page(table, { partition: index.closedAll, limit, after, newestFirst: true })

/** Up to 100 records of which something was heard after that place, the oldest first; '' is the beginning, an ISO 8601 time a place too. */
export const listClosedSince = (table: Table, place: string, limit: number): Promise<ListedAddresses> =>
  page(table, { partition: index.closedAll, limit, after: place === '' ? undefined : place, newestFirst: false })

/** Up to 100 records that were opened again, the oldest first. */
export const listOpened = async (table: Table, limit: number): Promise<AddressRecord[]> =>
  (await page(table, { partition: index.openedAll, limit, after: undefined, newestFirst: false })).records

/** Contacts of an address that are asked for it. */
const mostAsked = 5

/** Each record's address in plain, as a contact of today has it; null where nobody does: then there is only its hash. */
export const plainAddresses = async (table: Table, records: readonly AddressRecord[]): Promise<(string | null)[]> => {
  const asked = [...new Set(records.flatMap(({ contacts }) => contacts.slice(0, mostAsked)))]
  const heads = asked.length === 0 ? [] : await loadHeads(table, asked)
  const known = new Map(
    heads.flatMap((head) =>
      (['email', 'phone'] as const).flatMap((kind) => {
        const address = head?.addresses[kind]
        return address ? [[address.key, address.value] as const] : []
      }),
    ),
  )
  return records.map(({ key }) => known.get(key) ?? null)
}

/** The providers know: it is listed no more, unless it was closed meanwhile. */
export const forgetOpened = (table: Table, addressKey: string): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.address(addressKey),
        UpdateExpression: 'REMOVE gsi1pk, gsi1sk',
        ConditionExpression: 'gsi1pk = :opened',
        ExpressionAttributeValues: { ':opened': index.openedAll },
      }),
    ),
  )

const page = async (
  table: Table,
  { partition, limit, after, newestFirst }: { partition: string; limit: number; after: string | undefined; newestFirst: boolean },
): Promise<ListedAddresses> => {
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: after === undefined ? 'gsi1pk = :pk' : `gsi1pk = :pk AND gsi1sk ${newestFirst ? '<' : '>'} :after`,
      ExpressionAttributeValues: { ':pk': partition, ...(after === undefined ? {} : { ':after': after }) },
      ScanIndexForward: !newestFirst,
      Limit: Math.min(limit, 100),
    }),
  )
  const places = Items.map(({ gsi1sk }) => String(gsi1sk))
  const items = await getItems(
    table,
    places.map((place) => keys.address(keyIn(place))),
  )
  return { records: items.flatMap((item) => (item ? [addressOf(item)] : [])), next: LastEvaluatedKey ? (places.at(-1) ?? null) : null }
}

const keyIn = (place: IndexKey['gsi1sk']): string => place.slice(place.lastIndexOf('#') + 1)
