/** What the CRM says of a contact. It never lifts a suppression; a corrected address is alive again. */
import { addressKindOf, type AddressKind } from '../channel.ts'
import type { ContactHead } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { withoutFailuresOf } from '../healing/failures.ts'
import { waitsForHealing } from '../healing/waiting.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { changed, livesOf, refused, startChange, withEnrollment } from './change.ts'
import { placeOf } from './place.ts'
import { releaseAll } from './release.ts'

type ContactSeen = Extract<Signal, { kind: 'contact_seen' }>

export const contactSeen = (state: ContactHead | null, { facts, rules }: ContactSeen, now: number): Decision => {
  const head = state ?? freshHead({ facts, rules })
  const said = believed(head, facts)
  const seen: ContactHead = {
    ...placeOf(head, said, rules),
    leadId: facts.leadId,
    consent: consentOf(head, facts.consent),
    addresses: addressesOf(head, said.addresses),
  }
  const corrected = (['email', 'phone'] as const).filter(
    (kind) => seen.addresses[kind] !== undefined && seen.addresses[kind].key !== head.addresses[kind]?.key,
  )
  const fresh = corrected.reduce((change, kind) => forgiven(change, kind), startChange(seen))
  const change = releaseAll(
    fresh,
    (item) =>
      item.reason === 'missing_merge_value' ||
      (item.via === undefined && waitsForHealing(item) && corrected.some((kind) => kind === addressKindOf(item.channel))),
    now,
  )
  return state && JSON.stringify(change.head) === JSON.stringify(state) ? refused('nothing_to_do') : changed(change)
}

/** An address that failed, and that healing has replaced, is no news from a CRM that does not know of it. */
const believed = (head: ContactHead, facts: ContactSeen['facts']): ContactSeen['facts'] => {
  const isOld = ([kind, address]: [string, ContactSeen['facts']['addresses']['email']]): boolean =>
    address !== null &&
    address !== undefined &&
    Boolean(head.addresses[kind === 'email' ? 'email' : 'phone']?.insteadOf?.includes(address.key))
  return { ...facts, addresses: Object.fromEntries(Object.entries(facts.addresses).filter((one) => !isOld(one))) }
}

/** What was counted against the address before, and another one looked for, is over. */
const forgiven = (change: Change, kind: AddressKind): Change =>
  livesOf(change.head).reduce((sofar, live) => {
    if (!live.failures && !live.enrichment?.[kind]) return sofar
    const { enrichment = {}, ...rest } = withoutFailuresOf(live, kind)
    const { [kind]: _asked, ...asked } = enrichment
    return withEnrollment(sofar, Object.keys(asked).length > 0 ? { ...rest, enrichment: asked } : rest)
  }, change)

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
