/**
 * All that the auditor may look at: what the providers were asked, what people said and when the product had taken it in, and what the API
 * shows in the end. Nothing of how the product works.
 */
import type { Request } from './people/provider.ts'
import type { Hooked } from './people/webhooks.ts'
import type { Script } from './script.ts'

/** Something that was said to the product. `known` is when it answered that it took it in (epoch ms); null while it did not. */
export interface Word {
  said: number
  known: number | null
  /** When its last answer came, whatever it said, or nobody tried any more; absent while somebody does. */
  over?: number
  what:
    | { kind: 'opt_out'; address: string; channels: readonly string[]; whole: boolean; contactId?: string }
    | { kind: 'opt_in'; address: string; channels: readonly string[] }
    | { kind: 'dead_address'; address: string }
    /** A mailbox that was full, or a text or a call that did not get through. */
    | { kind: 'failed_delivery'; messageId: string; attemptId: string }
    | { kind: 'event'; event: 'sent' | 'delivered' | 'opened' | 'clicked' | 'bounced'; messageId: string; attemptId: string }
    | { kind: 'reply'; address: string; named: string | null }
    | { kind: 'stage'; leadId: string; stage: string; occurredAt: number; consent: ({ id: string } & Record<string, unknown>)[] }
    | { kind: 'act'; action: string; enrollmentId: string; until: number | null; status: number | null }
    | { kind: 'turn'; sequenceId: string; to: string; status: number | null }
    | { kind: 'switch'; sending: string; status: number | null }
    | { kind: 'allow'; list: string[] | null; status: number | null }
    | { kind: 'approve'; messageId: string; channel: string; recipient: string | null; body: string; status: number | null }
    | { kind: 'dismiss'; messageId: string; status: number | null }
    | { kind: 'resend'; messageId: string; status: number | null }
    | { kind: 'enroll'; sequenceId: string; contactIds: string[]; status: number | null }
    | { kind: 'pass_gate'; gate: string; sequenceId: string; status: number | null }
    | { kind: 'close_gate'; gate: string; status: number | null }
    | { kind: 'republish'; sequenceId: string; running: string; edition: string; steps: string[]; status: number | null }
    | { kind: 'erase'; contactId: string; status: number | null }
    | { kind: 'outcome'; messageId: string; status: number | null }
    /** `to`: on which channel and to whom it was to leave, once that was answered. */
    | { kind: 'write'; messageId: string; subject: string; body: string; to: Recipient | null; status: number | null }
    | { kind: 'restore'; messageId: string; status: number | null }
    | { kind: 'rewrite'; messageId: string; subject: string; body: string; status: number | null }
    | { kind: 'settle'; messageId: string; status: number | null }
    /** Null: as the tenant's file says. */
    | { kind: 'set_rules'; email: { from: string; to: string } | null; limit: number | null; status: number | null }
    /** Local dates by the tenant's clock, both included; null: nobody is away. */
    | { kind: 'absence'; days: { from: string; to: string } | null; status: number | null }
}

export interface Recipient {
  channel: string
  recipient: string | null
}

export interface ShownMessage {
  id: string
  enrollmentId: string
  sequenceId: string
  stepId: string
  stepOrder: number
  contactId: string
  channel: string
  recipient?: string | null
  subject?: string
  body?: string
  edited?: { revision: number }
  plannedChannel?: string
  status: string
  reason?: string
  reasonText?: string
  approval?: string
  dueAt: string
  sentAt?: string
  events: Record<string, unknown>
  attempts?: { id: string; outcome: string; revision: number; startedAt: string }[]
}

export interface ShownEnrollment {
  id: string
  sequenceId: string
  contactId: string
  leadId: string
  status: string
  version: number
  pauseReason?: string
  resumeAt?: string
  exitDetail?: string
  exitReason?: string
  enrolledBy: string
  enrolledAt: string
  finishedAt?: string
}

export interface ShownEntry {
  kind: string
  what: string
  text: string
  messageId?: string
  enrollmentId?: string
}

export interface ShownSequence {
  id: string
  slug: string
  status: string
  version: number
  counts: Record<string, number>
}

export interface Ledger {
  script: Script
  /** Ids of the sequences, in the script's order. */
  sequenceIds: string[]
  requests: Request[]
  words: Word[]
  sequences: ShownSequence[]
  enrollments: ShownEnrollment[]
  messages: ShownMessage[]
  /** Ids of the hand-offs that still wait for a person. */
  gates: string[]
  /** By contact; those whose timeline was looked at. */
  timelines: Record<string, ShownEntry[]>
  /** Epoch ms at which the API was read, at the very end. */
  readAt: number
  /** What the dead-letter queues still hold. */
  dead: { queue: string; body: string }[]
  published: { detailType: string; detail: Record<string, unknown> }[]
  /** What providers called the product's webhooks with. */
  hooked: Hooked[]
  /** Their events whose work was done. */
  workedOff: ReadonlySet<string>
}

/** One thing that is wrong, named so that a shortened history can be asked whether it still is. */
export interface Finding {
  rule: string
  detail: string
}
