/**
 * The same `decide`, run as the product runs it: nothing is read off the head, everything comes from effects. Schedule entries fire at their
 * second, hand-overs wait in a queue, the provider accepts, a sweep looks every ten minutes. What a preview is compared with.
 */
import type { StepEvents } from '../../../functions/domain/condition.ts'
import type { ContactHead, Draft } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import type { Effect } from '../../../functions/domain/effect.ts'
import { messageIdOf } from '../../../functions/domain/ids.ts'
import type { SendContext, Signal, TenantRules } from '../../../functions/domain/signal.ts'
import { nextWake } from '../../../functions/domain/wake.ts'

export interface Left {
  enrollmentId: string
  step: string
  /** Epoch milliseconds. */
  at: number
  how: 'sent' | 'handed_over' | 'skipped'
}

interface Firing {
  enrollmentId: string
  step: string
  revision: number
  for?: 'draft'
}

/** What of a step's context depends on what happened in this world so far. */
export type Happened = Pick<SendContext, 'attemptId' | 'events'> & { draft?: Draft }

export const sweepMs = 600_000

/** `order`: which of the entries of one second fires first; Scheduler promises none. */
export const createRunWorld = (
  start: ContactHead,
  from: number,
  rules: TenantRules,
  contextOf: (sequenceId: string, happened: Happened) => SendContext,
  order: () => number,
) => {
  const entries = new Map<string, Firing & { due: number; nth: number }>()
  const queue: Firing[] = []
  const left: Left[] = []
  const events = new Map<string, Record<string, StepEvents>>()
  const drafts = new Map<string, Draft>()
  const ends: { enrollmentId: string; exitReason: string; at: number }[] = []
  const refusals: string[] = []
  let head = start
  let now = from
  let attempts = 0

  const signal = (one: Signal): void => {
    const decision = decide(head, one, now)
    if (decision.kind === 'refused') {
      if (one.kind === 'enroll') refusals.push(`${one.enrollmentId} ${decision.reason}`)
      return
    }
    if (decision.kind === 'changed') {
      for (const effect of decision.before) written(effect)
      head = { ...decision.head, revision: head.revision + 1 }
    }
    for (const effect of decision.after) followed(effect, one)
  }

  const written = (effect: Effect): void => {
    if (effect.kind === 'archive_enrollment') {
      const { id: enrollmentId, exitReason, plan } = effect.finished
      ends.push({ enrollmentId, exitReason, at: now })
      for (const { step, state } of plan) if (state === 'cancelled') left.push({ enrollmentId, step, at: now, how: 'skipped' })
    }
    if (effect.kind === 'put_draft') drafts.set(effect.draft.id, effect.draft)
    if (effect.kind !== 'put_message') return
    const { enrollmentId, stepId: step, status, channel } = effect.row
    if (status === 'skipped') left.push({ enrollmentId, step, at: now, how: 'skipped' })
    if (status === 'sent') events.set(enrollmentId, { ...events.get(enrollmentId), [step]: { sentAt: Math.floor(now / 1000) } })
    if (status === 'sent')
      left.push({ enrollmentId, step, at: now, how: channel === 'task' || channel === 'linkedin' ? 'handed_over' : 'sent' })
  }

  const followed = (effect: Effect, cause: Signal): void => {
    if (effect.kind === 'schedule') {
      const { kind: _kind, due, ...firing } = effect
      const name = nameOf(effect)
      if (!entries.has(name)) entries.set(name, { ...firing, due, nth: order() })
    }
    if (effect.kind === 'unschedule') entries.delete(nameOf(effect))
    if (effect.kind === 'hand_over') queue.push(effect)
    if (effect.kind !== 'send' || cause.kind !== 'step_due') return
    const { message, verdicts } = effect
    const { enrollmentId, stepId: step, attemptId } = message
    const result = { kind: 'accepted', providerId: `p-${attemptId}`, at: new Date(now).toISOString() } as const
    signal({ kind: 'send_result', enrollmentId, step, attemptId, result, context: cause.context, message, verdicts })
  }

  const dispatch = ({ enrollmentId, step, revision, for: what }: Firing): void => {
    const enrollment = head.enrollments.find(({ id }) => id === enrollmentId)
    const item = enrollment?.plan.find((other) => other.step === step)
    if (!enrollment || !item) return
    const draft = drafts.get(messageIdOf(enrollmentId, item.n))
    const context = contextOf(enrollment.sequenceId, {
      attemptId: `run-${++attempts}`,
      events: events.get(enrollmentId) ?? {},
      ...(draft ? { draft } : {}),
    })
    signal({ kind: what === 'draft' ? 'draft_due' : 'step_due', enrollmentId, step, revision, context })
    approve(enrollmentId, step)
  }

  /** A person approves every text as soon as they see it. */
  const approve = (enrollmentId: string, step: string): void => {
    const item = head.enrollments.find(({ id }) => id === enrollmentId)?.plan.find((other) => other.step === step)
    const draft = item?.approval === 'pending' ? drafts.get(messageIdOf(enrollmentId, item.n)) : undefined
    if (draft) signal({ kind: 'draft_approved', enrollmentId, step, draft, hash: draft.hash, by: 'ann@acme.example' })
  }

  const drain = (): void => {
    for (let firing = queue.shift(); firing; firing = queue.shift()) dispatch(firing)
  }

  /** Everything that falls due up to `until` (epoch milliseconds). */
  const runUntil = (until: number): void => {
    drain()
    for (;;) {
      const [first] = [...entries].toSorted(([, a], [, b]) => a.due - b.due || a.nth - b.nth)
      const wake = nextWake(head)
      // The grid of the sweep, on which a wake that has come is found.
      const swept = wake === null ? Infinity : Math.max(Math.ceil((wake * 1000 + 1) / sweepMs), Math.floor(now / sweepMs) + 1) * sweepMs
      const next = Math.min(first ? first[1].due * 1000 : Infinity, swept)
      if (next > until) break
      now = Math.max(now, next)
      if (first && first[1].due * 1000 <= now) {
        entries.delete(first[0])
        queue.push(first[1])
      } else signal({ kind: 'swept', rules })
      drain()
    }
    now = until
  }

  /** The clock alone, to a moment at which nothing is due. */
  const at = (moment: number): void => {
    now = Math.max(now, moment)
  }

  return { signal, runUntil, at, left, ends, refusals, head: () => head }
}

const nameOf = ({ enrollmentId, step, revision, for: what }: Firing): string => `${enrollmentId}-${step}-${revision}${what ?? ''}`
