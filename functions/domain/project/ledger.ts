/** The calendar in the making: what became of each message, as the decisions tell. */
import type { ContactHead, ExitReason, FinishedEnrollment, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { GateVerdict } from '../message.ts'
import { isResolved } from '../plan.ts'
import { touchOf, type Entry, type ProjectedTouch } from './touch.ts'

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
        const from = {
          enrollmentId,
          sequenceId,
          order: index + 1,
          due: item.due,
          item,
          at: null,
          moved: null,
          waits: false,
          awaited: item.reason === 'waiting_for_outcome',
        }
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
      if (item.state === 'held' && item.reason === 'waiting_for_outcome') entry.awaited = true
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

  const waitsForPerson = ({ waits }: Entry): boolean => waits && approvals === 'waiting'

  const saw = (enrollmentId: string, step: string, verdicts: GateVerdict[]): void => {
    const entry = entries.get(keyOf(enrollmentId, step))
    if (!entry) return
    // Nobody has approved it: what the gates say once it is taken as approved is not what they say of it now.
    if (!(waitsForPerson(entry) && entry.verdicts.some(isApprovalClosed))) entry.verdicts = verdicts
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

  /** Whether its time holds only if the text of a message before it is approved in time. */
  const assumes = ({ enrollmentId, order }: Entry): boolean =>
    [...entries.values()].some((other) => other.enrollmentId === enrollmentId && other.order < order && waitsForPerson(other))

  const close = (head: ContactHead | null, stopped: boolean): { touches: ProjectedTouch[]; enrollments: ProjectedEnrollment[] } => {
    const touches = [...entries.values()]
      .map((entry) => ({ entry, when: entry.at ?? Math.max(entry.item.due, entry.due) * 1000 }))
      .toSorted((a, b) => a.when - b.when)
      .map(({ entry }) =>
        touchOf(
          entry,
          head?.enrollments.find(({ id }) => id === entry.enrollmentId),
          { zone, waits: waitsForPerson(entry), assumes: assumes(entry), stopped },
        ),
      )
    return { touches, enrollments: [...enrollments.values()] }
  }

  return { open, observe, saw, again, close }
}

const isApprovalClosed = ({ gate, pass }: GateVerdict): boolean => gate === 'approval' && !pass

const keyOf = (enrollmentId: string, step: string): string => `${enrollmentId} ${step}`
