/** The calendar in the making: what became of each message, as the decisions tell. */
import { Temporal } from 'temporal-polyfill'
import type { Channel } from '../channel.ts'
import type { ContactHead, ExitReason, FinishedEnrollment, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { GateVerdict, MessageReason } from '../message.ts'
import { channelOf, isResolved } from '../plan.ts'
import { messageReasonText, refusalText } from '../reasons.ts'

/** Where a touch ends up. `beyond`: it lies farther ahead than the projection looked. */
export type Becomes = 'sent' | 'handed_over' | 'skipped' | 'held' | 'beyond'

export interface ProjectedTouch {
  sequenceId: string
  enrollmentId: string
  stepId: string
  /** The step's place in the sequence, from 1. */
  order: number
  /** The channel that it leaves by. */
  channel: Channel
  /** ISO 8601, UTC: as the plan has it before anything moves it. */
  dueAt: string
  /** When it leaves, or is skipped; for a draft that waits for approval, if it is approved by then. Null where nobody can tell. */
  at: string | null
  /** `at`, or else `dueAt`, at the contact's place: `2026-11-20T09:00`. */
  local: string
  timeZone: string
  becomes: Becomes
  /** Why it is skipped, held, or leaves at another time than planned; `predecessor_unresolved` where the step before it is held. */
  reason: MessageReason | 'predecessor_unresolved' | null
  text: string | null
  /** Local dates (YYYY-MM-DD) on which there was no touch left for it. */
  overLimitOn: string[]
  /** What the gates said last. */
  verdicts: GateVerdict[]
}

export interface ProjectedFinish {
  at: string
  exitReason: ExitReason
  detail?: string
  /** The sequence (its slug) or the gate that follows. */
  follows?: { kind: 'sequence'; slug: string } | { kind: 'gate'; suggested: string[] }
}

export interface ProjectedEnrollment {
  enrollmentId: string
  sequenceId: string
  version: number
  /** Null where it waits for a person, or lies beyond what was looked at. */
  finish: ProjectedFinish | null
}

interface Entry {
  enrollmentId: string
  sequenceId: string
  order: number
  due: number
  item: PlannedMessage
  at: number | null
  moved: MessageReason | null
  waits: boolean
  holds: MessageReason[]
  overLimitOn: Set<string>
  verdicts: GateVerdict[]
}

/** Times that a message may be held for the same reason before it is taken to stay so. */
const mostHolds = 2

export const openLedger = (approvals: 'waiting' | 'given') => {
  const entries = new Map<string, Entry>()
  const enrollments = new Map<string, ProjectedEnrollment>()
  let zone = 'UTC'

  const open = (head: ContactHead): void => {
    zone = head.timeZone
    for (const enrollment of head.enrollments) {
      const { id: enrollmentId, sequenceId, version, plan } = enrollment
      if (enrollments.has(enrollmentId)) continue
      enrollments.set(enrollmentId, { enrollmentId, sequenceId, version, finish: null })
      plan.forEach((item, index) => {
        if (isResolved(item)) return
        const from = { enrollmentId, sequenceId, order: index + 1, due: item.due, item, at: null, moved: null, waits: false }
        entries.set(keyOf(enrollmentId, item.step), { ...from, holds: [], overLimitOn: new Set(), verdicts: [] })
      })
    }
  }

  const seen = (enrollment: LiveEnrollment | FinishedEnrollment, now: number): void => {
    for (const item of enrollment.plan) {
      const entry = entries.get(keyOf(enrollment.id, item.step))
      if (!entry || entry.item === item) continue
      if (isResolved(item) && entry.at === null) entry.at = now
      if (item.state === 'held' && item.reason && entry.item.state !== 'held') entry.holds.push(item.reason)
      if (item.state === 'held' && item.reason === 'approval_pending') entry.waits = true
      if (item.state === 'scheduled' && item.due > entry.item.due && item.reason) entry.moved = item.reason
      entry.item = item
    }
  }

  /** What a decision did to the messages, at `now` (epoch milliseconds). */
  const observe = ({ head, before, after }: Extract<Decision, { kind: 'changed' }>, now: number): void => {
    open(head)
    for (const enrollment of head.enrollments) seen(enrollment, now)
    for (const effect of before) {
      if (effect.kind !== 'archive_enrollment') continue
      const { finished } = effect
      seen(finished, now)
      const known = enrollments.get(finished.id)
      if (!known) continue
      const gate = before.find((other) => other.kind === 'open_gate' && other.gate.id === finished.id)
      const routes = after.some((other) => other.kind === 'route' && other.from === finished.id)
      const to = routes ? head.routing?.find((route) => route.from === finished.id)?.to : undefined
      known.finish = {
        at: finished.finishedAt,
        exitReason: finished.exitReason,
        ...(finished.exitDetail === undefined ? {} : { detail: finished.exitDetail }),
        ...(to === undefined ? {} : { follows: { kind: 'sequence', slug: to } }),
        ...(gate?.kind === 'open_gate' ? { follows: { kind: 'gate', suggested: gate.gate.suggested } } : {}),
      }
    }
  }

  const saw = (enrollmentId: string, step: string, verdicts: GateVerdict[]): void => {
    const entry = entries.get(keyOf(enrollmentId, step))
    if (!entry) return
    entry.verdicts = verdicts
    const full = verdicts.find(({ gate, pass }) => gate === 'touch_limit' && !pass)
    // The gate names the day that it counted: `2 of 2 on 2026-11-20`.
    const [day] = /\d{4}-\d\d-\d\d/.exec(full?.saw ?? '') ?? []
    if (day) entry.overLimitOn.add(day)
  }

  /** Enrollments whose message was held again for what had held it before: only a person can set them going. */
  const again = (): string[] =>
    [...entries.values()]
      .filter(({ item, holds }) => item.state === 'held' && holds.filter((reason) => reason === item.reason).length >= mostHolds)
      .map(({ enrollmentId }) => enrollmentId)

  const close = (head: ContactHead | null, stopped: boolean): { touches: ProjectedTouch[]; enrollments: ProjectedEnrollment[] } => {
    const touches = [...entries.values()]
      .map((entry) => ({ entry, when: entry.at ?? Math.max(entry.item.due, entry.due) * 1000 }))
      .toSorted((a, b) => a.when - b.when)
      .map(({ entry }) =>
        touchOf(
          entry,
          head?.enrollments.find(({ id }) => id === entry.enrollmentId),
          { zone, approvals, stopped },
        ),
      )
    return { touches, enrollments: [...enrollments.values()] }
  }

  return { open, observe, saw, again, close }
}

const keyOf = (enrollmentId: string, step: string): string => `${enrollmentId} ${step}`

const touchOf = (
  entry: Entry,
  live: LiveEnrollment | undefined,
  { zone, approvals, stopped }: { zone: string; approvals: 'waiting' | 'given'; stopped: boolean },
): ProjectedTouch => {
  const { item, at } = entry
  const { becomes, reason } = fateOf(entry, live, approvals, stopped)
  const dueAt = isoOf(entry.due * 1000)
  return {
    sequenceId: entry.sequenceId,
    enrollmentId: entry.enrollmentId,
    stepId: item.step,
    order: entry.order,
    channel: channelOf(item),
    dueAt,
    at: at === null ? null : isoOf(at),
    local: localOf(at ?? entry.due * 1000, zone),
    timeZone: zone,
    becomes,
    reason,
    text: reason === null ? null : reason === 'predecessor_unresolved' ? refusalText(reason) : messageReasonText(reason),
    overLimitOn: [...entry.overLimitOn],
    verdicts: entry.verdicts,
  }
}

const fateOf = (
  { item, waits, moved }: Entry,
  live: LiveEnrollment | undefined,
  approvals: 'waiting' | 'given',
  stopped: boolean,
): Pick<ProjectedTouch, 'becomes' | 'reason'> => {
  switch (item.state) {
    case 'sent':
    case 'unknown':
      if (waits && approvals === 'waiting') return { becomes: 'held', reason: 'approval_pending' }
      return { becomes: channelOf(item) === 'linkedin' || channelOf(item) === 'task' ? 'handed_over' : 'sent', reason: moved }
    case 'skipped':
    case 'cancelled':
    case 'failed':
      return { becomes: 'skipped', reason: item.reason ?? null }
    case 'held':
      return { becomes: 'held', reason: item.reason ?? null }
    case 'claimed':
    case 'scheduled':
      if (live?.status === 'paused') return { becomes: 'held', reason: 'enrollment_paused' }
      return stopped ? { becomes: 'beyond', reason: moved } : { becomes: 'held', reason: 'predecessor_unresolved' }
    default:
      return item.state satisfies never
  }
}

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString()

const localOf = (milliseconds: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
