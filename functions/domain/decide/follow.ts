/** What follows a finished enrollment: the next sequence, a gate at which a person decides, or nothing. */
import type { ContactHead, FinishedEnrollment, LiveEnrollment, PendingRoute } from '../contact.ts'
import type { Decision, RefusalReason } from '../effect.ts'
import { hasReached } from '../plan.ts'
import { refusalText } from '../reasons.ts'
import { routedExits, type ExitRoutes, type RoutedExit } from '../sequence.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, before, changed, isoOf, refused, secondsOf, startChange, withHead } from './change.ts'

/** The change with what the exit routes say: a route waits in the head until it has been carried out, a gate is written ahead. */
export const followed = (change: Change, finished: FinishedEnrollment, routes: ExitRoutes | undefined, now: number): Change => {
  const exit = routedExits.find((routed) => routed === finished.exitReason)
  const route = exit && routeOf(routes, exit)
  if (exit === undefined || route === null || route === undefined) return change
  if (exit === 'completed' && !hasReached(finished.plan))
    return noted(
      change,
      finished.id,
      `completed: ${typeof route === 'string' ? route : 'a gate'} did not follow, for no message could be sent.`,
      now,
    )
  if (typeof route === 'string') return pending(change, finished, exit, route, now)
  return before(change, {
    kind: 'open_gate',
    gate: {
      id: finished.id,
      contactKey: finished.contactKey,
      contactId: finished.contactId,
      leadId: finished.leadId,
      sequenceId: finished.sequenceId,
      exit,
      openedAt: isoOf(now),
      suggested: route.gate,
      state: 'open',
    },
  })
}

/** The enrollment so that nothing follows this exit: the contact's other conversation, which was answered, has its own route. */
export const unfollowed = (enrollment: LiveEnrollment, exit: RoutedExit): LiveEnrollment => ({
  ...enrollment,
  routes: { ...enrollment.routes, [exit]: null },
})

const routeOf = (routes: ExitRoutes | undefined, exit: RoutedExit) => {
  const route = routes?.[exit]
  return route === undefined && exit === 'booked' ? { gate: [] } : route
}

const pending = (change: Change, finished: FinishedEnrollment, exit: RoutedExit, to: string, now: number): Change => {
  const route: PendingRoute = {
    from: finished.id,
    leadId: finished.leadId,
    exit,
    to,
    at: secondsOf(now),
    ...(finished.goal === undefined ? {} : { goal: finished.goal }),
    ...(finished.notes === undefined ? {} : { notes: finished.notes }),
  }
  return after(withHead(change, { routing: [...(change.head.routing ?? []), route] }), { kind: 'route', from: finished.id })
}

type Enroll = Extract<Signal, { kind: 'enroll' }>

/**
 * Carries a route out: `decide` enrolls in the sequence that follows, and the route leaves the head with the same commit. Where the contact
 * is refused there, it leaves all the same, and the timeline says why.
 */
export const routed = (head: ContactHead, signal: Enroll & { routedFrom: string }, now: number, decide: Deciding): Decision => {
  const route = pendingOf(head, signal.routedFrom)
  if (!route) return refused('no_such_route')
  const decision = decide(without(head, route), signal, now)
  if (decision.kind === 'changed') return decision
  const done = startChange(without(head, route))
  if (decision.kind === 'unchanged') return changed(after(done, ...decision.after))
  return changed(notFollowed(done, route, sentenceOf(decision.reason, decision.detail), now))
}
type Deciding = (head: ContactHead, signal: Enroll, now: number) => Decision

export const routeDropped = (head: ContactHead, { from, why }: Extract<Signal, { kind: 'route_dropped' }>, now: number): Decision => {
  const route = pendingOf(head, from)
  if (!route) return refused('no_such_route')
  return changed(notFollowed(startChange(without(head, route)), route, why, now))
}

const pendingOf = (head: ContactHead, from: string): PendingRoute | undefined => head.routing?.find((route) => route.from === from)

const without = ({ routing = [], ...head }: ContactHead, route: PendingRoute): ContactHead => {
  const left = routing.filter((other) => other !== route)
  return left.length > 0 ? { ...head, routing: left } : head
}

const sentenceOf = (reason: RefusalReason, detail?: string): string => refusalText(reason) + (detail === undefined ? '' : ` (${detail})`)

const notFollowed = (change: Change, { from, exit, to }: PendingRoute, why: string, now: number): Change =>
  noted(change, from, `${exit}: ${to} did not follow. ${why}`, now)

const noted = (change: Change, enrollmentId: string, detail: string, now: number): Change =>
  after(change, {
    kind: 'put_interaction',
    interaction: {
      contactKey: change.head.key,
      at: isoOf(now),
      channel: 'task',
      direction: 'system',
      kind: 'routed',
      enrollmentId,
      detail,
    },
  })
