/** A sequence: an ordered set of steps with its rules, edited as a draft and published as immutable versions. */
import type { Channel } from './channel.ts'
import type { StepCondition } from './condition.ts'
import type { ExitReason } from './contact.ts'
import type { Guarded } from './guardrail.ts'
import type { StepWindow } from './step-window.ts'

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
  /** Which of a lead's contacts a trigger enrolls. */
  contacts: { kind: 'primary' } | { kind: 'all' } | { kind: 'role'; role: string }
}

export const defaultPolicies: Policies = {
  reentry: { kind: 'never' },
  onReply: 'finish',
  onStageLeft: 'finish',
  completeAfterDays: 0,
  stopWholeLead: true,
  onConflict: 'parallel',
  contacts: { kind: 'primary' },
}

/** Exits that another sequence can follow. */
export const routedExits = ['completed', 'replied', 'booked', 'converted', 'rejected', 'moved', 'bounced'] as const
export type RoutedExit = Extract<ExitReason, (typeof routedExits)[number]>

/**
 * What follows an exit: the sequence of this slug, nothing (null), or a gate at which a person reviews the hand-off and picks from the
 * suggested slugs or any other. Without a route a booking opens a gate, and any other exit is followed by nothing.
 */
export type ExitRoute = string | null | { gate: string[] }
export type ExitRoutes = Partial<Record<RoutedExit, ExitRoute>>

export const sequenceTypes = ['event', 'membership', 'platform', 'onboarding'] as const
export type SequenceType = (typeof sequenceTypes)[number]
export const ownerRoles = ['bdr', 'sales', 'cs'] as const
export type OwnerRole = (typeof ownerRoles)[number]
export const goals = ['awareness', 'pipeline', 'credibility', 'marketing_relief'] as const
export type Goal = (typeof goals)[number]

export const contentTypes = [
  'follow_up',
  'proof',
  'boss_arming',
  'campaign_visibility',
  'personal_visibility',
  'marketing_relief',
  'close',
  'exit',
] as const
export type ContentType = (typeof contentTypes)[number]

/** Minutes before its due time at which a step's draft is made where the step does not say. */
export const defaultDraftLeadMinutes = 1_440

/** Another text of a step, for a share of its enrollments. What it does not say is the step's own. */
export interface Variant {
  /** A letter from `b` on, unique in the step for ever and never given to another text. */
  id: string
  name: string
  /** Whole percent of the enrollments, 1 to 98; the step's own text has what is left of 100. */
  share: number
  subject?: string
  body?: string
  smsText?: string
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
  /** What a failure for good leads to: healing, another try after `retryAfterMinutes` (at most three), going on without it, or the end. */
  onFailure: 'heal' | 'retry' | 'skip' | 'end'
  /** With `retry`: 5 to 10,080 minutes. */
  retryAfterMinutes?: number
  /** Its own hours and days, of an email, a text or a call: they narrow the channel's at the contact's place, and never widen them. */
  window?: StepWindow
  /** Sent only where this holds. */
  condition?: StepCondition
  /** What to write, where the copy is not fixed: a person writes from it what the step's template does not say, and approves the text. It never leaves itself. */
  brief?: string
  contentType?: ContentType
  /** A person approves the very text before it leaves. Always so for a step with a brief. */
  approval?: 'draft'
  /** Minutes before its due time at which the draft is made; 0 to 20,160. */
  draftLeadMinutes?: number
  /** Switched off: it stays in the draft, and a published version leaves it out. */
  off?: true
  /** Other texts than its own, at most four. */
  variants?: Variant[]
  /** The letter that a variant was given last. */
  lastVariant?: string
}

/** Whether a person has to approve this step's text before it leaves. */
export const needsApproval = (step: Pick<Step, 'approval' | 'brief'>): boolean => step.approval === 'draft' || Boolean(step.brief?.trim())

/** What a version fixes: everything that decides what is sent. */
export interface SequenceContent {
  name: string
  description: string
  triggerStage: string | null
  goalStages: string[]
  policies: Policies
  steps: Step[]
  exitRoutes: ExitRoutes
  type: SequenceType | null
  /** A label inside the tenant. */
  client: string | null
  ownerRole: OwnerRole | null
}

/** The content alone, of a sequence or a version. */
export const contentOf = (of: SequenceContent): SequenceContent => {
  const { name, description, triggerStage, goalStages, policies, steps, exitRoutes, type, client, ownerRole } = of
  return { name, description, triggerStage, goalStages, policies, steps, exitRoutes, type, client, ownerRole }
}

/** The content as a version takes it: a step that is off stays in the draft alone, and so does which letters were given out. */
export const asPublished = (of: SequenceContent): SequenceContent => {
  const content = contentOf(of)
  return { ...content, steps: content.steps.filter(({ off }) => !off).map(asSaid) }
}

/** Which letters were given out says nothing to anybody who reads it. */
const asSaid = ({ lastVariant: _given, ...step }: Step): Step => step

/** Whether two say the same, in whatever order their fields come from the table, a file or a form. */
export const isSameContent = (one: SequenceContent, other: SequenceContent): boolean =>
  JSON.stringify(saidIn(one)) === JSON.stringify(saidIn(other))

const saidIn = (of: SequenceContent): unknown => inKeyOrder({ ...contentOf(of), steps: of.steps.map(asSaid) })

const inKeyOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inKeyOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, inKeyOrder(field)]),
  )
}

/** A published version: immutable. */
export interface SequenceVersion extends SequenceContent {
  sequenceId: string
  version: number
  publishedAt: string
  /** Who published it; not known of versions that older releases published. */
  publishedBy?: string
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
  /** The last time that it was paused by itself. */
  guarded?: Guarded
  /** Optimistic concurrency: +1 at each write. */
  revision: number
}
