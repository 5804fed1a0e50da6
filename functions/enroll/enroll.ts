/**
 * A lead enters a stage: what was tied to its old stage ends, then its primary contact is enrolled in each active sequence that the stage
 * triggers. Every part may be repeated; the lead is marked done last, so that a crash anywhere leaves it to be done again.
 */
import { createHash } from 'node:crypto'
import type { Acceptance, Lead, StageChange, StageOutcome } from '../data/lead-change.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, FinishedEnrollment } from '../domain/contact.ts'
import type { DecidedSignal } from '../domain/decide.ts'
import { enrollmentIdFrom } from '../domain/ids.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { Signal, TenantRules } from '../domain/signal.ts'
import type { Engine } from '../runtime/engine.ts'
import { readContact, type Keys, type SaidContact, type UsedAddress } from './contact-facts.ts'
import type { EnrollInput } from './read-event.ts'

export interface EnrollPorts {
  keys: () => Promise<Keys>
  leads: {
    get(leadId: string): Promise<Lead | null>
    accept(change: StageChange, acceptedAt: string): Promise<Acceptance>
    /** False where the lead has moved on meanwhile. */
    recordOutcomes(lead: Pick<Lead, 'leadId' | 'stage' | 'occurredAt'>, outcomes: StageOutcome[]): Promise<boolean>
  }
  saveProfile(profile: SaidContact['profile']): Promise<void>
  /** Records of these addresses, each linked with the contact that uses it. */
  linkAddresses(addresses: readonly UsedAddress[], contactKey: string): Promise<Partial<Record<AddressKind, AddressRecord>>>
  activeSequences(stage: string): Promise<{ version: SequenceVersion; activatedAt: string }[]>
  enrollments: {
    finishedOf(contactKey: string): Promise<Pick<FinishedEnrollment, 'id' | 'sequenceId' | 'finishedAt'>[]>
    refer(reference: { id: string; contactKey: string; sequenceId: string; version: number; enrolledAt: string }): Promise<unknown>
  }
  engine: Engine
  rules: TenantRules
}

/** Answers in one word what came of it. */
export const enroll = async (ports: EnrollPorts, input: EnrollInput): Promise<string> => {
  const keys = await ports.keys()
  if (input.kind === 'missed_lead') return lookAgain(ports, keys, input.leadId)
  const { event } = input
  const change: StageChange = {
    leadId: event.leadId,
    stage: event.stage,
    previousStage: event.previousStage ?? null,
    occurredAt: new Date(event.occurredAt).toISOString(),
    contacts: event.contacts.map(({ id }) => ({ id, key: keys.contactKey(id) })),
    said: event.contacts,
  }
  const { kind, lead } = await ports.leads.accept(change, new Date(ports.engine.now()).toISOString())
  return kind === 'accepted' ? enterStage(ports, keys, lead, () => true) : kind
}

/** A sequence that was activated after the change was taken in has not missed it. */
const lookAgain = async (ports: EnrollPorts, keys: Keys, leadId: string): Promise<string> => {
  const lead = await ports.leads.get(leadId)
  if (!lead || lead.outcomes) return 'repeated'
  return enterStage(ports, keys, lead, (activatedAt) => activatedAt <= lead.acceptedAt)
}

const enterStage = async (ports: EnrollPorts, keys: Keys, lead: Lead, counts: (activatedAt: string) => boolean): Promise<string> => {
  const said = (lead.said ?? []).map((contact) => readContact(contact, lead.leadId, lead.occurredAt, keys))
  const [sequences, saved] = await Promise.all([
    ports.activeSequences(lead.stage),
    Promise.all(
      said.map(async (contact) => {
        const [records] = await Promise.all([ports.linkAddresses(contact.addresses, contact.key), ports.saveProfile(contact.profile)])
        return { contact, records }
      }),
    ),
  ])
  const moved: Signal = { kind: 'stage_changed', leadId: lead.leadId, stage: lead.stage }
  const seen = ({ facts }: SaidContact): Signal => ({ kind: 'contact_seen', facts, rules: ports.rules })
  const [primary, ...others] = lead.contacts
  await Promise.all(
    others.map(({ key }) => {
      const contact = said.find((one) => one.key === key)
      return ports.engine.settle(key, (head) => (contact ? [seen(contact), moved] : head ? [moved] : []))
    }),
  )
  const first = saved[0]
  if (!primary || first?.contact.key !== primary.key) throw new Error(`lead ${lead.leadId} has lost what was said of its primary contact`)
  const versions = sequences.filter(({ activatedAt }) => counts(activatedAt)).map(({ version }) => version)
  const outcomes = await enrollIn(ports, lead, primary.key, versions, first.records, [seen(first.contact), moved])
  if (!(await ports.leads.recordOutcomes(lead, outcomes))) await followOn(ports, lead, primary.key)
  return outcomes.some(({ enrollmentId }) => enrollmentId !== null) ? 'enrolled' : outcomes.length > 0 ? 'refused' : 'no_sequence'
}

