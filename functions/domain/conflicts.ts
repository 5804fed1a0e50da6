/** What stands against enrolling a contact, and what each way of meeting it would come to. */
import type { LiveEnrollment } from './contact.ts'
import { reentryRefusal } from './decide/enroll.ts'
import type { Projection } from './project.ts'
import { dayText } from './say-when.ts'
import type { SequenceVersion } from './sequence.ts'

export const conflictKinds = ['same_sequence', 'reentry', 'other_sequence', 'daily_limit'] as const
export type ConflictKind = (typeof conflictKinds)[number]
export const conflictChoices = ['replace', 'parallel', 'skip'] as const
export type ConflictChoice = (typeof conflictChoices)[number]

export interface Conflict {
  kind: ConflictKind
  /** The conflict as a sentence. */
  text: string
  /** What it is in conflict with, where that is one running enrollment. */
  sequenceId?: string
  enrollmentId?: string
  /** Local dates (YYYY-MM-DD) of a `daily_limit`. */
  days?: string[]
  /** What each choice would do, as sentences. */
  choices: Record<ConflictChoice, string>
}

export interface Standing {
  /** The contact's enrollments, as far as they still run. */
  running: readonly Pick<LiveEnrollment, 'id' | 'sequenceId' | 'ending'>[]
  version: SequenceVersion
  /** When the contact last finished this sequence, or null. */
  lastFinishedAt: string | null
  /** A sequence's name for a person. */
  nameOf: (sequenceId: string) => string
  /** Epoch milliseconds. */
  now: number
}

/** The conflicts that need no looking ahead: this sequence, now or before, and other active ones. */
export const conflictsOf = ({ running, version, lastFinishedAt, nameOf, now }: Standing): Conflict[] => {
  const same = running.find(({ sequenceId }) => sequenceId === version.sequenceId)
  const others = running.filter(({ sequenceId, ending }) => sequenceId !== version.sequenceId && !ending)
  const barred = same ? null : reentryRefusal(version.policies.reentry, lastFinishedAt, now)
  return [
    ...(same ? [sameSequence(same.id, version)] : []),
    ...(barred ? [reentry(version, lastFinishedAt)] : []),
    ...others.map(({ id, sequenceId }) => otherSequence(id, sequenceId, nameOf(sequenceId))),
  ]
}

const sameSequence = (enrollmentId: string, { sequenceId, name }: SequenceVersion): Conflict => ({
  kind: 'same_sequence',
  text: `The contact is in “${name}” already.`,
  sequenceId,
  enrollmentId,
  choices: {
    replace: 'The running enrollment ends as replaced, and the sequence begins anew with its first step.',
    parallel: 'Not enrolled: nobody walks the same sequence twice at once.',
    skip: 'Not enrolled: the running enrollment goes on as it is.',
  },
})

const reentry = ({ sequenceId, name, policies }: SequenceVersion, lastFinishedAt: string | null): Conflict => {
  const { reentry: policy } = policies
  const allowed = policy.kind === 'afterDays' ? `only ${policy.days} days after that` : 'only once'
  const refused = 'Not enrolled: change the re-entry policy of the sequence to let them in.'
  return {
    kind: 'reentry',
    text: `The contact finished “${name}” on ${(lastFinishedAt ?? '').slice(0, 10)}, and it lets a contact in ${allowed}.`,
    sequenceId,
    choices: { replace: refused, parallel: refused, skip: refused },
  }
}

const otherSequence = (enrollmentId: string, sequenceId: string, name: string): Conflict => ({
  kind: 'other_sequence',
  text: `The contact is in “${name}”.`,
  sequenceId,
  enrollmentId,
  choices: {
    replace: `“${name}” ends as replaced: what it has not sent yet is not sent.`,
    parallel: `Both run side by side, under one daily limit of touches.`,
    skip: `Not enrolled: the contact stays in “${name}” alone.`,
  },
})

/**
 * The days on which enrolling in parallel would push touches over the limit: those on which a message finds no touch left in the projection
 * with the enrollment (`after`) and did not without it (`before`). Null where there is none. `others`: another sequence is active.
 */
export const limitConflict = (before: Projection, after: Projection, dailyTouchLimit: number, others: boolean): Conflict | null => {
  const known = new Map(before.touches.map((touch) => [`${touch.enrollmentId} ${touch.stepId}`, touch]))
  const pushed = after.touches.flatMap((touch) => {
    const was = known.get(`${touch.enrollmentId} ${touch.stepId}`)
    const days = touch.overLimitOn.filter((day) => !was?.overLimitOn.includes(day))
    return days.length > 0 ? [{ days, isSkipped: touch.becomes === 'skipped' && touch.reason === 'touch_limit' }] : []
  })
  const days = [...new Set(pushed.flatMap((one) => one.days))].toSorted()
  if (days.length === 0) return null
  const skipped = pushed.filter(({ isSkipped }) => isSkipped).length
  const moved = pushed.length - skipped
  const comes = [
    ...(moved > 0 ? [`${messages(moved)} ${moved === 1 ? 'moves' : 'move'} to a later day`] : []),
    ...(skipped > 0 ? [`${messages(skipped)} ${skipped === 1 ? 'is' : 'are'} skipped`] : []),
  ]
  return {
    kind: 'daily_limit',
    text: `With this sequence there would be more than ${dailyTouchLimit === 1 ? '1 touch' : `${dailyTouchLimit} touches`} on ${listed(days)}.`,
    days,
    choices: choicesAtLimit(`The limit holds: ${comes.join(', ')}.`, others),
  }
}

const choicesAtLimit = (parallel: string, others: boolean): Conflict['choices'] =>
  others
    ? {
        replace: 'The other sequences end, so that the touches of these days are left to this one.',
        parallel,
        skip: 'Not enrolled, as another sequence is active.',
      }
    : { replace: `There is no other sequence to end. ${parallel}`, parallel, skip: `There is no other sequence. ${parallel}` }

const messages = (count: number): string => `${count} message${count === 1 ? '' : 's'}`

const listed = (days: readonly string[]): string => {
  const named = days.slice(0, 5).map((day) => dayText(`${day}T12:00:00Z`, 'UTC'))
  const all = days.length <= 5 ? named : [...named, `${days.length - 5} more days`]
  return all.length === 1 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
