/**
 * What will happen to a contact, found by letting it happen: the very `decide`, run forward in virtual time from the head as it stands.
 * Assumed are a provider that accepts, a person who takes every task, and a contact who does nothing.
 */
import type { ContactHead, Draft } from './contact.ts'
import { decide } from './decide.ts'
import type { Decision, Effect, RefusalReason } from './effect.ts'
import { flawOf, withText } from './draft.ts'
import { messageIdOf } from './ids.ts'
import { nextMoment, type Moment } from './project/moments.ts'
import { contextFor, withSent, type Surroundings } from './project/surroundings.ts'
import { openLedger, type ProjectedEnrollment } from './project/ledger.ts'
import type { ProjectedTouch } from './project/touch.ts'
import { refusalText } from './reasons.ts'
import type { SendContext, Signal } from './signal.ts'

export { sequenceKey, type Surroundings } from './project/surroundings.ts'

/** How far a projection looks, and how many decisions it takes at most. */
export const projectionLimits = { days: 400, decisions: 1_000 }

export interface ProjectionOptions {
  /** Epoch milliseconds. */
  now: number
  /** What happens on the way, each at its own time (epoch milliseconds), in order: an enrollment to be tried out. */
  begin?: readonly { at: number; signal: Signal }[]
  /** A draft that nobody approved yet: shown as waiting and gone on with from its due time (`waiting`), or taken as approved. */
  approvals?: 'waiting' | 'given'
}

export interface Projection {
  /** Every message not resolved yet, in the order in which they leave. */
  touches: ProjectedTouch[]
  enrollments: ProjectedEnrollment[]
  /** What was to begin and is refused. */
  refusals: { enrollmentId: string; reason: RefusalReason; detail?: string; text: string }[]
  /** Why it looked no further, or null where everything came to its end or to a person. */
  stopped: 'horizon' | 'decisions' | null
}

/**
 * The calendar of one contact from `now` on. Exit routes are named where they follow, and not walked: what they begin is enrolled at a time
 * and under conditions of its own. Pure; the head that is given is not changed.
 */
export const project = (head: ContactHead | null, around: Surroundings, options: ProjectionOptions): Projection => {
  const course = startCourse(head, around, options)
  const horizon = options.now + projectionLimits.days * 86_400_000
  for (;;) {
    const moment = nextMoment(course)
    if (!moment) return course.result(null)
    if (moment.at > horizon) return course.result('horizon')
    if (course.decisions >= projectionLimits.decisions) return course.result('decisions')
    course.live(moment)
  }
}

