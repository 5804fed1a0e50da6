/** A contact in full: who they are, and what may be sent to them, each with a sentence. */
import type { ContactDetail } from '../contract/api/people.ts'
import type { ContactView } from '../contract/api/views.ts'
import { consentChannels, type AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, ContactProfile } from '../domain/contact.ts'
import { addressState } from '../domain/reachable.ts'
import { suppressionText } from '../domain/reasons.ts'
import { dayText } from '../domain/say-when.ts'
import { sourceText } from '../domain/verdict-text.ts'
import { enrollmentViewOf, nameOf } from './enrollment-view.ts'

type Records = Partial<Record<AddressKind, AddressRecord>>

export const contactViewOf = (profile: ContactProfile): ContactView => ({
  id: profile.contactId,
  leadId: profile.leadId,
  name: nameOf(profile),
  ...(profile.role === undefined ? {} : { role: profile.role }),
  ...(profile.email === undefined ? {} : { email: profile.email }),
  ...(profile.phone === undefined ? {} : { phone: profile.phone }),
  ...(profile.alternativeEmail === undefined ? {} : { alternativeEmail: profile.alternativeEmail }),
  ...(profile.alternativePhone === undefined ? {} : { alternativePhone: profile.alternativePhone }),
  ...(profile.timeZone === undefined ? {} : { timeZone: profile.timeZone }),
  attributes: profile.attributes,
  updatedAt: profile.updatedAt,
})

/** Times are said in the contact's zone, or in `zone` before one is known. */
export const contactDetailOf = (profile: ContactProfile, head: ContactHead | null, records: Records, zone: string): ContactDetail => ({
  ...contactViewOf(profile),
  consent: head ? consentOf(head) : [],
  suppressed: head ? suppressedOf(head, records) : [],
  addresses: head ? addressesOf(head, records, zone) : [],
  zone: head ? zoneOf(head) : null,
  enrollments: (head?.enrollments ?? []).flatMap(
    (live) =>
      enrollmentViewOf({ id: live.id, sequenceId: live.sequenceId, contactKey: profile.key, head, live, finished: null, profile }) ?? [],
  ),
})

const consentOf = ({ consent, timeZone }: ContactHead): ContactDetail['consent'] =>
  consentChannels.flatMap((channel) => {
    const known = consent[channel]
    if (!known) return []
    const { given, at, source } = known
    const text = `${given ? 'Given' : 'Refused'} on ${dayText(at, timeZone)} by ${sourceText(source)}.`
    return [{ channel, given, at, source, text }]
  })

/** What the person closed, for themselves or for an address that they use. */
const suppressedOf = (head: ContactHead, records: Records): ContactDetail['suppressed'] =>
  consentChannels.flatMap((channel) => {
    const record = records[channel === 'email' ? 'email' : 'phone']
    const own = head.suppressed[channel] ?? (record?.simulator ? undefined : record?.suppressed[channel])
    if (!own) return []
    const text = `${suppressionText(own.reason)} (${dayText(own.at, head.timeZone)}): nothing is sent this way.`
    return [{ channel, reason: own.reason, at: own.at, text: text.charAt(0).toUpperCase() + text.slice(1) }]
  })

const addressesOf = (head: ContactHead, records: Records, zone: string): ContactDetail['addresses'] =>
  (['email', 'phone'] as const).flatMap((kind) => {
    const address = head.addresses[kind]
    if (!address) return []
    const working = addressState(head, records, kind === 'email' ? 'email' : 'sms') === 'working'
    const dead = address.dead ? ` since ${dayText(address.dead.at, head.timeZone || zone)} (${address.dead.why})` : ''
    const works = address.lineType === 'landline' ? 'It is a landline: it takes calls, and no texts.' : 'It works, as far as is known.'
    const text = working ? works : `It does not work${dead}. Correct it in the CRM.`
    const phoneType = kind === 'phone' && address.lineType ? { phoneType: address.lineType } : {}
    return [{ kind, value: address.value, working, ...phoneType, text }]
  })

const zoneOf = ({ timeZone, timeZoneSource, timeZones }: ContactHead): ContactDetail['zone'] => {
  const among =
    timeZones && timeZones.length > 1 ? ` The number lies over ${timeZones.join(', ')}: only hours that are lawful in each are used.` : ''
  const text = {
    contact: 'As the CRM says.',
    phone: `From the area of the phone number.${among}`,
    tenant: "The tenant's own, as neither the CRM nor the phone number tells.",
  }[timeZoneSource]
  return { name: timeZone, source: timeZoneSource, text }
}
