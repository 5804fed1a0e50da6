/** The next moment at which something of a contact falls due, read off the head. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { frontOf, isResolved } from '../plan.ts'
import type { Signal } from '../signal.ts'
import { claimSeconds, nextWake } from '../wake.ts'

/** `at` in epoch milliseconds; `key` is the same for the same moment. */
export type Moment = { at: number; key: string } & (
  | { kind: 'begin'; signal: Signal }
  | { kind: 'claim'; claim: { enrollmentId: string; step: string; attemptId: string } }
  | { kind: 'draft'; enrollmentId: string; item: PlannedMessage }
  | { kind: 'step'; enrollmentId: string; item: PlannedMessage }
  | { kind: 'sweep' }
)

interface Standing {
  head: ContactHead | null
  /** Epoch milliseconds. */
  now: number
  coming: readonly { at: number; signal: Signal }[]
  idle: ReadonlySet<string>
  stuck: ReadonlySet<string>
}

/** The earliest; of several at once what begins comes first, then in the order of the enrollments, a sweep last. Null where nothing is due. */
export const nextMoment = ({ head, now, coming, idle, stuck }: Standing): Moment | null => {
  const [first] = coming
  const moments: Moment[] = [
    ...(first ? [{ kind: 'begin', at: first.at, key: 'begin', signal: first.signal } as const] : []),
    ...(head ? claimOf(head) : []),
    ...(head?.enrollments ?? []).filter(({ id, ending }) => !ending && !stuck.has(id)).flatMap(ofEnrollment),
    ...(head ? wakesOf(head, stuck) : []),
  ]
  // What is overdue comes now; of several, the one that was due first.
  const earlier = (a: Moment, b: Moment): boolean => (Math.max(a.at, now) - Math.max(b.at, now) || a.at - b.at) < 0
  return moments
    .filter(({ key, kind }) => kind === 'begin' || !idle.has(key))
    .reduce<Moment | null>((next, moment) => (!next || earlier(moment, next) ? moment : next), null)
}

/** What is with a provider at this moment is taken as sent once its claim is over. */
const claimOf = ({ inFlight }: ContactHead): Moment[] => {
  if (!inFlight) return []
  const { enrollmentId, step, attemptId, at } = inFlight
  return [{ kind: 'claim', at: at + claimSeconds * 1000, key: `claim ${attemptId}`, claim: { enrollmentId, step, attemptId } }]
}

const ofEnrollment = (enrollment: LiveEnrollment): Moment[] => {
  const { id: enrollmentId, status, plan } = enrollment
  if (status !== 'active') return []
  const front = frontOf(enrollment)
  const moment = (kind: 'draft' | 'step', item: PlannedMessage, at: number): Moment => ({
    kind,
    enrollmentId,
    item,
    at: at * 1000,
    key: `${kind} ${enrollmentId} ${item.step} ${item.rev} ${item.state} ${at}`,
  })
  return [
    ...plan.flatMap((item) => (item.draftAt !== undefined && !isResolved(item) ? [moment('draft', item, item.draftAt)] : [])),
    ...(front ? timeOf(front).map((at) => moment('step', front, at)) : []),
  ]
}

/** When a step is asked next: when it is due, or once what it waits for is over or has come. */
const timeOf = ({ state, due, until, approval }: PlannedMessage): number[] => {
  if (state === 'scheduled') return [due]
  if (state !== 'held') return []
  return until !== undefined ? [until] : approval === 'approved' ? [due] : []
}

/** One for each enrollment, so that one that waits for ever hides no other. */
const wakesOf = (head: ContactHead, stuck: ReadonlySet<string>): Moment[] =>
  head.enrollments.flatMap((enrollment) => {
    if (stuck.has(enrollment.id)) return []
    const { inFlight: _answered, routing: _named, ...rest } = head
    const at = nextWake({ ...rest, enrollments: [enrollment] })
    return at === null ? [] : [{ kind: 'sweep', at: at * 1000, key: `sweep ${enrollment.id} ${at}` } as const]
  })
