/** Whom the rows of a list mean, read at once for many: by their ids, else by the address records that say who uses an address. */
import type { ListedContact } from '../contract/job.ts'
import { isSimulatorAddress } from '../domain/addresses.ts'
import type { AddressRecord, ContactProfile } from '../domain/contact.ts'
import { addressesOfRow, matchedContact, type Match, type MatchBy } from '../domain/matched-contact.ts'
import { ownContactId } from '../domain/own-ids.ts'
import type { Keys } from './contact-facts.ts'

export interface MatchPorts {
  /** In their order; null where nothing is known. Any number at once. */
  addresses(addressKeys: readonly string[]): Promise<(AddressRecord | null)[]>
  profiles(contactKeys: readonly string[]): Promise<(ContactProfile | null)[]>
}

/** Of a row without an id: who is known by its addresses. A new contact's id follows from the first of them. */
export type MatchedRow = { kind: 'meant'; contactId: string } | Extract<Match, { kind: 'several' }>

/**
 * In the order of the rows, each of which has an id or a usable address. Two batches of reads for any number: the address records, and the
 * contacts that they name, of whom those that were erased or merged away are nobody. A simulator's address says nothing of anybody.
 */
export const matchRows = async (ports: MatchPorts, keys: Keys, rows: readonly ListedContact[], matchBy: MatchBy): Promise<MatchedRow[]> => {
  const asked = rows.map((row) =>
    (row.id === undefined ? addressesOfRow(row, matchBy) : []).map((one) => ({ ...one, key: keys.addressKey(one.kind, one.value) })),
  )
  const wanted = [...new Set(asked.flat().flatMap(({ key, value }) => (isSimulatorAddress(value) ? [] : [key])))]
  const records = wanted.length === 0 ? [] : await ports.addresses(wanted)
  const users = new Map(records.flatMap((record) => (record ? [[record.key, record.contacts.slice(0, mostUsers)] as const] : [])))
  const named = [...new Set([...users.values()].flat())]
  const profiles = named.length === 0 ? [] : await ports.profiles(named)
  const known = new Map(
    profiles.flatMap((profile) => (profile && profile.mergedInto === undefined ? [[profile.key, profile] as const] : [])),
  )
  return rows.map((row, i): MatchedRow => {
    if (row.id !== undefined) return { kind: 'meant', contactId: row.id }
    const addresses = asked[i] ?? []
    const holders = [...new Set(addresses.flatMap(({ key }) => users.get(key) ?? []))].flatMap((key) => known.get(key) ?? [])
    const match = matchedContact(addresses, holders)
    if (match.kind === 'several') return match
    if (match.kind === 'known') return { kind: 'meant', contactId: match.profile.contactId }
    const [first] = addresses
    if (!first) throw new Error('a row has neither an id nor a usable address: it should have been refused when it was read')
    return { kind: 'meant', contactId: ownContactId(first.key) }
  })
}

/** Contacts that are looked at for one address: a shared mailbox may have thousands. */
const mostUsers = 20
