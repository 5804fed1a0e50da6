/** Enrollment ids that are the same for every repetition of what begins the enrollment: what makes enrolling safe to repeat. */
import { createHash } from 'node:crypto'
import { enrollmentIdFrom } from '../domain/ids.ts'

/** From a time (ms since 1970) and what, in this order, tells one enrollment from another. */
export const derivedEnrollmentId = (timeMs: number, parts: readonly string[]): string =>
  enrollmentIdFrom(timeMs, BigInt(`0x${createHash('sha256').update(parts.join('|')).digest('hex').slice(0, 20)}`))
