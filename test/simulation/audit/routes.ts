/** What follows an exit follows once, waits for a person at one gate, or says why it did not. */
import type { Finding, ShownEnrollment } from '../ledger.ts'
import { routedExits } from '../script.ts'
import { handMs, type View } from './view.ts'

export const ledOn = (view: View): Finding[] => [...forgotten(view), ...twice(view), ...gates(view)]

/** Another of the lead's conversations was answered, which has its own route; or it said nothing that an answer could be waited for. */
export const wasUnfollowed = ({ exitDetail = '' }: ShownEnrollment): boolean =>
  exitDetail.startsWith('another of the lead') || exitDetail === 'no message could be sent'

const routeOf = (view: View, enrollment: ShownEnrollment): string | { gate: string[] } | undefined => {
  const exit = routedExits.find((routed) => routed === enrollment.exitReason)
  if (!exit || wasUnfollowed(enrollment)) return undefined
  return view.planOf(enrollment.sequenceId)?.exitRoutes[exit] ?? (exit === 'booked' ? { gate: [] } : undefined)
}

const forgotten = (view: View): Finding[] => {
  const { enrollments, sequences, timelines, dead } = view.ledger
  return enrollments.flatMap((one) => {
    const to = routeOf(view, one)
    const timeline = timelines[one.contactId]
    if (typeof to !== 'string' || !timeline || dead.length > 0) return []
    const target = sequences.find(({ slug }) => slug === to)
    const ended = Date.parse(one.finishedAt ?? '')
    // One that ran there already goes on.
    const follows = enrollments.some(
      (other) =>
        other.contactId === one.contactId &&
        other.sequenceId === target?.id &&
        (Date.parse(other.enrolledAt) > ended - handMs || !other.finishedAt || Date.parse(other.finishedAt) > ended - handMs),
    )
    const told = timeline.some(({ what, enrollmentId }) => what === 'routed' && enrollmentId === one.id)
    return follows || told ? [] : [{ rule: 'route_forgotten', detail: `${one.id} ended ${one.exitReason}, and ${to} does not follow` }]
  })
}

const twice = (view: View): Finding[] => {
  const { enrollments, sequences } = view.ledger
  const led = enrollments.filter(({ enrolledBy }) => enrolledBy === 'route')
  return [...Map.groupBy(led, ({ contactId, sequenceId }) => `${contactId} in ${sequenceId}`)].flatMap(([name, list]) => {
    const [first] = list
    const slug = sequences.find(({ id }) => id === first?.sequenceId)?.slug
    const own = enrollments.filter(({ contactId }) => contactId === first?.contactId)
    const passed = new Set(
      view
        .words('pass_gate')
        .flatMap(({ what }) => (what.sequenceId === first?.sequenceId && own.some(({ id }) => id === what.gate) ? [what.gate] : [])),
    )
    const allowed = own.filter((one) => routeOf(view, one) === slug).length + passed.size
    return list.length > allowed ? [{ rule: 'routed_twice', detail: `${name}: ${list.length} times, for ${allowed} exits` }] : []
  })
}

const gates = (view: View): Finding[] => {
  const open = new Set(view.ledger.gates)
  const decided = new Set([...view.words('pass_gate'), ...view.words('close_gate')].map(({ what }) => what.gate))
  const closed = view.known('close_gate').filter(({ what }) => open.has(what.gate))
  const due = view.ledger.enrollments.filter((one) => typeof routeOf(view, one) === 'object').map(({ id }) => id)
  return [
    ...closed.map(({ what }) => ({ rule: 'gate_open_again', detail: what.gate })),
    ...due.filter((id) => !open.has(id) && !decided.has(id)).map((id) => ({ rule: 'gate_missing', detail: id })),
    ...[...open].filter((id) => !due.includes(id)).map((id) => ({ rule: 'gate_of_no_exit', detail: id })),
  ]
}
