/** The records of the addresses that a contact uses, as decisions look at them. */
import { isSimulatorAddress } from '../domain/addresses.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead } from '../domain/contact.ts'
import { addressOf, linkAddress, loadAddresses } from './addresses.ts'
import { getItems, type Item } from './items.ts'
import { keys, type Key } from './keys.ts'
import type { Table } from './table.ts'

export interface UsedAddress {
  key: string
  kind: AddressKind
  simulator: boolean
}
export type Records = Partial<Record<AddressKind, AddressRecord>>

/** The addresses in a head. */
export const addressesIn = (head: Pick<ContactHead, 'addresses'>): UsedAddress[] =>
  (['email', 'phone'] as const).flatMap((kind) => {
    const address = head.addresses[kind]
    return address ? [{ key: address.key, kind, simulator: isSimulatorAddress(address.value) }] : []
  })

/** Keys of the records to read: a simulator's address says nothing of another contact, so its record is not shared and not read. */
export const recordKeys = (addresses: readonly UsedAddress[]): Key[] =>
  addresses.filter(({ simulator }) => !simulator).map(({ key }) => keys.address(key))

/** The records from the items behind `recordKeys`; an address of which nothing is known is open. */
export const recordsFrom = (addresses: readonly UsedAddress[], items: readonly (Item | undefined)[], contactKey: string): Records => {
  const known = new Map(items.flatMap((item) => (item ? [[String(item['pk']), addressOf(item)] as const] : [])))
  const records: Records = {}
  for (const { key, kind, simulator } of addresses)
    records[kind] = known.get(keys.address(key).pk) ?? { key, kind, suppressed: {}, contacts: [contactKey], simulator }
  return records
}

/** The records of the addresses in a head. */
export const recordsOf = async (table: Table, head: Pick<ContactHead, 'key' | 'addresses'>): Promise<Records> => {
  const used = addressesIn(head)
  const wanted = recordKeys(used)
  return recordsFrom(used, wanted.length === 0 ? [] : await getItems(table, wanted), head.key)
}

/** Reads the records of these addresses and notes the contact on each that does not know it. */
export const linkAddresses = async (table: Table, addresses: readonly UsedAddress[], contactKey: string): Promise<Records> => {
  const shared = addresses.filter(({ simulator }) => !simulator)
  const found =
    shared.length === 0
      ? []
      : await loadAddresses(
          table,
          shared.map(({ key }) => key),
        )
  await Promise.all(
    shared.filter((_, i) => !found[i]?.contacts.includes(contactKey)).map((address) => linkAddress(table, address, contactKey)),
  )
  const records = recordsFrom(addresses, [], contactKey)
  for (const record of found) if (record) records[record.kind] = record
  return records
}
