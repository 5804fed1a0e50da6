/** Pausing one enrollment and going on: by a person's word, at a stated time, for a reply's review, or because somebody takes over. */
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { frontOf, moveBehind, moveTo } from '../plan.ts'
import { momentText } from '../say-when.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { changed, isoOf, livesOf, refused, secondsOf, startChange, withEnrollment, withMoved } from './change.ts'
import { noted, steered } from './steer.ts'

type On<K extends Signal['kind']> = Extract<Signal, { kind: K }>

/** Why an enrollment is paused while a person decides what a reply means. */
export const reviewReason = 'reply_review'
/** Why it is paused while a person goes on by hand. */
export const takenOverReason = 'taken_over'

export const pause = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'pause'>, now: number): Decision => {
  const { reason, until, by } = signal
  if (enrollment.status === 'paused') return refused('already_paused', enrollment.pauseReason)
  if (until !== undefined && until <= secondsOf(now)) return refused('until_passed', isoOf(until * 1000))
  const paused = pausedAs(enrollment, reason, now)
  const change = withEnrollment(startChange(head), until === undefined ? paused : { ...paused, resumeAt: until })
  const what = until === undefined ? 'paused' : `paused until ${momentText(until, head.timeZone)}`
  return changed(steered(change, enrollment, { what, by, reason }, now))
}

/** A paused one too: what waits for a person's word has it then. It does not resume by itself. */
export const takeOver = (head: ContactHead, enrollment: LiveEnrollment, { by, reason }: On<'take_over'>, now: number): Decision => {
  if (enrollment.pauseReason === takenOverReason) return refused('already_taken_over', enrollment.takenOverBy)
  const taken: LiveEnrollment = { ...pausedAs(enrollment, takenOverReason, now), takenOverBy: by }
  return changed(steered(withEnrollment(startChange(head), taken), enrollment, { what: 'taken over', by, reason }, now))
}

export const resume = (head: ContactHead, enrollment: LiveEnrollment, { by, reason }: On<'resume'>, now: number): Decision => {
  if (enrollment.status !== 'paused') return refused('not_paused')
  return changed(steered(resumed(startChange(head), enrollment, now), enrollment, { what: 'resumed', by, reason }, now))
}

/** A reply was read: the sequence goes on, and what the reply meant is kept for the conditions of later steps. */
export const goOn = (head: ContactHead, enrollment: LiveEnrollment, { intent, by, reason }: On<'continue'>, now: number): Decision => {
  if (enrollment.status !== 'paused' || enrollment.pauseReason !== reviewReason) return refused('not_in_review')
  const reply = { at: enrollment.reply?.at ?? enrollment.pausedAt ?? secondsOf(now), ...(intent === undefined ? {} : { intent }) }
  const change = resumed(startChange(head), { ...enrollment, reply }, now)
  const what = intent === undefined ? 'continued after a reply' : `continued after a reply (${intent.replaceAll('_', ' ')})`
  return changed(steered(change, enrollment, { what, by, reason }, now))
}

/** Whose stated date has come goes on by itself. */
export const resumeDue = (change: Change, now: number): Change =>
  livesOf(change.head)
    .filter(({ status, resumeAt }) => status === 'paused' && resumeAt !== undefined && resumeAt <= secondsOf(now))
    .reduce(
      (sofar, enrollment) => noted(resumed(sofar, enrollment, now), enrollment, 'resumed by itself, as its date had come', now),
      change,
    )

/** Paused from now on, or since when it is: the time until it resumes is counted from the first pause. */
export const pausedAs = (enrollment: LiveEnrollment, pauseReason: string, now: number): LiveEnrollment => {
  const { resumeAt: _never, takenOverBy: _by, ...rest } = enrollment
  return { ...rest, status: 'paused', pauseReason, pausedAt: enrollment.pausedAt ?? secondsOf(now) }
}

/**
 * What remains moves by the time that the pause took, at least so far that the first is due now: spacing is kept and nothing piles up.
 * A message with a provider at this moment keeps its own time.
 */
const resumed = (change: Change, enrollment: LiveEnrollment, now: number): Change => {
  const { pauseReason: _reason, pausedAt, resumeAt: _due, takenOverBy: _by, ...rest } = enrollment
  const going: LiveEnrollment = { ...rest, status: 'active' }
  const at = secondsOf(now)
  const seconds = Math.max(0, at - (pausedAt ?? at))
  const front = frontOf(going)
  const free = withEnrollment(change, going)
  if (!front) return free
  if (front.state === 'claimed') return withMoved(free, going, moveBehind(going.plan, front.step, seconds), now)
  return withMoved(
    free,
    going,
    moveTo(going.plan, front.step, front.state === 'held' ? front.due + seconds : Math.max(at, front.due + seconds)),
    now,
  )
}
