/**
 * A lead enters a stage: what was tied to its old stage ends, then those of its contacts that each sequence is for are enrolled in the active
 * ones that the stage triggers. Every part may be repeated; the lead is marked done last, so that a crash anywhere leaves it to be done again.
 */
import type { Acceptance, Lead, StageChange, StageOutcome } from '../data/lead-change.ts'
import type { Saved } from '../data/profiles.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, FinishedEnrollment, LiveEnrollment } from '../domain/contact.ts'
import type { DecidedSignal } from '../domain/decide.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { Signal, TenantRules } from '../domain/signal.ts'
import type { Engine } from '../runtime/engine.ts'
import { derivedEnrollmentId } from '../runtime/enrollment-id.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { readContact, type Keys, type SaidContact, type UsedAddress } from '../runtime/contact-facts.ts'
import { contactsFor, type ProfilePorts } from './lead-contacts.ts'
import type { LeadInput } from './read-event.ts'

type Records = Partial<Record<AddressKind, AddressRecord>>

export interface EnrollPorts extends ProfilePorts {
  keys: () => Promise<Keys>
  leads: {
    get(leadId: string): Promise<Lead | null>
    accept(change: StageChange, acceptedAt: string): Promise<Acceptance>
    /** False where the lead has moved on meanwhile. */
    recordOutcomes(lead: Pick<Lead, 'leadId' | 'stage' | 'occurredAt'>, outcomes: StageOutcome[]): Promise<boolean>
    /** Puts `into` in the place of a contact; null where the lead does not have that contact. */
    replace(leadId: string, contactKey: string, into: { id: string; key: string }): Promise<Lead | null>
  }
  /** Anything but `saved` says why nothing was written. */
  saveProfile(profile: SaidContact['profile']): Promise<Saved>
  /** Records of these addresses, each linked with the contact that uses it. */
  linkAddresses(addresses: readonly UsedAddress[], contactKey: string): Promise<Records>
  /** Records of the addresses in a head. */
  recordsOf(head: ContactHead): Promise<Records>
  activeSequences(stage: string): Promise<{ version: SequenceVersion; activatedAt: string }[]>
  enrollments: {
    finishedOf(contactKey: string): Promise<Pick<FinishedEnrollment, 'id' | 'sequenceId' | 'finishedAt' | 'routedFrom'>[]>
    refer(reference: { id: string; contactKey: string; sequenceId: string; version: number; enrolledAt: string }): Promise<unknown>
  }
  engine: Engine
  /** In force a few seconds ago at most. */
  rulesInForce(): Promise<TenantRules>
}

/** How far ahead of now (milliseconds) an event may say that it occurred: clocks differ, and none by more. */
const mostAheadMs = 86_400_000

/** Answers in one word what came of it. Throws `InvalidInput` where the event says that it occurred more than a day from now. */
export const enroll = async (ports: EnrollPorts, input: LeadInput): Promise<string> => {
  const keys = await ports.keys()
  if (input.kind === 'missed_lead') return lookAgain(ports, keys, input.leadId)
  const { event } = input
  refuseFuture(`lead ${event.leadId}`, event.occurredAt, ports.engine.now())
  const change: StageChange = {
    leadId: event.leadId,
    stage: event.stage,
    previousStage: event.previousStage ?? null,
    occurredAt: new Date(event.occurredAt).toISOString(),
    contacts: event.contacts.map(({ id }) => ({ id, key: keys.contactKey(id) })),
    said: event.contacts,
  }
  const { kind, lead } = await ports.leads.accept(change, new Date(ports.engine.now()).toISOString())
  if (kind === 'accepted') return enterStage(ports, keys, lead, () => true)
  // An earlier delivery of this change may have begun an enrollment and died before it saw that the lead had moved on.
  if (kind === 'older') await followOn(ports, lead, change.stage)
  return kind
}

