/** Something was taken in of an earlier step: what waits for it is asked again, by its gates, with all that is known now. */
import type { ContactHead } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { frontOf, isAskedAgain } from '../plan.ts'
import type { Signal } from '../signal.ts'
import { handOver, liveOf, refused } from './change.ts'

export const heard = (head: ContactHead, signal: Extract<Signal, { kind: 'heard' }>): Decision => {
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  // Going on asks again by itself.
  if (enrollment.status === 'paused') return refused('enrollment_paused', enrollment.pauseReason)
  const front = frontOf(enrollment)
  if (!front || !isAskedAgain(front)) return refused('nothing_to_do')
  return { kind: 'unchanged', after: [handOver(enrollment.id, front)], reason: 'nothing_to_do' }
}
