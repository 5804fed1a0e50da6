/** What kind of line the contact's number is: kept with it; where there is no such number, it is dead and healed as one. */
import type { ContactHead } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import { addressFailed, numberClosed } from './address-failed.ts'
import { changed, refused, startChange, withHead } from './change.ts'

const noSuchNumber = 'there is no such number'

export const lineTyped = (head: ContactHead, signal: Extract<Signal, { kind: 'line_typed' }>, now: number): Decision => {
  const { phone } = head.addresses
  if (!phone || phone.key !== signal.addressKey) return refused('nothing_to_do', 'the contact has another number by now')
  const { lineType } = signal
  if (lineType === 'invalid') {
    if (phone.dead) return refused('nothing_to_do', 'the number is marked dead already')
    const closed = numberClosed(startChange(head), 'address_dead', noSuchNumber, now)
    return changed(addressFailed(closed, 'phone', noSuchNumber, { enrollmentId: null, step: null }, now))
  }
  if (phone.lineType === lineType) return refused('nothing_to_do')
  return changed(withHead(startChange(head), { addresses: { ...head.addresses, phone: { ...phone, lineType } } }))
}