/** Taken in, it would make every event that really occurs until then an older one. */
export const refuseFuture = (what: string, occurredAt: string, now: number): void => {
  if (Date.parse(occurredAt) - now <= mostAheadMs) return
  const clock = new Date(now).toISOString()
  throw new InvalidInput('occurs_in_future', `${what}: occurredAt is ${occurredAt}, more than a day after ${clock}`)
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
        const outcome = await ports.saveProfile(contact.profile)
        const records = outcome.kind === 'saved' ? await ports.linkAddresses(contact.addresses, contact.key) : {}
        return { ...contact, outcome, records }
      }),
    ),
  ])
  const replaced = await withSurvivors(ports, lead, saved)
  if (replaced) return enterStage(ports, keys, replaced, counts)
  const [primary] = lead.contacts
  if (!primary || saved[0]?.key !== primary.key) throw new Error(`lead ${lead.leadId} has lost what was said of its primary contact`)
  const contacts = lead.contacts.filter(({ key }, i, all) => all.findIndex((other) => other.key === key) === i)
  const triggered = await Promise.all(
    sequences
      .filter(({ activatedAt }) => counts(activatedAt))
      .map(async ({ version }) => ({ version, contacts: await contactsFor(ports, version.policies.contacts, contacts) })),
  )
  const each = contacts.map((contact) => {
    const versions = triggered.filter((one) => one.contacts.includes(contact)).map(({ version }) => version)
    return enrollIn(ports, lead, contact.key, versions, saved.find(({ key }) => key === contact.key) ?? null)
  })
  const nobody = triggered.flatMap((one) => (one.contacts.length > 0 ? [] : nobodyFor(one.version, primary.key)))
  const outcomes = [...(await Promise.all(each)).flat(), ...nobody]
  if (!(await ports.leads.recordOutcomes(lead, outcomes))) await followOn(ports, lead, lead.stage)
  return outcomes.some(({ enrollmentId }) => enrollmentId !== null) ? 'enrolled' : outcomes.length > 0 ? 'refused' : 'no_sequence'
}

/** The lead with those who go on in the place of contacts that were merged into them; null where nobody was. */
const withSurvivors = async (ports: EnrollPorts, lead: Lead, saved: readonly { key: string; outcome: Saved }[]): Promise<Lead | null> => {
  let replaced: Lead | null = null
  for (const { key, outcome } of saved) {
    if (outcome.kind !== 'merged') continue
    const [survivor = null] = await ports.profiles([outcome.into])
    if (survivor) replaced = (await ports.leads.replace(lead.leadId, key, { id: survivor.contactId, key: survivor.key })) ?? replaced
  }
  return replaced
}

const nobodyFor = ({ sequenceId, policies }: SequenceVersion, contactKey: string): StageOutcome => {
  const role = policies.contacts.kind === 'role' ? `: ${policies.contacts.role}` : ''
  return { sequenceId, contactKey, enrollmentId: null, reason: `no_such_role${role}` }
}

/** All in one commit: what was said of a contact, what ends for it, what begins. */
const enrollIn = async (
  ports: EnrollPorts,
  lead: Lead,
  contactKey: string,
  versions: SequenceVersion[],
  said: (SaidContact & { outcome: Saved; records: Records }) | null,
): Promise<StageOutcome[]> => {
  let done: StageOutcome[] = []
  // What was said before what is known says nothing of the contact any more; the lead's stage is news all the same.
  const isNews = said !== null && said.outcome.kind !== 'older'
  const seen: Signal[] = isNews ? [{ kind: 'contact_seen', facts: said.facts, rules: await ports.rulesInForce() }] : []
  const moved: Signal = { kind: 'stage_changed', leadId: lead.leadId, stage: lead.stage }
  const signalsFor = async (head: ContactHead | null): Promise<Signal[]> => {
    // A contact of earlier events can have gone to another lead since.
    const enters = said || head?.leadId === lead.leadId ? versions : []
    // Read after the head: what has left it is archived already.
    const finished = head && enters.length > 0 ? await ports.enrollments.finishedOf(contactKey) : []
    const records = isNews ? said.records : head && enters.length > 0 ? await ports.recordsOf(head) : {}
    done = []
    const begins = enters.flatMap((version): Signal[] => {
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
    return [...seen, ...(said || head ? [moved] : []), ...begins]
  }
  const { decided } = await ports.engine.settle(contactKey, signalsFor, { ahead: (decided) => referAhead(ports, contactKey, decided) })
  return [...done, ...decided.flatMap((one) => outcomeOf(one, contactKey) ?? [])]
}

/** The reference stands before the head that begins the enrollment, so that no enrollment is ever without one. */
export const referAhead = async (ports: Pick<EnrollPorts, 'enrollments'>, contactKey: string, decided: DecidedSignal[]): Promise<void> => {
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

/** The lead moved on while it was being enrolled: what has begun for `stage` is told of the stage that it is in by now. */
const followOn = async (ports: EnrollPorts, before: Lead, stage: string): Promise<void> => {
  const lead = await ports.leads.get(before.leadId)
  if (!lead) return
  const moved: Signal = { kind: 'stage_changed', leadId: lead.leadId, stage: lead.stage }
  const isTied = (enrollment: LiveEnrollment): boolean => enrollment.leadId === lead.leadId && enrollment.stage === stage
  await Promise.all(before.contacts.map(({ key }) => ports.engine.settle(key, (head) => (head?.enrollments.some(isTied) ? [moved] : []))))
}

/** The same for every delivery of one stage change: what makes enrolling safe to repeat. */
export const triggeredId = ({ leadId, stage, occurredAt }: Lead, contactKey: string, sequenceId: string): string =>
  derivedEnrollmentId(Date.parse(occurredAt), [contactKey, sequenceId, leadId, stage, occurredAt])
