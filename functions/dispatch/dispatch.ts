/** A step's time has come, or the sweep found something overdue: every gate on fresh records, then at most one provider call. */
import type { DispatchWork } from '../contract/work.ts'
import type { AddressKind, Channel } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, ContactProfile, LiveEnrollment, PlannedMessage } from '../domain/contact.ts'
import type { DecidedSignal } from '../domain/decide.ts'
import { mailingSender } from '../domain/email-sender.ts'
import { messageIdOf } from '../domain/ids.ts'
import type { MessageRow } from '../domain/message.ts'
import type { SenderUse } from '../domain/ramp.ts'
import { channelOf, isAskedAgain } from '../domain/plan.ts'
import type { SequenceStatus, SequenceVersion } from '../domain/sequence.ts'
import type { KnownAdapter, SendContext, Signal, TenantControls, TenantRules } from '../domain/signal.ts'
import { expiredClaim } from '../domain/wake.ts'
import type { Engine } from '../runtime/engine.ts'
import { answerHelp, type HelpPorts } from './help-reply.ts'
import { lineAsking, type LinePorts } from './line-type.ts'
import { callProgress, type ProgressPorts } from './call-progress.ts'
import { toldOf, type TellingPorts } from './told.ts'
import { tellContacts, type ContactTellPorts } from './tell-contacts.ts'
import { tellSequence, type TellPorts } from './tell-sequence.ts'

export interface DispatchPorts extends TellPorts, ContactTellPorts, TellingPorts, ProgressPorts, HelpPorts, LinePorts {
  engine: Engine
  /** Read consistently, after the head. */
  records(
    head: ContactHead,
    messageId?: string,
  ): Promise<{
    profile: ContactProfile | null
    records: Partial<Record<AddressKind, AddressRecord>>
    previous: MessageRow | null
    controls: TenantControls
    /** In force now. */
    rules: TenantRules
  }>
  message(contactKey: string, messageId: string): Promise<MessageRow | null>
  version(sequenceId: string, version: number): Promise<SequenceVersion>
  unsubscribeUrl(subject: { addressKey: string; messageId: string }): Promise<string>
  adapters: Record<Channel, KnownAdapter>
  /** Undefined where no sender is being warmed up. */
  senderUse(sender: string | undefined): Promise<SenderUse | undefined>
  /** In force a few seconds ago at most; what is due goes by those of its records. */
  rulesInForce(): Promise<TenantRules>
  newAttemptId(): string
}

/** What the records of one batch share: a pause acts from the next batch on. */
export interface DispatchBatch {
  sequence(sequenceId: string): Promise<{ status: SequenceStatus; owner: string }>
}

/** Answers in one word what came of it. */
export const dispatch = async (ports: DispatchPorts, batch: DispatchBatch, work: DispatchWork): Promise<string> => {
  switch (work.kind) {
    case 'step_due':
      return stepDue(ports, batch, work)
    case 'draft_due':
      return draftDue(ports, batch, work)
    case 'wake':
      return wake(ports, work.contact)
    case 'sequence_resumed':
    case 'sequence_archived':
    case 'version_moved':
      return tellSequence(ports, work)
    case 'sending_resumed':
      return tellContacts(ports, work)
    case 'call_progress':
      return callProgress(ports, work)
    case 'help_reply':
      return answerHelp(ports, work)
    default:
      return work satisfies never
  }
}

type StepDueWork = Extract<DispatchWork, { kind: 'step_due' }>
type DraftDueWork = Extract<DispatchWork, { kind: 'draft_due' }>

const stepDue = async (ports: DispatchPorts, batch: DispatchBatch, work: StepDueWork): Promise<string> => {
  const lineTyped = lineAsking(ports)
  const { head, decided } = await ports.engine.settle(work.contact, async (head): Promise<Signal[]> => {
    const enrollment = head?.enrollments.find(({ id }) => id === work.enrollment)
    const item = enrollment?.plan.find(({ step }) => step === work.step)
    // A late or second firing finds nothing to do, and need not read what the gates would.
    if (!head || !enrollment || !item || item.rev !== work.revision) return []
    if (item.state !== 'scheduled' && !isAskedAgain(item)) return []
    const context = await contextOf(ports, batch, head, enrollment, item)
    if (!context) return []
    const due: Signal = { kind: 'step_due', enrollmentId: enrollment.id, step: item.step, revision: item.rev, context }
    return [...(await lineTyped(head, due, ports.engine.now())), due]
  })
  return outcomeOf(decided.at(-1), head, work)
}

