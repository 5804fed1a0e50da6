/** A failure becomes a new plan: what the tenant's rules and the contact's consent allow, decided on fresh records. */
import type { HealWork } from '../contract/work.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, ContactProfile } from '../domain/contact.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { Signal, TenantRules } from '../domain/signal.ts'
import type { Engine } from '../runtime/engine.ts'

export interface HealPorts {
  engine: Engine
  /** Read consistently, after the head. */
  records(head: ContactHead): Promise<{ profile: ContactProfile | null; records: Partial<Record<AddressKind, AddressRecord>> }>
  version(sequenceId: string, version: number): Promise<SequenceVersion>
  rules: TenantRules
}

/** Answers in one word what came of it. */
export const heal = async (ports: HealPorts, work: HealWork): Promise<string> => {
  const { decided } = await ports.engine.settle(work.contact, async (head): Promise<Signal[]> => {
    const enrollment = head?.enrollments.find(({ id }) => id === work.enrollment)
    if (!head || !enrollment) return []
    const [version, { profile, records }] = await Promise.all([
      ports.version(enrollment.sequenceId, enrollment.version),
      ports.records(head),
    ])
    if (!profile) throw new Error(`contact ${head.key} has a head and no profile`)
    const { failure, step } = work
    return [{ kind: 'heal', enrollmentId: enrollment.id, failure, step, version, records, rules: ports.rules, profile }]
  })
  const decision = decided[0]?.decision
  return decision === undefined ? 'not_enrolled' : decision.kind === 'changed' ? 'healed' : decision.reason
}
