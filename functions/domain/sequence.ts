/** A sequence: an ordered set of steps with its rules, edited as a draft and published as immutable versions. */
import type { Channel } from './channel.ts'

export const sequenceStatuses = ['draft', 'active', 'paused', 'archived'] as const
export type SequenceStatus = (typeof sequenceStatuses)[number]

/** Policies of a sequence, with the defaults of requirements.md in `defaultPolicies`. */
export interface Policies {
  /** May a contact who finished this sequence enter it again? */
  reentry: { kind: 'never' } | { kind: 'afterDays'; days: number } | { kind: 'always' }
  onReply: 'finish' | 'review'
  onStageLeft: 'finish' | 'continue'
  /** Days to wait for an answer after the last step before the enrollment finishes `completed`; 0 to 90. */
  completeAfterDays: number
  /** A reply by one contact ends the lead's other enrollments too. */
  stopWholeLead: boolean
  onConflict: 'replace' | 'parallel' | 'skip'
}

export const defaultPolicies: Policies = {
  reentry: { kind: 'never' },
  onReply: 'finish',
  onStageLeft: 'finish',
  completeAfterDays: 0,
  stopWholeLead: true,
  onConflict: 'parallel',
}

/** One touchpoint. `id` is `s<number>`, unique in the sequence for ever and never reused; `number` (1 to 500) makes message ids. */
export interface Step {
  id: string
  number: number
  name: string
  channel: Channel
  /** Minutes from the enrollment (S0's T+24h is 1440); 0 to 525,600. */
  delayMinutes: number
  subject?: string
  body?: string
  /** The text used when a step is carried out by SMS instead of its own channel. */
  smsText?: string
  onFailure: 'heal' | 'skip' | 'end'
}

/** What a version fixes: everything that decides what is sent. */
export interface SequenceContent {
  name: string
  description: string
  triggerStage: string | null
  goalStages: string[]
  policies: Policies
  steps: Step[]
}

/** A published version: immutable. */
export interface SequenceVersion extends SequenceContent {
  sequenceId: string
  version: number
  publishedAt: string
}

/** The sequence itself: its draft content and its state. `version` 0 means never published. */
export interface Sequence extends SequenceContent {
  id: string
  slug: string
  owner: string
  status: SequenceStatus
  version: number
  /** True where the draft differs from the published version. */
  draftChanged: boolean
  /** The number that the next added step gets. */
  nextStepNumber: number
  /** When it last became active: stage changes before it are not "missed". */
  activatedAt: string | null
  createdAt: string
  updatedAt: string
  /** Optimistic concurrency: +1 at each write. */
  revision: number
}
