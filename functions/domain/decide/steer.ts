/** What was done to an enrollment stands on the contact's timeline: by whom, what and why. */
import type { LiveEnrollment } from '../contact.ts'
import type { Change } from './change.ts'
import { after, isoOf } from './change.ts'
import { channelOfFirst } from './finish.ts'

interface Steering {
  /** In the past tense: `paused until 2026-12-01T09:00:00.000Z`. */
  what: string
  /** The person; absent where nobody asked, and then nothing is noted. */
  by?: string | undefined
  reason?: string | undefined
}

export const steered = (change: Change, enrollment: LiveEnrollment, { what, by, reason }: Steering, now: number): Change =>
  by === undefined
    ? change
    : noted(change, enrollment, `${what} by ${by}${reason?.trim() && reason !== `by ${by}` ? `: ${reason}` : ''}`, now)

export const noted = (change: Change, enrollment: LiveEnrollment, detail: string, now: number): Change =>
  after(change, {
    kind: 'put_interaction',
    interaction: {
      contactKey: change.head.key,
      at: isoOf(now),
      channel: channelOfFirst(enrollment.plan),
      direction: 'system',
      kind: 'steered',
      enrollmentId: enrollment.id,
      sequenceId: enrollment.sequenceId,
      detail,
    },
  })
