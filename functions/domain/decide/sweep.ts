/** The sweep's second look: what is overdue goes on, a claim without an answer is named, lost healing is asked for again. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision, Effect } from '../effect.ts'
import { isHealFailure } from '../healing/failures.ts'
import { failureOf, lookedForUntil, waitsForHealing } from '../healing/waiting.ts'
import { messageRow } from '../message-row.ts'
import { frontOf } from '../plan.ts'
import type { Signal } from '../signal.ts'
import { claimSeconds, healAgainSeconds, overdueSeconds, stoppedSeconds } from '../wake.ts'
import type { Change } from './change.ts'
import { after, before, changed, isoOf, livesOf, refused, secondsOf, startChange, withMessage } from './change.ts'
import { resumeDue } from './pause.ts'
import { published } from './publish-message.ts'
import { releaseSpread } from './release.ts'
import { dueNow, settle } from './settle.ts'
import { tellAgain } from './tell-lead.ts'

/** Everything overdue is handed over again; an expired claim needs its row and is a `claim_expired` signal of its own. */
export const swept = (head: ContactHead, { rules }: Extract<Signal, { kind: 'swept' }>, now: number): Decision => {
  const at = secondsOf(now)
  const isStopped = (item: PlannedMessage, enrollment: LiveEnrollment): boolean =>
    enrollment.status === 'active' &&
    frontOf(enrollment) === item &&
    item.reason === 'channel_stopped' &&
    (item.heldAt ?? item.due) + stoppedSeconds <= at
  const tried = releaseSpread(resumeDue(startChange(head), now), isStopped, rules, now)
  const healed = after(tried, ...healAgain(head, at), ...routeAgain(head, at), ...tellAgain(head, at))
  // Completion is settled with every change; here it is looked for without one.
  if (settle(healed, now).head !== head) return changed(healed)
  const effects = [...healed.after, ...dueNow(healed, now)]
  return effects.length > 0 ? { kind: 'unchanged', after: effects, reason: 'nothing_to_do' } : refused('nothing_to_do')
}

/** What is held for healing, failures that were not healed, and addresses that nobody answered for in time. */
const healAgain = (head: ContactHead, at: number): Effect[] =>
  livesOf(head).flatMap((enrollment) => {
    const held = enrollment.plan.find(
      (item) =>
        waitsForHealing(item) && lookedForUntil(enrollment, item) === undefined && (item.heldAt ?? item.due) + healAgainSeconds <= at,
    )
    const lost = [
      ...(held ? [{ step: held.step, failure: failureOf(enrollment, held) }] : []),
      ...(enrollment.failures ?? []).filter((one) => one.open && one.at + healAgainSeconds <= at),
      ...Object.values(enrollment.enrichment ?? {}).filter(({ until }) => until > 0 && until <= at),
    ]
    const first = new Map(lost.map(({ step, failure }) => [`${step} ${failure}`, { step, failure }]))
    return [...first.values()].flatMap(({ step, failure }): Effect[] =>
      isHealFailure(failure) ? [{ kind: 'heal', enrollmentId: enrollment.id, step, failure }] : [],
    )
  })

const routeAgain = (head: ContactHead, at: number): Effect[] =>
  (head.routing ?? []).filter((route) => route.at + overdueSeconds <= at).map(({ from }) => ({ kind: 'route', from }))

/** A claim's 30 s are over: its row says that it was sent, or nobody knows. */
export const claimExpired = (head: ContactHead, signal: Extract<Signal, { kind: 'claim_expired' }>, now: number): Decision => {
  const { inFlight, ...free } = head
  if (!inFlight || inFlight.attemptId !== signal.attemptId) return refused('nothing_to_do')
  if (now - inFlight.at < claimSeconds * 1000) return refused('claim_in_flight')
  const enrollment = head.enrollments.find((other) => other.id === inFlight.enrollmentId)
  const item = enrollment?.plan.find((other) => other.step === inFlight.step)
  if (!enrollment || !item) return changed(startChange(free))
  if (signal.recorded === 'sent') return changed(withMessage(startChange(free), enrollment.id, { ...item, state: 'sent' }))
  return changed(unknown(startChange(free), enrollment, item, inFlight, signal, now))
}

const unknown = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  inFlight: NonNullable<ContactHead['inFlight']>,
  { previous }: Extract<Signal, { kind: 'claim_expired' }>,
  now: number,
): Change => {
  const lost: PlannedMessage = { ...item, state: 'unknown', attempt: inFlight.attemptId }
  const row = messageRow(change.head, enrollment, lost, {
    status: 'unknown',
    adapter: inFlight.adapter,
    ...(inFlight.variant ? { variant: inFlight.variant } : {}),
    attempts: [
      ...(previous?.attempts ?? []).filter((other) => other.id !== inFlight.attemptId),
      {
        id: inFlight.attemptId,
        startedAt: isoOf(inFlight.at),
        completedAt: isoOf(now),
        adapter: inFlight.adapter,
        outcome: 'unknown',
        detail: 'no answer was recorded within 30 s of the claim',
        revision: item.rev,
        verdicts: [],
      },
    ],
  })
  return before(withMessage(change, enrollment.id, lost), { kind: 'put_message', row })
}

/** The provider's own later event, or a person's word, shows that an unknown attempt went out. A claim still in flight is left to its answer. */
export const sendProven = (head: ContactHead, signal: Extract<Signal, { kind: 'send_proven' }>): Decision => {
  const enrollment = head.enrollments.find((other) => other.id === signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  const item = enrollment.plan.find((other) => other.step === signal.step)
  if (!item) return refused('no_such_step')
  if (head.inFlight?.attemptId === signal.attemptId) return refused('claim_in_flight')
  if (item.state !== 'unknown' || item.attempt !== signal.attemptId) return refused('already_resolved')
  const { attempt: _heardOf, ...sent } = item
  const left = withMessage(startChange(head), enrollment.id, { ...sent, state: 'sent' })
  if (!signal.told) return changed(left)
  const { at, adapter, simulated } = signal.told
  const event = { detailType: 'Message Sent', at, also: { adapter, simulated } } as const
  return changed(published(left, enrollment, item, { publishesMessages: true }, event))
}
