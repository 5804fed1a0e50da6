/** A failure becomes a new plan: what the tenant's rules and the contact's consent allow, decided on fresh records. */
import type { HealWork } from '../contract/work.ts'
import { isSimulatorAddress } from '../domain/addresses.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, ContactProfile } from '../domain/contact.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { OtherAddress, Signal, TenantRules } from '../domain/signal.ts'
import { enrich, otherAddress, type EnrichPorts } from './enrich.ts'

export interface HealPorts extends EnrichPorts {
  /** Read consistently, after the head, with the rules in force. */
  records(
    head: ContactHead,
  ): Promise<{ profile: ContactProfile | null; records: Partial<Record<AddressKind, AddressRecord>>; rules: TenantRules }>
  version(sequenceId: string, version: number): Promise<SequenceVersion>
}

/** Answers in one word what came of it. */
export const heal = async (ports: HealPorts, work: HealWork): Promise<string> => {
  const { failure, step } = work
  let known: ContactProfile | undefined
  const { head, decided } = await ports.engine.settle(
    work.contact,
    async (before): Promise<Signal[]> => {
      const enrollment = before?.enrollments.find(({ id }) => id === work.enrollment)
      if (!before || !enrollment) return []
      const [version, { profile, records, rules }] = await Promise.all([
        ports.version(enrollment.sequenceId, enrollment.version),
        ports.records(before),
      ])
      if (!profile) throw new Error(`contact ${before.key} has a head and no profile`)
      known = profile
      const alternatives = await alternativesOf(ports, before, profile)
      const canEnrich = ports.sources.length > 0
      return [{ kind: 'heal', enrollmentId: enrollment.id, failure, step, version, records, rules, profile, alternatives, canEnrich }]
    },
    { ahead: (all) => linkAdopted(ports, work.contact, all[0]) },
  )
  const decision = decided[0]?.decision
  const asked = head && known ? await ask(ports, head, known, work) : null
  return decision === undefined ? 'not_enrolled' : (asked ?? (decision.kind === 'changed' ? 'healed' : decision.reason))
}

/** The contact's other addresses, as the CRM has named them. */
const alternativesOf = async (
  ports: HealPorts,
  head: ContactHead,
  { alternativeEmail, alternativePhone }: ContactProfile,
): Promise<Partial<Record<AddressKind, OtherAddress>>> => {
  const [email, phone] = await Promise.all([
    alternativeEmail === undefined ? undefined : otherAddress(ports, head, 'email', alternativeEmail),
    alternativePhone === undefined ? undefined : otherAddress(ports, head, 'phone', alternativePhone),
  ])
  return { ...(email ? { email } : {}), ...(phone ? { phone } : {}) }
}

type Decided = Parameters<NonNullable<NonNullable<Parameters<HealPorts['engine']['settle']>[2]>['ahead']>>[0][number]

/** The record knows the contact before anything goes to the address: an opt-out by it reaches them. */
const linkAdopted = async (ports: HealPorts, contactKey: string, one: Decided | undefined): Promise<void> => {
  if (one?.signal.kind !== 'heal' || one.decision.kind !== 'changed') return
  const { head } = one.decision
  const adopted = (['email', 'phone'] as const).flatMap((kind) => {
    const other = one.signal.kind === 'heal' ? one.signal.alternatives?.[kind] : undefined
    return other && head.addresses[kind]?.key === other.key && !isSimulatorAddress(other.value) ? [{ key: other.key, kind }] : []
  })
  await Promise.all(adopted.map((address) => ports.link({ ...address, simulator: false }, contactKey)))
}

/** An address that this failure is to be healed with is asked for; where that was lost, once more. Null where none is. */
const ask = async (ports: HealPorts, head: ContactHead, profile: ContactProfile, work: HealWork): Promise<string | null> => {
  const enrollment = head.enrollments.find(({ id }) => id === work.enrollment)
  const at = Math.floor(ports.engine.now() / 1000)
  for (const address of ['email', 'phone'] as const) {
    const asked = enrollment?.enrichment?.[address]
    if (enrollment && asked && asked.step === work.step && asked.failure === work.failure && asked.until > at)
      return enrich(ports, { head, profile, address, enrollmentId: enrollment.id })
  }
  return null
}
