/** The people of the benchmark: each with a head, an enrollment live or over, its messages, and some with a draft, a gate or an answer. */
import type { StageChange } from '../../functions/data/lead-change.ts'
import type { EnrollmentReference } from '../../functions/data/enrollments.ts'
import type { Identity } from '../../functions/data/identity.ts'
import type {
  ContactHead,
  ContactProfile,
  Draft,
  FinishedEnrollment,
  Gate,
  LiveEnrollment,
  PlannedMessage,
} from '../../functions/domain/contact.ts'
import { hashOf } from '../../functions/domain/draft.ts'
import { enrollmentIdFrom, messageIdOf } from '../../functions/domain/ids.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import type { Attempt, MessageRow } from '../../functions/domain/message.ts'
import type { NewNotification } from '../../functions/domain/notification.ts'

/** Messages that each enrollment has behind it. */
export const sentEach = 10

export interface Person {
  profile: ContactProfile
  head: ContactHead
  finished: FinishedEnrollment | null
  reference: EnrollmentReference
  rows: MessageRow[]
  drafts: Draft[]
  gate: Gate | null
  said: Omit<Interaction, 'id'> | null
  notification: NewNotification | null
  lead: StageChange
}

const firstNames = ['Dana', 'Ruth', 'Omar', 'Lena', 'Marcus', 'Priya', 'Joel', 'Ana', 'Victor', 'Mei', 'Paula', 'Grant', 'Ines']
const lastNames = [
  'Reyes',
  'Holt',
  'Bianchi',
  'Okafor',
  'Lind',
  'Sato',
  'Meyer',
  'Duarte',
  'Novak',
  'Price',
  'Chen',
  'Abbas',
  'Larsen',
  'Costa',
]
const stages = ['new', 'contacted', 'offer-sent', 'under-contract', 'assigned']
const day = 86_400

const nth = <T>(list: readonly [T, ...T[]] | readonly T[], n: number): T => list[n % list.length] as T

export const everyone = (identity: Identity, sequence: { id: string; steps: number }, contacts: number, now: number): Person[] =>
  Array.from({ length: contacts }, (_, n) => personOf(identity, sequence, n, now))

const personOf = (identity: Identity, sequence: { id: string; steps: number }, n: number, now: number): Person => {
  const contactId = `c-${n}`
  const leadId = `lead-${n}`
  const key = identity.contactKey(contactId)
  const email = `person${n}@example.com`
  const phone = `+1312${String(5_000_000 + n)}`
  // Ten messages are behind it, and the next one is due between two hours and a day from now.
  const began = Math.floor(now / 1000) - 10 * day - (n % 1320) * 60
  const isOver = n % 10 < 6
  const enrolledAt = iso(began)
  const id = enrollmentIdFrom(began * 1000, BigInt(n + 1) << 20n)
  const plan = Array.from({ length: sequence.steps }, (_, step) => planned(began, step, n, isOver))
  const walked = { id, sequenceId: sequence.id, version: 1, leadId, stage: 'new', enrolledAt, enrolledBy: 'trigger' as const, plan }
  const live: LiveEnrollment = {
    ...walked,
    status: n % 50 === 9 ? 'paused' : 'active',
    ...(n % 50 === 9 ? { pauseReason: 'reply_review', pausedAt: began + 9 * day } : {}),
    goalStages: [],
    onStageLeft: 'finish',
    onReply: 'finish',
    completeAfterDays: 0,
    stopWholeLead: true,
  }
  const given = { given: true, at: enrolledAt, source: 'crm' }
  const head: ContactHead = {
    key,
    contactId,
    leadId,
    schema: 1,
    revision: 1,
    timeZone: 'America/Chicago',
    timeZoneSource: 'contact',
    consent: { email: given, sms: given, call: given },
    addresses: {
      email: { key: identity.addressKey('email', email), value: email },
      phone: { key: identity.addressKey('phone', phone), value: phone },
    },
    suppressed: {},
    touches: {},
    enrollments: isOver ? [] : [live],
  }
  const rows = plan.slice(0, sentEach).map((item, step) => rowOf(head, live, item, n, step))
  const said = n % 25 === 0
  return {
    profile: {
      key,
      contactId,
      leadId,
      firstName: nth(firstNames, n),
      lastName: nth(lastNames, Math.floor(n / 13)),
      email,
      phone,
      timeZone: 'America/Chicago',
      attributes: { street: `${n} Elm St`, agent: 'Sam Ortiz' },
      updatedAt: enrolledAt,
    },
    head,
    finished: isOver
      ? { ...walked, contactKey: key, contactId, finishedAt: iso(began + 9 * day + 60), exitReason: n % 3 === 0 ? 'replied' : 'completed' }
      : null,
    reference: { id, contactKey: key, sequenceId: sequence.id, version: 1, enrolledAt },
    rows,
    drafts: !isOver && n % 40 === 7 ? [draftOf(head, live, plan[sentEach])].flatMap((draft) => draft ?? []) : [],
    gate:
      isOver && n % 200 === 0
        ? {
            id,
            contactKey: key,
            contactId,
            leadId,
            sequenceId: sequence.id,
            exit: 'booked',
            openedAt: iso(began + 9 * day),
            suggested: [],
            state: 'open',
          }
        : null,
    said: said
      ? {
          contactKey: key,
          at: iso(began + 9 * day + 30),
          channel: 'email',
          direction: 'inbound',
          kind: 'replied',
          messageId: messageIdOf(id, sentEach),
          enrollmentId: id,
          sequenceId: sequence.id,
          subject: 'Re: your house',
          body: 'Yes, call me tomorrow, but not before ten. '.repeat(5),
          outcome: 'replied',
          matchedBy: 'token',
        }
      : null,
    notification: said
      ? {
          type: 'needs_human',
          priority: 'normal',
          at: iso(began + 9 * day),
          text: 'A contact replied, and the sequence waits for your decision.',
          contactKey: key,
          contactId,
          enrollmentId: id,
          sequenceId: sequence.id,
          occasion: 'bench',
        }
      : null,
    lead: {
      leadId,
      stage: nth(stages, n),
      previousStage: null,
      occurredAt: enrolledAt,
      contacts: [{ id: contactId, key }],
      said: [],
    },
  }
}

