/** Erasing a contact: the head ends everything and forgets first, then whatever lies around it goes. Safe to repeat. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { ApiPorts } from './ports.ts'

/** What a contact is known by elsewhere. */
export interface Traces {
  addressKeys: string[]
  leadIds: string[]
}

export interface ErasurePorts {
  /** Takes the contact off these addresses and leads; what they say of reaching the address stays. Answers how many had it. */
  unlink(contactKey: string, traces: Traces): Promise<{ addresses: number; leads: number }>
  /** Removes what lies around the head, and with it the traces that it names. `complete` is false where there is more. */
  clear(contactKey: string): Promise<{
    removed: Record<'profile' | 'messages' | 'interactions' | 'enrollments' | 'drafts' | 'gates' | 'other', number>
    addresses: number
    leads: number
    complete: boolean
  }>
}

/** The head names its addresses and leads: they are unlinked before it forgets them. */
export const eraseContact =
  (ports: Pick<ApiPorts, 'contacts' | 'settle' | 'erasure'>): Verb<'eraseContact'> =>
  async ({ params: { id } }) => {
    const key = ports.contacts.keyOf(id)
    const [profile] = await ports.contacts.profiles([key])
    let traces: Traces = { addressKeys: [], leadIds: [] }
    let known = profile !== null
    let unlinked = { addresses: 0, leads: 0 }
    await ports.settle(
      key,
      (head) => {
        traces = tracesOf(head)
        known ||= head !== null
        return known && !head?.erased ? [{ kind: 'erased', key }] : []
      },
      async () => {
        unlinked = await ports.erasure.unlink(key, traces)
      },
    )
    if (!known) return notFound('contact', id)
    const cleared = await ports.erasure.clear(key)
    return answer({
      id,
      removed: cleared.removed,
      addresses: unlinked.addresses + cleared.addresses,
      leads: unlinked.leads + cleared.leads,
      complete: cleared.complete,
    })
  }

const tracesOf = (head: ContactHead | null): Traces => ({
  addressKeys: Object.values(head?.addresses ?? {}).map(({ key }) => key),
  leadIds: head ? [...new Set([head.leadId, ...head.enrollments.map(({ leadId }) => leadId)])].filter((leadId) => leadId !== '') : [],
})
