/** Where a contact is, for hours and days. */
import type { ContactHead } from '../contact.ts'
import type { ContactFacts, TenantRules } from '../signal.ts'
import { isTimeZone } from '../windows.ts'

type Place = Pick<ContactHead, 'timeZone' | 'timeZoneSource' | 'timeZones'>
type Said = Pick<ContactFacts, 'timeZone' | 'phoneZones' | 'addresses'>

export const placeOf = (head: ContactHead, said: Said, rules: Pick<TenantRules, 'timeZone'>): ContactHead => {
  const { timeZones: _known, ...unplaced } = head
  return { ...unplaced, ...zoneOf(head, said, rules) }
}

/**
 * The contact's own zone where it names a real one, and stays; else those of its phone number, which follow each new number, and where that
 * tells none the tenant's.
 */
const zoneOf = (head: ContactHead, { timeZone, phoneZones, addresses }: Said, rules: Pick<TenantRules, 'timeZone'>): Place => {
  if (isTimeZone(timeZone)) return { timeZone, timeZoneSource: 'contact' }
  const { timeZoneSource, timeZones } = head
  if (timeZoneSource === 'contact' || addresses.phone === undefined)
    return { timeZone: head.timeZone, timeZoneSource, ...(timeZones ? { timeZones } : {}) }
  const zones = (phoneZones ?? []).filter(isTimeZone)
  const [first] = zones
  if (first === undefined) return { timeZone: rules.timeZone, timeZoneSource: 'tenant' }
  return { timeZone: first, timeZoneSource: 'phone', ...(zones.length > 1 ? { timeZones: zones } : {}) }
}
