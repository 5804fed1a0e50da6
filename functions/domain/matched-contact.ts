/** Whom a row of a list means that gives no contact id: somebody known by their addresses, or somebody new. */
import { normaliseEmail, normalisePhone } from './addresses.ts'
import type { AddressKind } from './channel.ts'
import type { ContactProfile } from './contact.ts'

/** The address that is looked at first; the other one is where it knows nobody. */
export const matchChoices = ['email', 'phone'] as const
export type MatchBy = (typeof matchChoices)[number]

export interface RowAddress {
  kind: AddressKind
  /** Normalised. */
  value: string
}

interface Addressed {
  email?: string | null | undefined
  phone?: string | null | undefined
}

/** The usable addresses of a row, in the order in which they are matched. */
export const addressesOfRow = ({ email, phone }: Addressed, matchBy: MatchBy): RowAddress[] => {
  const values = { email: normaliseEmail(email), phone: normalisePhone(phone) }
  const kinds = matchBy === 'email' ? (['email', 'phone'] as const) : (['phone', 'email'] as const)
  return kinds.flatMap((kind) => {
    const value = values[kind]
    return value === null ? [] : [{ kind, value }]
  })
}

/**
 * Reads a list row by row and answers where an earlier one stands that means the same person: by its id, or where one of the two gives none as
 * `matchedContact` would take one for the other. Null where none does; then the row is noted. Rows with an id each are told apart by that alone.
 */
export const earlierRow = <Place>(matchBy: MatchBy): ((contactId: string, addressed: Addressed, place: Place) => Place | null) => {
  const byId = new Map<string, Place>()
  const named = new Map<string, Place>()
  const unnamed = new Map<string, Place>()
  return (contactId, addressed, place) => {
    const { sought, noted } = namesOf(addressesOfRow(addressed, matchBy), matchBy)
    const known = (names: ReadonlyMap<string, Place>): Place[] => sought.flatMap((name) => names.get(name) ?? [])
    const before = byId.get(contactId) ?? known(unnamed)[0] ?? (contactId === '' ? known(named)[0] : undefined)
    if (before !== undefined) return before
    if (contactId !== '') byId.set(contactId, place)
    const names = contactId === '' ? unnamed : named
    for (const name of noted) if (!names.has(name)) names.set(name, place)
    return null
  }
}

/** By what a row is looked for among earlier ones, and found by later ones. By the second address it is only who lacks a first one. */
const namesOf = (addresses: readonly RowAddress[], matchBy: MatchBy): { sought: string[]; noted: string[] } => {
  const hasFirst = addresses.some(({ kind }) => kind === matchBy)
  const names = addresses.map(({ kind, value }) => ({ first: kind === matchBy, name: `${kind} ${value}` }))
  return {
    sought: names.map(({ first, name }) => (first || !hasFirst ? name : `${name} alone`)),
    noted: names.flatMap(({ first, name }) => (first || hasFirst ? [name] : [name, `${name} alone`])),
  }
}

export type Match =
  | { kind: 'known'; profile: ContactProfile }
  /** More than one contact has the address: a person says which. */
  | { kind: 'several'; profiles: ContactProfile[] }
  /** Nobody has it. */
  | { kind: 'new' }

/**
 * The first address that somebody has decides. Of several who share it, the other address of the row may tell which. By the second address
 * nobody is taken who has a first one of their own that differs from the row's: two who share a phone are two people.
 */
export const matchedContact = (addresses: readonly RowAddress[], holders: readonly ContactProfile[]): Match => {
  const [first] = addresses
  for (const [i, address] of addresses.entries()) {
    const having = holders.filter((profile) => has(profile, address) && (i === 0 || !first || !differs(profile, first)))
    const [only] = having
    if (!only) continue
    if (having.length === 1) return { kind: 'known', profile: only }
    const narrowed = having.filter((profile) => addresses.every((other) => has(profile, other)))
    const [told] = narrowed
    return told && narrowed.length === 1 && addresses.length > 1 ? { kind: 'known', profile: told } : { kind: 'several', profiles: having }
  }
  return { kind: 'new' }
}

const has = (profile: ContactProfile, { kind, value }: RowAddress): boolean => profile[kind] === value

const differs = (profile: ContactProfile, address: RowAddress): boolean => profile[address.kind] !== undefined && !has(profile, address)
