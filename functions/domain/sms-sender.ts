/** Which of the tenant's numbers texts a contact: an enrollment keeps to the one that it began with. */
import type { LiveEnrollment } from './contact.ts'
import { shareOf } from './spread.ts'

/** The sender that an enrollment begins with: the same each time, and each number gets its share of them. Undefined where there is none. */
export const firstSender = (numbers: readonly string[], enrollmentId: string): string | undefined =>
  numbers[Math.min(numbers.length - 1, Math.floor(shareOf(enrollmentId, 'sms-sender') * numbers.length))]

/** The number that texts now: the bound one while the tenant still has it, else the first. */
export const boundSender = (numbers: readonly string[], bound: string | undefined): string | undefined =>
  bound !== undefined && numbers.includes(bound) ? bound : numbers[0]

/** The sender that this enrollment's texts come from; undefined where the tenant names none. */
export const textingSender = (numbers: readonly string[], { id, senders }: Pick<LiveEnrollment, 'id' | 'senders'>): string | undefined =>
  boundSender(numbers, senders?.sms ?? firstSender(numbers, id))

/** The number after the one that did not get through, round in a circle; null where there is no other. */
export const otherSender = (numbers: readonly string[], current: string | undefined): string | null => {
  const from = boundSender(numbers, current)
  if (from === undefined || numbers.length < 2) return null
  return numbers[(numbers.indexOf(from) + 1) % numbers.length] ?? null
}
