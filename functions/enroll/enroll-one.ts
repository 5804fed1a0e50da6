/** One contact enters one sequence under an enrollment id that is the same at each delivery. */
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, LiveEnrollment } from '../domain/contact.ts'
import type { Goal, SequenceVersion } from '../domain/sequence.ts'
import type { Signal } from '../domain/signal.ts'
import { referAhead, type EnrollPorts } from './enroll.ts'

type Records = Partial<Record<AddressKind, AddressRecord>>

export type EnrollOnePorts = Pick<EnrollPorts, 'enrollments' | 'engine' | 'recordsOf'>

export interface Placed {
  id: string
  version: SequenceVersion
  leadId: string
  stage: string | null
  by: LiveEnrollment['enrolledBy']
  onConflict: 'replace' | 'parallel' | 'skip'
  /** With `replace`: the same sequence begins anew for who walks it already. */
  restart?: true
  goal?: Goal
  notes?: string
  /** In the same commit, ahead of it: what is said of the contact. */
  first?: Signal[]
  /** Records of the addresses that were just said. */
  linked?: Records
}

/** Enrolled (now or by an earlier delivery): its id and no reason. Refused: why. */
export const enrollOne = async (
  ports: EnrollOnePorts,
  contactKey: string,
  { id, first = [], linked = {}, ...placed }: Placed,
): Promise<{ enrollmentId: string | null; reason: string | null; detail: string | null }> => {
  const { sequenceId } = placed.version
  let over = false
  const signalsFor = async (head: ContactHead | null): Promise<Signal[]> => {
    // Read after the head: what has left it is archived already.
    const finished = await ports.enrollments.finishedOf(contactKey)
    over = finished.some((one) => one.id === id)
    if (over) return first
    const ends = finished.filter((one) => one.sequenceId === sequenceId).map(({ finishedAt }) => finishedAt)
    const records = { ...(head ? await ports.recordsOf(head) : {}), ...linked }
    return [...first, { kind: 'enroll', enrollmentId: id, ...placed, records, lastFinishedAt: ends.toSorted().at(-1) ?? null }]
  }
  const { decided } = await ports.engine.settle(contactKey, signalsFor, { ahead: (all) => referAhead(ports, contactKey, all) })
  const decision = decided.find(({ signal }) => signal.kind === 'enroll')?.decision
  if (over || decision?.kind === 'changed' || decision?.kind === 'unchanged') return { enrollmentId: id, reason: null, detail: null }
  return { enrollmentId: null, reason: decision?.reason ?? 'nothing_to_do', detail: decision?.detail ?? null }
}