const draftDue = async (ports: DispatchPorts, batch: DispatchBatch, work: DraftDueWork): Promise<string> => {
  const { decided } = await ports.engine.settle(work.contact, async (head): Promise<Signal[]> => {
    const enrollment = head?.enrollments.find(({ id }) => id === work.enrollment)
    const item = enrollment?.plan.find(({ step }) => step === work.step)
    if (!head || !enrollment || item?.rev !== work.revision || item.draftAt === undefined) return []
    const context = await contextOf(ports, batch, head, enrollment, item)
    return context ? [{ kind: 'draft_due', enrollmentId: enrollment.id, step: item.step, revision: item.rev, context }] : []
  })
  const decision = decided[0]?.decision
  if (!decision) return 'nothing_to_do'
  return decision.kind === 'changed' ? 'drafted' : decision.reason
}

const contextOf = async (
  ports: DispatchPorts,
  batch: DispatchBatch,
  head: ContactHead,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
): Promise<SendContext | null> => {
  const messageId = messageIdOf(enrollment.id, item.n)
  const email = head.addresses.email
  const [sequence, version, { profile, records, previous, controls, rules }, unsubscribeUrl] = await Promise.all([
    batch.sequence(enrollment.sequenceId),
    ports.version(enrollment.sequenceId, enrollment.version),
    ports.records(head, item.rev > 1 ? messageId : undefined),
    email ? ports.unsubscribeUrl({ addressKey: email.key, messageId }) : '',
  ])
  const [told, senderUse] = await Promise.all([
    toldOf(ports, head, enrollment, item, version, ports.engine.now()),
    channelOf(item) === 'email' ? ports.senderUse(mailingSender(rules.emailSenders ?? [], enrollment, sequence.owner)) : undefined,
  ])
  return {
    ...told,
    ...(senderUse ? { senderUse } : {}),
    sequenceStatus: sequence.status,
    owner: sequence.owner,
    controls,
    version,
    profile: profile ?? { key: head.key, contactId: head.contactId, leadId: head.leadId, attributes: {}, updatedAt: enrollment.enrolledAt },
    records,
    rules,
    attemptId: ports.newAttemptId(),
    unsubscribeUrl,
    ...(previous ? { previous } : {}),
    adapters: ports.adapters,
  }
}

const outcomeOf = (one: DecidedSignal | undefined, head: ContactHead | null, work: StepDueWork): string => {
  if (!one) return 'nothing_to_do'
  if (one.decision.kind !== 'changed') return one.decision.reason
  const enrollment = head?.enrollments.find(({ id }) => id === work.enrollment)
  return enrollment?.plan.find(({ step }) => step === work.step)?.state ?? 'finished'
}

const wake = async (ports: DispatchPorts, contactKey: string): Promise<string> => {
  const { decided } = await ports.engine.settle(contactKey, async (head): Promise<Signal[]> => {
    if (!head) return []
    const expired = await expiredSignal(ports, head)
    return [...(expired ? [expired] : []), { kind: 'swept', rules: await ports.rulesInForce() }]
  })
  return decided.some(({ decision }) => decision.kind !== 'refused') ? 'woken' : 'nothing_to_do'
}

/** A claim without an answer: its message's row says whether it was sent. */
const expiredSignal = async (ports: DispatchPorts, head: ContactHead): Promise<Signal | null> => {
  const expired = expiredClaim(head, ports.engine.now())
  if (!expired) return null
  const item = head.enrollments.find(({ id }) => id === expired.enrollmentId)?.plan.find(({ step }) => step === expired.step)
  const row = item ? await ports.message(head.key, messageIdOf(expired.enrollmentId, item.n)) : null
  const recorded = row && isKnownToHaveLeft(row, expired.attemptId) ? 'sent' : null
  return { kind: 'claim_expired', ...expired, recorded, ...(row ? { previous: row } : {}) }
}

/** Its provider said so, in its answer or, while the claim stood open after a lost one, in an event of its own. */
const isKnownToHaveLeft = ({ status, attempts }: MessageRow, attemptId: string): boolean => {
  const own = attempts.find(({ id }) => id === attemptId)
  return own?.outcome === 'accepted' || (own?.outcome === 'unknown' && own === attempts.at(-1) && status !== 'unknown')
}