const startCourse = (
  start: ContactHead | null,
  around: Surroundings,
  { now: from, begin = [], approvals = 'waiting' }: ProjectionOptions,
) => {
  const ledger = openLedger(approvals)
  const refusals: Projection['refusals'] = []
  const drafts = new Map(Object.entries(around.drafts ?? {}))
  const began = new Map<string, string>()
  let known = around
  let attempts = 0

  const course = {
    head: start,
    /** Epoch milliseconds. */
    now: from,
    decisions: 0,
    coming: [...begin],
    /** Moments at which nothing changed; they come again once something else has. */
    idle: new Set<string>(),
    /** Enrollments that a person has to set going again. */
    stuck: new Set<string>(),
    live: (moment: Moment): void => {
      course.now = Math.max(course.now, moment.at)
      const before = course.head
      act(moment)
      if (course.head === before) course.idle.add(moment.key)
      else course.idle.clear()
      for (const id of ledger.again()) course.stuck.add(id)
    },
    result: (stopped: Projection['stopped']): Projection => ({ ...ledger.close(course.head, stopped !== null), refusals, stopped }),
  }

  const act = (moment: Moment): void => {
    switch (moment.kind) {
      case 'begin': {
        course.coming.shift()
        const decision = apply(beginning(moment.signal))
        if (decision.kind === 'refused' && moment.signal.kind === 'enroll') refusals.push(refusalOf(moment.signal.enrollmentId, decision))
        return
      }
      case 'claim':
        apply({ kind: 'claim_expired', ...moment.claim, recorded: 'sent' })
        return
      case 'sweep':
        apply({ kind: 'swept', rules: known.rules })
        return
      case 'draft':
        apply({
          kind: 'draft_due',
          enrollmentId: moment.enrollmentId,
          step: moment.item.step,
          revision: moment.item.rev,
          context: contextOf(moment),
        })
        return
      case 'step':
        stepDue(moment)
        return
      default:
        moment satisfies never
    }
  }

  const contextOf = ({ enrollmentId, item }: Extract<Moment, { kind: 'step' | 'draft' }>): SendContext => {
    const enrollment = course.head?.enrollments.find(({ id }) => id === enrollmentId)
    if (!course.head || !enrollment) throw new Error(`enrollment ${enrollmentId} is not in the head`)
    const draft = drafts.get(messageIdOf(enrollmentId, item.n))
    return { ...contextFor(known, course.head, enrollment, `preview-${++attempts}`), ...(draft ? { draft } : {}) }
  }

  const stepDue = (moment: Extract<Moment, { kind: 'step' }>): void => {
    const { enrollmentId, item } = moment
    const context = contextOf(moment)
    const decision = apply({ kind: 'step_due', enrollmentId, step: item.step, revision: item.rev, context })
    if (decision.kind === 'changed' && decision.verdicts) ledger.saw(enrollmentId, item.step, decision.verdicts)
    for (const effect of afterOf(decision)) if (effect.kind === 'send') accept(effect, context)
    const held = itemNow(enrollmentId, item.step)
    const draft = drafts.get(messageIdOf(enrollmentId, item.n))
    if (held?.state === 'held' && held.reason === 'approval_pending' && draft) approve(enrollmentId, item.step, draft)
  }

  const accept = ({ message, verdicts }: Extract<Effect, { kind: 'send' }>, context: SendContext): void => {
    const { enrollmentId, stepId: step, attemptId } = message
    const at = new Date(course.now).toISOString()
    const result = { kind: 'accepted', providerId: attemptId, at } as const
    known = withSent(known, enrollmentId, step, course.now)
    apply({ kind: 'send_result', enrollmentId, step, attemptId, result, context, message, verdicts })
  }

  const approve = (enrollmentId: string, step: string, draft: Draft): void => {
    // Where a brief asks for a text that nobody has written yet, a dash stands for it: only its time is looked at.
    const toWrite = flawOf(draft) === 'draft_empty' || flawOf(draft) === 'draft_is_brief'
    const text = toWrite
      ? withText(draft, { ...(draft.channel === 'email' ? { subject: draft.subject?.trim() || '—' } : {}), body: '—' })
      : draft
    if (text !== draft) drafts.set(text.id, text)
    apply({ kind: 'draft_approved', enrollmentId, step, draft: text, hash: text.hash, by: 'preview' })
  }

  const itemNow = (enrollmentId: string, step: string) =>
    course.head?.enrollments.find(({ id }) => id === enrollmentId)?.plan.find((item) => item.step === step)

  /** An enrollment of the same sequence that came to its end on the way counts for re-entry. */
  const beginning = (signal: Signal): Signal => {
    const ended = signal.kind === 'enroll' ? began.get(signal.version.sequenceId) : undefined
    return signal.kind === 'enroll' && ended !== undefined ? { ...signal, lastFinishedAt: ended } : signal
  }

  const apply = (signal: Signal): Decision => {
    course.decisions++
    const decision = decide(course.head, signal, course.now)
    if (decision.kind === 'changed') {
      for (const effect of decision.before)
        if (effect.kind === 'archive_enrollment') began.set(effect.finished.sequenceId, effect.finished.finishedAt)
      ledger.observe(decision, course.now)
      const { routing: _named, ...head } = decision.head
      course.head = head
    }
    for (const effect of [...(decision.kind === 'changed' ? decision.before : []), ...afterOf(decision)]) follow(effect)
    return decision
  }

  const follow = (effect: Effect): void => {
    if (effect.kind === 'put_draft') drafts.set(effect.draft.id, effect.draft)
    if (effect.kind === 'put_message' && effect.row.status === 'sent')
      known = withSent(known, effect.row.enrollmentId, effect.row.stepId, course.now)
    if (effect.kind !== 'heal' || !course.head) return
    const enrollment = course.head.enrollments.find(({ id }) => id === effect.enrollmentId)
    if (!enrollment) return
    const { version, records, rules, profile } = contextFor(known, course.head, enrollment, 'preview')
    apply({ kind: 'heal', enrollmentId: enrollment.id, failure: effect.failure, step: effect.step, version, records, rules, profile })
  }

  if (start) {
    const { routing: _underWay, telling: _told, ...head } = start
    course.head = head
    ledger.open(head)
  }
  return course
}

const afterOf = (decision: Decision): Effect[] => (decision.kind === 'refused' ? [] : decision.after)

const refusalOf = (enrollmentId: string, { reason, detail }: Extract<Decision, { kind: 'refused' }>): Projection['refusals'][number] => ({
  enrollmentId,
  reason,
  ...(detail === undefined ? {} : { detail }),
  text: refusalText(reason),
})
