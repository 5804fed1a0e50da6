/** The contacts that a request asks for: by their own ids, or through their leads. */
import { isMeant } from '../domain/lead-contacts.ts'
import type { Policies } from '../domain/sequence.ts'
import type { ContactPorts } from './ports.ts'

/** `id` is what the caller named. Without a key: the lead is not known, or nobody of it has the role. */
export type Asked = { id: string; key: string } | { id: string; key: null; reason: 'lead_not_known' | 'no_such_role' }

/** In the order of the request, leads first; a lead brings each of its contacts that is meant. */
export const askedContacts = async (
  contacts: Pick<ContactPorts, 'keyOf' | 'ofLead' | 'profiles'>,
  { leadIds = [], contactIds = [] }: { leadIds?: string[] | undefined; contactIds?: string[] | undefined },
  which: Policies['contacts'],
): Promise<Asked[]> => {
  const ofLeads = await Promise.all(
    leadIds.map(async (id): Promise<Asked[]> => {
      const all = await contacts.ofLead(id)
      if (all.length === 0) return [{ id, key: null, reason: 'lead_not_known' }]
      const profiles = which.kind === 'role' ? await contacts.profiles(all) : []
      const meant = all.filter((_, place) => isMeant(which, place, profiles[place]?.role))
      return meant.length > 0 ? meant.map((key) => ({ id, key })) : [{ id, key: null, reason: 'no_such_role' }]
    }),
  )
  return [...ofLeads.flat(), ...contactIds.map((id) => ({ id, key: contacts.keyOf(id) }))]
}
