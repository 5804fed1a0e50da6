/** Which of a lead's contacts a sequence is for. */
import type { Lead } from '../data/lead-change.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { isMeant } from '../domain/lead-contacts.ts'
import type { Policies } from '../domain/sequence.ts'

export interface ProfilePorts {
  profiles(contactKeys: readonly string[]): Promise<(ContactProfile | null)[]>
}

/** Empty where nobody has the role. */
export const contactsFor = async (
  ports: ProfilePorts,
  which: Policies['contacts'],
  contacts: Lead['contacts'],
): Promise<Lead['contacts']> => {
  const profiles = which.kind === 'role' ? await ports.profiles(contacts.map(({ key }) => key)) : []
  return contacts.filter((_, place) => isMeant(which, place, profiles[place]?.role))
}
