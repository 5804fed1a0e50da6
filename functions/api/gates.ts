/** Hand-offs: a person picks the sequences that follow, or closes the loop. */
import type { GateView } from '../contract/api/gates.ts'
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { AnswerOf } from '../contract/api/routes.ts'
import type { ParsedBodyOf, Verb } from '../contract/api/requests.ts'
import type { DecidedGate, Gate } from '../domain/contact.ts'
import { refusalText } from '../domain/reasons.ts'
import type { Sequence } from '../domain/sequence.ts'
import { derivedEnrollmentId } from '../runtime/enrollment-id.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { nameOf } from './enrollment-view.ts'
import type { ApiPorts, FoundEnrollment } from './ports.ts'

type ViewPorts = Pick<ApiPorts, 'gates' | 'contacts' | 'sequences'>
type Ports = ViewPorts & Pick<ApiPorts, 'now' | 'enrollments' | 'settle' | 'interactions'>
type Result = AnswerOf<'passGate'>['results'][number]

export const listGates =
  (ports: ViewPorts): Verb<'listGates'> =>
  async ({ query: { limit, cursor, state } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await ports.gates.list(state, Math.min(limit, 100), after)
    return answer({ items: await viewsOf(ports, items), nextCursor: cursorOf(next) })
  }

export const getGate =
  (ports: ViewPorts): Verb<'getGate'> =>
  async ({ params: { id } }) => {
    const gate = await ports.gates.get(id)
    return gate ? shown(ports, gate) : notFound('gate', id)
  }

/**
 * Enrolls in each picked sequence and only then marks the gate passed. The enrollments' ids come from gate and sequence, so that passing it
 * again after a crash begins nothing twice. It stays open where the contact could be enrolled nowhere.
 */
export const passGate =
  (ports: Ports): Verb<'passGate'> =>
  async ({ params: { id }, body, caller }) => {
    const open = await openGate(ports, id)
    if ('kind' in open) return open
    const { gate, found } = open
    const picked = await Promise.all(body.sequences.map(async (one) => (await ports.sequences.get(one)) ?? ports.sequences.bySlug(one)))
    const errors = body.sequences.flatMap((one, i) =>
      picked[i] ? [] : [{ field: `sequences[${i}]`, message: `there is no sequence "${one}": use its slug or its id` }],
    )
    if (errors.length > 0)
      return refuse({ kind: 'invalid', reason: 'no_such_sequence', detail: errors.map(({ message }) => message).join('; '), errors })
    const targets = [...new Map(picked.flatMap((one) => (one ? [[one.id, one] as const] : []))).values()]
    const results: Result[] = []
    for (const target of targets) results.push(await enter(ports, gate, found, target, body, targets.length > 1))
    const entered = results.filter(({ enrollmentId }) => enrollmentId !== null)
    if (entered.length === 0) return answer({ gate: await viewOf(ports, gate), results })
    const { goal, notes } = handedOn(found, body)
    const sequences = entered.map(({ sequence }) => sequence)
    const decision = { by: caller.name, at: isoNow(ports), sequences, ...(goal ? { goal } : {}), ...(notes ? { notes } : {}) }
    const passed: DecidedGate = { ...gate, state: 'passed', decision }
    if (!(await ports.gates.decide(passed))) return decided(await ports.gates.get(id))
    await note(ports, passed, `${caller.name} handed over to ${sequences.join(', ')}`, notes)
    return answer({ gate: await viewOf(ports, passed), results })
  }

export const closeGate =
  (ports: Ports): Verb<'closeGate'> =>
  async ({ params: { id }, body: { reason }, caller }) => {
    const gate = await ports.gates.get(id)
    if (!gate) return notFound('gate', id)
    const decision = { by: caller.name, at: isoNow(ports), sequences: [], ...(reason ? { notes: reason } : {}) }
    const closed: DecidedGate = { ...gate, state: 'closed', decision }
    if (gate.state !== 'open' || !(await ports.gates.decide(closed))) return decided(await ports.gates.get(id))
    await note(ports, closed, `${caller.name} closed the loop: nothing follows`, reason)
    return shown(ports, closed)
  }

/** The gate and the enrollment that ended at it, or why it cannot be passed. A gate is written ahead of the end that it belongs to. */
const openGate = async (ports: Ports, id: string): Promise<{ gate: Gate; found: FoundEnrollment } | Outcome<never>> => {
  const [gate, found] = await Promise.all([ports.gates.get(id), ports.enrollments.find(id)])
  if (!gate || !found) return notFound('gate', id)
  if (gate.state !== 'open') return decided(gate)
  if (found.head?.erased) return refuse({ kind: 'conflict', reason: 'contact_erased', detail: refusalText('contact_erased') })
  if (found.live || found.finished?.exitReason !== gate.exit) {
    const detail = `The enrollment has not ended ${gate.exit} after all. Look at the contact, and close the gate if it is of no use.`
    return refuse({ kind: 'conflict', reason: 'gate_without_exit', detail })
  }
  return { gate, found }
}

/** Several sequences picked at once run side by side; a single one follows its own policy on conflicts. */
const enter = async (
  ports: Ports,
  gate: Gate,
  found: FoundEnrollment,
  target: Sequence,
  body: ParsedBodyOf<'passGate'>,
  beside: boolean,
): Promise<Result> => {
  const row = { sequence: target.slug, sequenceId: target.id }
  const refused = (reason: Parameters<typeof refusalText>[0], detail?: string): Result => ({
    ...row,
    enrollmentId: null,
    reason,
    detail: refusalText(reason) + (detail ? ` (${detail})` : ''),
  })
  if (target.status !== 'active') return refused('sequence_not_active')
  const enrollmentId = derivedEnrollmentId(Date.parse(gate.openedAt), [gate.contactKey, gate.id, target.id])
  const entered: Result = { ...row, enrollmentId, reason: null, detail: null }
  if ((await ports.enrollments.find(enrollmentId))?.finished) return entered
  const version = await ports.sequences.version(target.id, target.version)
  const { goal, notes } = handedOn(found, body)
  const { decided: outcomes } = await ports.settle(
    gate.contactKey,
    async (head) => [
      {
        kind: 'enroll',
        enrollmentId,
        version,
        leadId: gate.leadId,
        stage: null,
        by: 'route',
        records: await ports.contacts.records(head),
        lastFinishedAt: await ports.enrollments.lastFinished(gate.contactKey, target.id),
        onConflict: beside ? 'parallel' : version.policies.onConflict,
        ...(goal ? { goal } : {}),
        ...(notes ? { notes } : {}),
      },
    ],
    async (verdicts) => {
      if (verdicts.some(({ decision }) => decision.kind === 'changed'))
        await ports.enrollments.refer({
          id: enrollmentId,
          contactKey: gate.contactKey,
          sequenceId: target.id,
          version: version.version,
          enrolledAt: isoNow(ports),
        })
    },
  )
  const decision = outcomes[0]?.decision
  return decision?.kind === 'refused' ? refused(decision.reason, decision.detail) : entered
}

const handedOn = ({ finished }: FoundEnrollment, { goal = finished?.goal, notes = finished?.notes }: ParsedBodyOf<'passGate'>) => ({
  goal,
  notes,
})

const decided = (gate: Gate | null): Outcome<never> => {
  const { by, at } = gate?.decision ?? {}
  const who = by === undefined ? '' : ` by ${by}, ${at}`
  return refuse({ kind: 'conflict', reason: 'gate_decided', detail: `This hand-off was ${gate?.state ?? 'decided'} already${who}.` })
}

const note = (ports: Ports, gate: Gate, detail: string, body?: string): Promise<unknown> =>
  ports.interactions.put({
    contactKey: gate.contactKey,
    at: gate.decision?.at ?? gate.openedAt,
    channel: 'task',
    direction: 'system',
    kind: 'routed',
    enrollmentId: gate.id,
    sequenceId: gate.sequenceId,
    detail,
    ...(body ? { body } : {}),
  })

const isoNow = ({ now }: Pick<Ports, 'now'>): string => new Date(now()).toISOString()

const shown = async (ports: ViewPorts, gate: Gate): Promise<Outcome<GateView>> => answer(await viewOf(ports, gate))

const viewOf = async (ports: ViewPorts, gate: Gate): Promise<GateView> => {
  const [view] = await viewsOf(ports, [gate])
  if (!view) throw new Error(`gate ${gate.id} has no view`)
  return view
}

const viewsOf = async ({ contacts, sequences }: ViewPorts, gates: readonly Gate[]): Promise<GateView[]> => {
  const ids = [...new Set(gates.map(({ sequenceId }) => sequenceId))]
  const [profiles, found] = await Promise.all([
    gates.length > 0 ? contacts.profiles(gates.map(({ contactKey }) => contactKey)) : [],
    Promise.all(ids.map((id) => sequences.get(id))),
  ])
  return gates.map(({ contactKey: _key, sequenceId, ...gate }, i) => {
    const sequence = found[ids.indexOf(sequenceId)]
    return {
      ...gate,
      contactName: nameOf(profiles[i] ?? null) || gate.contactId,
      sequence: sequence ? { id: sequence.id, slug: sequence.slug, name: sequence.name } : null,
    }
  })
}