const planned = (began: number, step: number, n: number, isOver: boolean): PlannedMessage => {
  const sent = step < sentEach
  // Of what is to come, the first is due between two hours and a day from now.
  const due = began + (sent ? step : step + 1) * day
  const state = sent ? stateOf(n, step) : isOver ? 'cancelled' : 'scheduled'
  return {
    step: `s${step + 1}`,
    n: step + 1,
    channel: channelAt(step),
    due,
    rev: 1,
    state,
    ...(isOver && !sent ? { reason: 'enrollment_finished' } : {}),
  }
}

const channelAt = (step: number): PlannedMessage['channel'] => nth(['email', 'sms', 'email', 'task'] as const, step)
const stateOf = (n: number, step: number): PlannedMessage['state'] => {
  if (step === 5 && n % 100 === 0) return 'unknown'
  return step === 4 && n % 30 === 0 ? 'skipped' : 'sent'
}

const rowOf = (head: ContactHead, enrollment: LiveEnrollment, item: PlannedMessage, n: number, step: number): MessageRow => {
  const startedAt = iso(item.due)
  const openTask = item.channel === 'task' && step === 7 && n % 50 === 3
  const outcome: Attempt['outcome'] = item.state === 'unknown' ? 'unknown' : item.state === 'skipped' ? 'gated' : 'accepted'
  const attempt: Attempt = {
    id: `01BENCH${String(n).padStart(5, '0')}${step}`,
    startedAt,
    completedAt: iso(item.due + 1),
    adapter: item.channel === 'email' ? 'ses' : 'mock',
    outcome,
    revision: 1,
    verdicts: [
      { gate: 'consent', pass: true, saw: 'crm' },
      item.state === 'skipped'
        ? { gate: 'suppression', pass: false, reason: 'suppressed' }
        : { gate: 'window', pass: true, saw: 'America/Chicago' },
    ],
  }
  return messageRow(head, enrollment, item, {
    status: item.state === 'unknown' ? 'unknown' : item.state === 'skipped' ? 'skipped' : item.channel === 'email' ? 'delivered' : 'sent',
    attempts: [attempt],
    ...(outcome === 'accepted' ? { sentAt: startedAt } : {}),
    subject: 'About your house',
    body: `Hi ${head.contactId}, about your house. `.repeat(12),
    ...(item.channel === 'task' ? { task: openTask ? { state: 'open' } : { state: 'done', outcome: 'called', doneAt: startedAt } } : {}),
  })
}

const draftOf = (head: ContactHead, enrollment: LiveEnrollment, item: PlannedMessage | undefined): Draft | null => {
  if (!item) return null
  const text = {
    recipient: head.addresses.email?.value ?? null,
    channel: 'email' as const,
    subject: 'Your offer',
    body: 'Hi, here is what we can do. '.repeat(10),
  }
  return {
    id: messageIdOf(enrollment.id, item.n),
    contactKey: head.key,
    contactId: head.contactId,
    leadId: head.leadId,
    enrollmentId: enrollment.id,
    sequenceId: enrollment.sequenceId,
    version: 1,
    stepId: item.step,
    ...text,
    missing: [],
    hash: hashOf(text),
    status: 'pending',
    madeAt: enrollment.enrolledAt,
    dueAt: iso(item.due),
    revision: 1,
  }
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
