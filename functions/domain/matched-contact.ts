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

/** What tells two rows of one list apart: the contact's id, else the address by which it is matched; empty where the row has neither. */
export const rowIdentity = (contactId: string, addressed: Addressed, matchBy: MatchBy): string => {
  if (contactId !== '') return `id ${contactId}`
  const [first] = addressesOfRow(addressed, matchBy)
  return first ? `${first.kind} ${first.value}` : ''
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
