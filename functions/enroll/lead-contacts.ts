/** Which of a lead's contacts a sequence is for. */
import type { Lead } from '../data/lead-change.ts'
import type { ContactProfile } from '../domain/contact.ts'
import type { Policies } from '../domain/sequence.ts'

export interface ProfilePorts {
  profiles(contactKeys: readonly string[]): Promise<(ContactProfile | null)[]>
}

/** The primary one, all, or those of a role, in whatever case the CRM writes it; empty where nobody has it. */
export const contactsFor = async (
  ports: ProfilePorts,
  which: Policies['contacts'],
  contacts: Lead['contacts'],
): Promise<Lead['contacts']> => {
  switch (which.kind) {
    case 'primary':
      return contacts.slice(0, 1)
    case 'all':
      return contacts
    case 'role': {
      const known = await ports.profiles(contacts.map(({ key }) => key))
      return contacts.filter((_, i) => known[i]?.role?.toLowerCase() === which.role.toLowerCase())
    }
    default:
      return which satisfies never
  }
}