/** All in one commit: what was said, what ends, what begins. */
const enrollIn = async (
  ports: EnrollPorts,
  lead: Lead,
  contactKey: string,
  versions: SequenceVersion[],
  records: Partial<Record<AddressKind, AddressRecord>>,
  first: Signal[],
): Promise<StageOutcome[]> => {
  let done: StageOutcome[] = []
  const signalsFor = async (head: ContactHead | null): Promise<Signal[]> => {
    // Read after the head: what has left it is archived already.
    const finished = head && versions.length > 0 ? await ports.enrollments.finishedOf(contactKey) : []
    done = []
    const begins = versions.flatMap((version): Signal[] => {
      const { sequenceId } = version
      const enrollmentId = triggeredId(lead, contactKey, sequenceId)
      if (finished.some(({ id }) => id === enrollmentId)) {
        done.push({ sequenceId, contactKey, enrollmentId, reason: null })
        return []
      }
      const ends = finished.filter((one) => one.sequenceId === sequenceId).map(({ finishedAt }) => finishedAt)
      return [
        {
          kind: 'enroll',
          enrollmentId,
          version,
          leadId: lead.leadId,
          stage: lead.stage,
          by: 'trigger',
          records,
          lastFinishedAt: ends.toSorted().at(-1) ?? null,
          onConflict: version.policies.onConflict,
        },
      ]
    })
    return [...first, ...begins]
  }
  const { decided } = await ports.engine.settle(contactKey, signalsFor, { ahead: (decided) => referAhead(ports, contactKey, decided) })
  return [...done, ...decided.flatMap((one) => outcomeOf(one, contactKey) ?? [])]
}

/** The reference stands before the head that begins the enrollment, so that no enrollment is ever without one. */
const referAhead = async (ports: EnrollPorts, contactKey: string, decided: DecidedSignal[]): Promise<void> => {
  await Promise.all(
    decided.map(async ({ signal, decision }) => {
      if (signal.kind !== 'enroll' || decision.kind !== 'changed') return
      const begun = decision.head.enrollments.find(({ id }) => id === signal.enrollmentId)
      if (!begun) return
      const { id, sequenceId, version, enrolledAt } = begun
      await ports.enrollments.refer({ id, contactKey, sequenceId, version, enrolledAt })
    }),
  )
}

const outcomeOf = ({ signal, decision }: DecidedSignal, contactKey: string): StageOutcome | null => {
  if (signal.kind !== 'enroll') return null
  const { sequenceId } = signal.version
  if (decision.kind !== 'refused') return { sequenceId, contactKey, enrollmentId: signal.enrollmentId, reason: null }
  return {
    sequenceId,
    contactKey,
    enrollmentId: null,
    reason: decision.detail ? `${decision.reason}: ${decision.detail}` : decision.reason,
  }
}

/** The lead moved on while it was being enrolled: what has just begun is told of the stage that it is in by now. */
const followOn = async (ports: EnrollPorts, before: Lead, contactKey: string): Promise<void> => {
  const lead = await ports.leads.get(before.leadId)
  if (!lead) return
  await ports.engine.settle(contactKey, (head) => (head ? [{ kind: 'stage_changed', leadId: lead.leadId, stage: lead.stage }] : []))
}

/** The same for every delivery of one stage change: what makes enrolling safe to repeat. */
const triggeredId = ({ leadId, stage, occurredAt }: Lead, contactKey: string, sequenceId: string): string => {
  const digest = createHash('sha256').update([contactKey, sequenceId, leadId, stage, occurredAt].join('|')).digest('hex')
  return enrollmentIdFrom(Date.parse(occurredAt), BigInt(`0x${digest.slice(0, 20)}`))
}
