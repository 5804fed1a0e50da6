/** Erasing a contact by hand. */
import { answer, notFound, refuse } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { erasePerson } from '../runtime/erasure.ts'
import type { ApiPorts } from './ports.ts'

/** A record that was merged away is erased with the contact that it was merged into: the person is one. */
export const eraseContact =
  (ports: Pick<ApiPorts, 'contacts' | 'settle' | 'erasure'>): Verb<'eraseContact'> =>
  async ({ params: { id } }) => {
    const key = ports.contacts.keyOf(id)
    const profileOf = async (contactKey: string) => (await ports.contacts.profiles([contactKey]))[0] ?? null
    const into = (await profileOf(key))?.mergedInto
    const survivor = into === undefined ? null : await profileOf(into)
    if (survivor)
      return refuse({
        kind: 'conflict',
        reason: 'contact_merged',
        detail: `The CRM merged this contact into "${survivor.contactId}". Erase that one: what is kept of this one goes with it.`,
        also: { mergedInto: survivor.contactId },
      })
    const cleared = await erasePerson({ erasure: ports.erasure, profile: profileOf, settle: ports.settle }, key)
    return cleared ? answer({ id, ...cleared }) : notFound('contact', id)
  }
