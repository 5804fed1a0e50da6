/** Erasing a person: the head ends everything and forgets first, then whatever lies around it goes. Safe to repeat. */
import type { ContactHead, ContactProfile } from '../domain/contact.ts'
import type { DecidedSignal } from '../domain/decide.ts'
import type { SignalsFor } from './shell.ts'

/** What a contact is known by elsewhere. */
export interface Traces {
  addressKeys: string[]
  leadIds: string[]
}

export interface Cleared {
  removed: Record<'profile' | 'messages' | 'interactions' | 'enrollments' | 'drafts' | 'gates' | 'other', number>
  addresses: number
  leads: number
  /** False where there is more than one call removes. */
  complete: boolean
}

export interface ErasurePorts {
  /** Takes the contact off these addresses and leads; what they say of reaching the address stays. Answers how many had it. */
  unlink(contactKey: string, traces: Traces): Promise<{ addresses: number; leads: number }>
  /** Removes what lies around the head, and with it the traces that it names. */
  clear(contactKey: string): Promise<Cleared>
}

export interface EraseNeeds {
  erasure: ErasurePorts
  profile(contactKey: string): Promise<ContactProfile | null>
  settle(contactKey: string, signalsFor: SignalsFor, ahead: (decided: DecidedSignal[]) => Promise<void>): Promise<unknown>
}

/**
 * Erases a contact and the records that were merged into it, which hold the same person's history. Null where nobody knows the contact;
 * with `unknownToo` a mark is left even then, so that what comes later does not make it anew.
 */
export const erasePerson = async (needs: EraseNeeds, contactKey: string, { unknownToo = false } = {}): Promise<Cleared | null> => {
  const profile = await needs.profile(contactKey)
  // Those first: they are found through this one.
  const merged: Cleared[] = []
  for (const key of profile?.mergedFrom ?? []) {
    const cleared = await erasePerson(needs, key, { unknownToo: true })
    if (cleared) merged.push(cleared)
  }
  const own = await eraseOne(needs, contactKey, unknownToo || profile !== null)
  return own && merged.reduce(together, own)
}

/** The head names its addresses and leads: they are unlinked before it forgets them. */
const eraseOne = async (needs: EraseNeeds, key: string, knownBefore: boolean): Promise<Cleared | null> => {
  let known = knownBefore
  let traces: Traces = { addressKeys: [], leadIds: [] }
  let unlinked = { addresses: 0, leads: 0 }
  await needs.settle(
    key,
    (head) => {
      traces = tracesOf(head)
      known ||= head !== null
      return known && !head?.erased ? [{ kind: 'erased', key }] : []
    },
    async () => {
      unlinked = await needs.erasure.unlink(key, traces)
    },
  )
  if (!known) return null
  const cleared = await needs.erasure.clear(key)
  return { ...cleared, addresses: unlinked.addresses + cleared.addresses, leads: unlinked.leads + cleared.leads }
}

const tracesOf = (head: ContactHead | null): Traces => ({
  addressKeys: Object.values(head?.addresses ?? {}).map(({ key }) => key),
  leadIds: head ? [...new Set([head.leadId, ...head.enrollments.map(({ leadId }) => leadId)])].filter((leadId) => leadId !== '') : [],
})

const together = (a: Cleared, b: Cleared): Cleared => ({
  removed: {
    profile: a.removed.profile + b.removed.profile,
    messages: a.removed.messages + b.removed.messages,
    interactions: a.removed.interactions + b.removed.interactions,
    enrollments: a.removed.enrollments + b.removed.enrollments,
    drafts: a.removed.drafts + b.removed.drafts,
    gates: a.removed.gates + b.removed.gates,
    other: a.removed.other + b.removed.other,
  },
  addresses: a.addresses + b.addresses,
  leads: a.leads + b.leads,
  complete: a.complete && b.complete,
})
