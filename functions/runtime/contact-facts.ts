/** What a CRM event says of one contact, normalised: for the decision, for the profile, and for the addresses that it uses. */
import type { CrmContact } from '../contract/events.ts'
import type { Agreement } from '../contract/job.ts'
import { isSimulatorAddress, normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { Consent, ContactProfile } from '../domain/contact.ts'
import { phoneZones } from '../domain/phone-zones.ts'
import type { ContactFacts } from '../domain/signal.ts'

/** Keys under the tenant's secret. */
export interface Keys {
  contactKey(contactId: string): string
  addressKey(kind: AddressKind, value: string): string
}

export interface UsedAddress {
  key: string
  kind: AddressKind
  value: string
  simulator: boolean
}

export interface SaidContact {
  key: string
  facts: ContactFacts
  profile: {
    key: string
    contactId: string
    leadId: string
    updatedAt: string
    role?: string | null
    firstName?: string | null
    lastName?: string | null
    email?: string | null
    phone?: string | null
    alternativeEmail?: string | null
    alternativePhone?: string | null
    timeZone?: string | null
    attributes?: ContactProfile['attributes']
  }
  addresses: UsedAddress[]
}

/** A field left out says nothing; null, or an address that could not be used, takes away what was known. `at` in ISO 8601; `source` is kept with a consent. */
export const readContact = (
  contact: CrmContact,
  leadId: string,
  at: string,
  keys: Keys,
  source = 'crm',
  agreement?: Agreement,
): SaidContact => {
  const key = keys.contactKey(contact.id)
  const email = contact.email === undefined ? undefined : normaliseEmail(contact.email)
  const phone = contact.phone === undefined ? undefined : normalisePhone(contact.phone)
  const alternativeEmail = contact.alternativeEmail === undefined ? undefined : normaliseEmail(contact.alternativeEmail)
  const alternativePhone = contact.alternativePhone === undefined ? undefined : normalisePhone(contact.alternativePhone)
  const addresses = [used('email', email, keys), used('phone', phone, keys)].filter((address) => address !== null)
  const said = { email, phone }
  const kinds = (['email', 'phone'] as const).filter((kind) => said[kind] !== undefined)
  const facts: ContactFacts = {
    key,
    contactId: contact.id,
    leadId,
    ...(contact.timeZone ? { timeZone: contact.timeZone } : {}),
    ...(phone ? { phoneZones: phoneZones(phone) } : {}),
    consent: { ...agreed(agreement), ...consentOf(contact.consent, at, source) },
    addresses: Object.fromEntries(kinds.map((kind) => [kind, addresses.find((address) => address.kind === kind) ?? null])),
  }
  const { role, firstName, lastName, timeZone } = contact
  const fields = { role, firstName, lastName, email, phone, alternativeEmail, alternativePhone, timeZone }
  const profile = {
    key,
    contactId: contact.id,
    leadId,
    updatedAt: at,
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    ...(contact.attributes ? { attributes: attributesOf(contact.attributes) } : {}),
  }
  return { key, facts, profile, addresses }
}

const used = (kind: AddressKind, value: string | null | undefined, keys: Keys): UsedAddress | null =>
  value ? { key: keys.addressKey(kind, value), kind, value, simulator: isSimulatorAddress(value) } : null

const consentOf = (said: CrmContact['consent'], at: string, source: string): NonNullable<ContactFacts['consent']> => {
  const consent = (given: boolean): Consent => ({ given, at, source })
  const channels = (['email', 'sms', 'call'] as const).filter((channel) => typeof said?.[channel] === 'boolean')
  return Object.fromEntries(channels.map((channel) => [channel, consent(said?.[channel] === true)]))
}

const agreed = (agreement: Agreement | undefined): NonNullable<ContactFacts['consent']> =>
  agreement
    ? Object.fromEntries(agreement.channels.map((channel) => [channel, { given: true, at: agreement.at, source: agreement.source }]))
    : {}

const attributesOf = (said: NonNullable<CrmContact['attributes']>): ContactProfile['attributes'] =>
  Object.fromEntries(Object.entries(said).filter((entry): entry is [string, string | number | boolean] => entry[1] !== null))
