/** What the CRM says of a contact. It never lifts a suppression; a corrected address is alive again. */
import type { ContactHead } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import { isTimeZone } from '../windows.ts'
import { changed, refused, startChange } from './change.ts'
import { releaseAll } from './release.ts'

type ContactSeen = Extract<Signal, { kind: 'contact_seen' }>

export const contactSeen = (state: ContactHead | null, { facts, rules }: ContactSeen, now: number): Decision => {
  const head = state ?? freshHead({ facts, rules })
  const { timeZones: _known, ...unplaced } = head
  const seen: ContactHead = {
    ...unplaced,
    leadId: facts.leadId,
    ...zoneOf(head, facts, rules),
    consent: consentOf(head, facts.consent),
    addresses: addressesOf(head, facts.addresses),
  }
  const emailChanged = seen.addresses.email !== undefined && seen.addresses.email.key !== head.addresses.email?.key
  const change = releaseAll(
    startChange(seen),
    (item) =>
      item.reason === 'missing_merge_value' ||
      (emailChanged && item.via === undefined && (item.reason === 'address_bounced' || item.reason === 'address_dead')),
    now,
  )
  return state && JSON.stringify(change.head) === JSON.stringify(state) ? refused('nothing_to_do') : changed(change)
}

const freshHead = ({ facts, rules }: Pick<ContactSeen, 'facts' | 'rules'>): ContactHead => ({
  key: facts.key,
  contactId: facts.contactId,
  leadId: facts.leadId,
  schema: 1,
  revision: 0,
  timeZone: rules.timeZone,
  timeZoneSource: 'tenant',
  consent: {},
  addresses: {},
  suppressed: {},
  touches: {},
  enrollments: [],
})

type Place = Pick<ContactHead, 'timeZone' | 'timeZoneSource' | 'timeZones'>

/**
 * The contact's own zone where it names a real one, and stays; else those of its phone number, which follow each new number, and where that
 * tells none the tenant's.
 */
const zoneOf = (head: ContactHead, { timeZone, phoneZones, addresses }: ContactSeen['facts'], rules: ContactSeen['rules']): Place => {
  if (isTimeZone(timeZone)) return { timeZone, timeZoneSource: 'contact' }
  const { timeZoneSource, timeZones } = head
  if (timeZoneSource === 'contact' || addresses.phone === undefined)
    return { timeZone: head.timeZone, timeZoneSource, ...(timeZones ? { timeZones } : {}) }
  const zones = (phoneZones ?? []).filter(isTimeZone)
  const [first] = zones
  if (first === undefined) return { timeZone: rules.timeZone, timeZoneSource: 'tenant' }
  return { timeZone: first, timeZoneSource: 'phone', ...(zones.length > 1 ? { timeZones: zones } : {}) }
}

/** The newer word on each channel stands. */
const consentOf = (head: ContactHead, said: ContactSeen['facts']['consent']): ContactHead['consent'] => {
  const consent = { ...head.consent }
  for (const channel of ['email', 'sms', 'call'] as const) {
    const word = said?.[channel]
    const known = consent[channel]
    const newer = word && (!known || Date.parse(word.at) >= Date.parse(known.at))
    if (newer && word.given !== known?.given) consent[channel] = word
  }
  return consent
}

const addressesOf = (head: ContactHead, said: ContactSeen['facts']['addresses']): ContactHead['addresses'] => {
  const addresses = { ...head.addresses }
  for (const kind of ['email', 'phone'] as const) {
    const address = said[kind]
    if (address === null) delete addresses[kind]
    else if (address && address.key !== addresses[kind]?.key) addresses[kind] = { key: address.key, value: address.value }
  }
  return addresses
}
