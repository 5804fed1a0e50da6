/**
 * An exit route is carried out: the contact enters the sequence that follows, or the timeline says why not. The route stays in the head until
 * the commit that does either, so that a crash anywhere leaves it to be done again.
 */
import type { RouteWork } from '../contract/work.ts'
import type { ContactHead, FinishedEnrollment, PendingRoute } from '../domain/contact.ts'
import type { SequenceStatus, SequenceVersion } from '../domain/sequence.ts'
import type { Signal } from '../domain/signal.ts'
import { derivedEnrollmentId } from '../runtime/enrollment-id.ts'
import { referAhead, type EnrollPorts } from './enroll.ts'

export interface RoutePorts extends Pick<EnrollPorts, 'recordsOf' | 'enrollments' | 'engine'> {
  sequences: {
    /** Read consistently. */
    bySlug(slug: string): Promise<{ id: string; status: SequenceStatus; version: number } | null>
    version(sequenceId: string, version: number): Promise<SequenceVersion>
  }
}
type Passed = Pick<FinishedEnrollment, 'id' | 'sequenceId' | 'finishedAt' | 'routedFrom'>

/** Answers in one word what came of it. */
export const route = async (ports: RoutePorts, { contact, from }: RouteWork): Promise<string> => {
  const signalsFor = async (head: ContactHead | null): Promise<Signal[]> => {
    const pending = head?.routing?.find((one) => one.from === from)
    return head && pending ? [await signalOf(ports, head, pending)] : []
  }
  const { decided } = await ports.engine.settle(contact, signalsFor, { ahead: (decided) => referAhead(ports, contact, decided) })
  const [one] = decided
  if (one?.decision.kind !== 'changed') return 'repeated'
  const { signal, decision } = one
  return signal.kind === 'enroll' && decision.head.enrollments.some(({ id }) => id === signal.enrollmentId) ? 'routed' : 'dropped'
}

const signalOf = async (ports: RoutePorts, head: ContactHead, { from, to, leadId, at, goal, notes }: PendingRoute): Promise<Signal> => {
  const drop = (why: string): Signal => ({ kind: 'route_dropped', from, why })
  const target = await ports.sequences.bySlug(to)
  if (!target) return drop('There is no such sequence any more. Correct the exit route.')
  if (target.status !== 'active') return drop(`That sequence is ${target.status}. Enroll by hand once it is active.`)
  // Read after the head: what has left it is archived already.
  const [version, finished, records] = await Promise.all([
    ports.sequences.version(target.id, target.version),
    ports.enrollments.finishedOf(head.key),
    ports.recordsOf(head),
  ])
  if (wentThrough(target.id, from, finished)) return drop('The routes lead round in a circle, so that this one was not followed.')
  const ends = finished.filter(({ sequenceId }) => sequenceId === target.id).map(({ finishedAt }) => finishedAt)
  return {
    kind: 'enroll',
    enrollmentId: derivedEnrollmentId(at * 1000, [head.key, from, target.id]),
    version,
    leadId,
    stage: null,
    by: 'route',
    records,
    lastFinishedAt: ends.toSorted().at(-1) ?? null,
    onConflict: version.policies.onConflict,
    ...(goal === undefined ? {} : { goal }),
    ...(notes === undefined ? {} : { notes }),
    routedFrom: from,
  }
}

/** Whether routes have brought the contact through this sequence already on the way to the enrollment `from`: two edits at once can close a circle. */
const wentThrough = (sequenceId: string, from: string, finished: readonly Passed[]): boolean => {
  const byId = new Map(finished.map((one) => [one.id, one]))
  for (let one = byId.get(from); one; one = one.routedFrom === undefined ? undefined : byId.get(one.routedFrom)) {
    if (one.sequenceId === sequenceId) return true
    byId.delete(one.id)
  }
  return false
}
