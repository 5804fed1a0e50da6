/** What the CRM says of one contact keeps it true: profile, addresses, consent. One that nobody knows is made, and its lead with it. */
import type { CrmContact } from '../contract/events.ts'
import type { ContactChanged } from '../contract/crm-events.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { logger } from '../runtime/logger.ts'
import { readContact, type Keys } from '../runtime/contact-facts.ts'
import { refuseFuture, type EnrollPorts } from './enroll.ts'

export interface ContactPorts extends Pick<EnrollPorts, 'keys' | 'saveProfile' | 'linkAddresses' | 'profiles' | 'engine' | 'rulesInForce'> {
  leads: {
    /** Notes that a contact belongs to a lead, which may not be known yet. */
    adopt(leadId: string, contact: { id: string; key: string }): Promise<void>
  }
}

/** Records that were merged one into another; more of them in a row are no chain but a circle. */
const mostMerges = 5

/** Answers in one word what came of it. Throws `InvalidInput` where it says that it occurs more than a day from now. */
export const contactChanged = async (ports: ContactPorts, event: ContactChanged): Promise<string> => {
  refuseFuture(`contact ${event.contact.id}`, event.occurredAt, ports.engine.now())
  return say(ports, await ports.keys(), event, event.contact, mostMerges)
}

const say = async (ports: ContactPorts, keys: Keys, event: ContactChanged, contact: CrmContact, hops: number): Promise<string> => {
  const key = keys.contactKey(contact.id)
  const [profile = null] = await ports.profiles([key])
  const leadId = leadOf(event, contact, profile)
  const at = new Date(event.occurredAt).toISOString()
  const said = readContact(withAttributes(contact, profile), leadId, at, keys)
  const saved = await ports.saveProfile(said.profile)
  switch (saved.kind) {
    case 'erased':
      return 'contact_erased'
    case 'older':
      logger.info('an older event changed nothing', { contact: key, occurredAt: at, since: profile?.updatedAt })
      return 'older'
    case 'merged': {
      const [survivor = null] = await ports.profiles([saved.into])
      if (!survivor || hops === 0) return 'contact_erased'
      return say(ports, keys, { ...event, leadId: survivor.leadId }, { ...contact, id: survivor.contactId }, hops - 1)
    }
    case 'saved':
      await Promise.all([
        ports.linkAddresses(said.addresses, key),
        profile?.leadId === leadId ? undefined : ports.leads.adopt(leadId, { id: contact.id, key }),
      ])
      const rules = await ports.rulesInForce()
      await ports.engine.settle(key, () => [{ kind: 'contact_seen', facts: said.facts, rules }])
      return profile ? 'contact_changed' : 'contact_created'
    default:
      return saved satisfies never
  }
}

/** A contact without a lead is a lead of its own. */
const leadOf = ({ leadId }: ContactChanged, contact: CrmContact, profile: ContactProfile | null): string =>
  leadId ?? profile?.leadId ?? contact.id

/** Attributes that are not named stay; null takes one away. */
const withAttributes = (contact: CrmContact, profile: ContactProfile | null): CrmContact =>
  contact.attributes ? { ...contact, attributes: { ...profile?.attributes, ...contact.attributes } } : contact
