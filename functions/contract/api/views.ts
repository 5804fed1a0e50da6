/** What the API answers, in its own camelCase words: the schemas of requirements.md's vocabulary, and the dashboard's types. */
import * as z from 'zod'
import { channels } from '../../domain/channel.ts'
import { enrollmentExitReasons } from '../../domain/contact.ts'
import { gateNames, messageReasons, messageStatuses } from '../../domain/message.ts'
import { intents } from '../../domain/condition.ts'
import { contentTypes, goals, ownerRoles, routedExits, sequenceStatuses, sequenceTypes } from '../../domain/sequence.ts'

const iso = z.string()
export const channel = z.enum(channels)

export const policies = z.object({
  reentry: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('never') }),
    z.object({ kind: z.literal('afterDays'), days: z.int().min(1).max(3650) }),
    z.object({ kind: z.literal('always') }),
  ]),
  onReply: z.enum(['finish', 'review']),
  onStageLeft: z.enum(['finish', 'continue']),
  completeAfterDays: z.int().min(0).max(90),
  stopWholeLead: z.boolean(),
  onConflict: z.enum(['replace', 'parallel', 'skip']),
  contacts: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('primary') }),
    z.object({ kind: z.literal('all') }),
    z.object({ kind: z.literal('role'), role: z.string().trim().min(1).max(60) }),
  ]),
})

const stepId = z.string().regex(/^s\d{1,3}$/, 'a step is named s1, s2 …')
const not = { not: z.literal(true).exactOptional() }
const predicate = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['opened', 'clicked']), step: stepId, ...not }),
  z.strictObject({ kind: z.literal('engaged'), ...not }),
  z.strictObject({ kind: z.literal('replied'), intent: z.enum(intents).exactOptional(), ...not }),
  z.strictObject({
    kind: z.enum(['call_outcome', 'task_outcome']),
    step: stepId,
    outcomes: z.array(z.string().trim().min(1).max(60)).min(1, 'name at least one outcome').max(20),
    ...not,
  }),
  z.strictObject({
    kind: z.literal('attribute'),
    key: z.string().min(1).max(60),
    op: z.enum(['is', 'contains', 'exists', 'above', 'below']),
    value: z.union([z.string().max(500), z.number(), z.boolean()]).exactOptional(),
    ...not,
  }),
  z.strictObject({ kind: z.literal('skipped'), step: stepId, ...not }),
])

/** When a step is carried out; see functions/domain/condition.ts. */
export const stepCondition = z.strictObject({
  match: z.enum(['all', 'any']).default('all'),
  tests: z.array(predicate).min(1, 'a condition has at least one test').max(10),
  withinMinutes: z.int().min(0).max(43_200, 'an answer is waited for at most 30 days (43200 minutes)').exactOptional(),
  otherwise: z.union([z.enum(['skip', 'end']), z.strictObject({ goTo: stepId })]).default('skip'),
})

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a slug has lower-case letters, digits, - and _')
/** By exit reason: the slug of the sequence that follows, null for none, or a gate at which a person picks. */
export const exitRoutes = z.partialRecord(z.enum(routedExits), z.union([slug, z.null(), z.strictObject({ gate: z.array(slug).max(20) })]))

/** What a sequence is for: labels, and what follows it. */
export const campaign = {
  exitRoutes,
  type: z.enum(sequenceTypes).nullable(),
  client: z.string().trim().min(1).max(60).nullable(),
  ownerRole: z.enum(ownerRoles).nullable(),
}

/** What a step may say beside its channel and time. */
export const stepExtras = {
  retryAfterMinutes: z.int().min(5).max(10_080).optional(),
  condition: stepCondition.optional(),
  brief: z.string().max(5_000).optional(),
  contentType: z.enum(contentTypes).optional(),
  approval: z.literal('draft').optional(),
  draftLeadMinutes: z.int().min(0).max(20_160).optional(),
}
export const onFailure = z.enum(['heal', 'retry', 'skip', 'end'])
export const goal = z.enum(goals)

export const stepView = z.object({
  id: z.string(),
  order: z.int(),
  name: z.string(),
  channel,
  delayMinutes: z.int(),
  subject: z.string().optional(),
  body: z.string().optional(),
  smsText: z.string().optional(),
  onFailure,
  ...stepExtras,
})

/** Exact running counts, as things happen. */
export const counts = z.object({
  steps: z.int(),
  running: z.int(),
  enrolled: z.int(),
  finished: z.int(),
  sent: z.int(),
  delivered: z.int(),
  opened: z.int(),
  clicked: z.int(),
  replied: z.int(),
  bounced: z.int(),
  unsubscribed: z.int(),
  converted: z.int(),
  moved: z.int(),
})

export const sequenceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  status: z.enum(sequenceStatuses),
  triggerStage: z.string().nullable(),
  goalStages: z.array(z.string()),
  version: z.int(),
  draftChanged: z.boolean(),
  owner: z.string(),
  policies,
  ...campaign,
  steps: z.array(stepView),
  counts,
  createdAt: iso,
  updatedAt: iso,
  revision: z.int(),
})
export type SequenceView = z.infer<typeof sequenceView>

/** Rates are shares of 0 to 1 over delivered; null where nothing was delivered yet. */
export const statsRow = z.object({
  sequenceId: z.string(),
  name: z.string(),
  status: z.enum(sequenceStatuses),
  triggerStage: z.string().nullable(),
  steps: z.int(),
  running: z.int(),
  sent: z.int(),
  enrolled: z.int(),
  finished: z.int(),
  moved: z.int(),
  converted: z.int(),
  openRate: z.number().nullable(),
  clickRate: z.number().nullable(),
  replyRate: z.number().nullable(),
})
export type StatsRow = z.infer<typeof statsRow>

export const tallies = z.object({
  enrolled: z.int(),
  finished: z.int(),
  sent: z.int(),
  delivered: z.int(),
  opened: z.int(),
  clicked: z.int(),
  replied: z.int(),
  bounced: z.int(),
  unsubscribed: z.int(),
  converted: z.int(),
  moved: z.int(),
  skipped: z.int(),
  failed: z.int(),
})
export const rates = z.object({
  open: z.number().nullable(),
  click: z.number().nullable(),
  reply: z.number().nullable(),
  bounce: z.number().nullable(),
  unsubscribe: z.number().nullable(),
})
export const rollupPeriod = z.object({ tallies, rates })
/** The hourly rollup of one sequence, and of each of its steps. */
export const analyticsView = z.object({
  sequenceId: z.string(),
  /** Null until the first hourly run after something happened. */
  rolledUpAt: iso.nullable(),
  last24h: rollupPeriod,
  allTime: rollupPeriod,
  steps: z.array(z.object({ stepId: z.string(), last24h: rollupPeriod, allTime: rollupPeriod })),
  /** Exact counts per step as of now, for the timeline's counters. */
  live: z.array(z.object({ stepId: z.string(), tallies })),
})
export type AnalyticsView = z.infer<typeof analyticsView>

export const enrollmentView = z.object({
  id: z.string(),
  sequenceId: z.string(),
  version: z.int(),
  contactId: z.string(),
  contactName: z.string(),
  /** The contact's own IANA zone where it is known: the screen shows both clocks. */
  timeZone: z.string().optional(),
  leadId: z.string(),
  status: z.enum(['active', 'paused', 'finished']),
  pauseReason: z.string().optional(),
  /** When it resumes by itself: within ten minutes of that time. */
  resumeAt: iso.optional(),
  /** Who goes on by hand while it is paused as `taken_over`. */
  takenOverBy: z.string().optional(),
  /** The contact's last reply while it ran on, and what a person says that it meant. */
  reply: z.object({ at: iso, intent: z.enum(intents).optional() }).optional(),
  goal: goal.optional(),
  notes: z.string().optional(),
  exitReason: z.enum(enrollmentExitReasons).optional(),
  exitDetail: z.string().optional(),
  enrolledBy: z.enum(['trigger', 'manual', 'route', 'agent']),
  enrolledAt: iso,
  finishedAt: iso.optional(),
  /** Id of the step that is next, or null. */
  currentStep: z.string().nullable(),
  nextDueAt: iso.nullable(),
  healing: z.array(z.object({ at: iso, failure: z.string(), action: z.string(), step: z.string(), reason: z.string() })),
  channelOverrides: z.partialRecord(channel, channel),
})
export type EnrollmentView = z.infer<typeof enrollmentView>

const verdict = z.object({
  gate: z.enum(gateNames),
  pass: z.boolean(),
  reason: z.enum(messageReasons).optional(),
  saw: z.string().optional(),
})
export const messageView = z.object({
  id: z.string(),
  enrollmentId: z.string(),
  sequenceId: z.string(),
  stepId: z.string(),
  stepOrder: z.int(),
  contactId: z.string(),
  channel,
  plannedChannel: channel.optional(),
  recipient: z.string().nullable(),
  status: z.enum(messageStatuses),
  reason: z.enum(messageReasons).optional(),
  /** The reason as a sentence that says what to do. */
  reasonText: z.string().optional(),
  approval: z.enum(['none', 'pending', 'approved', 'dismissed']),
  dueAt: iso,
  sentAt: iso.optional(),
  subject: z.string().optional(),
  body: z.string().optional(),
  simulated: z.boolean(),
  adapter: z.string().optional(),
  events: z.object({
    deliveredAt: iso.optional(),
    openedAt: iso.optional(),
    clickedAt: iso.optional(),
    clickedLinks: z.array(z.string()).optional(),
    repliedAt: iso.optional(),
    replyBody: z.string().optional(),
    bouncedAt: iso.optional(),
    bounceType: z.string().optional(),
    complainedAt: iso.optional(),
    unsubscribedAt: iso.optional(),
    outcome: z.string().optional(),
    outcomeAt: iso.optional(),
    opens: z.int().optional(),
    clicks: z.int().optional(),
    /** Told apart from what scanners do; an opening without it is automatic as far as is known. */
    openedByPersonAt: iso.optional(),
    clickedByPersonAt: iso.optional(),
  }),
  task: z.object({ state: z.enum(['open', 'done', 'dismissed']), outcome: z.string().optional(), doneAt: iso.optional() }).optional(),
  attempts: z
    .array(
      z.object({
        id: z.string(),
        startedAt: iso,
        completedAt: iso.optional(),
        adapter: z.string(),
        outcome: z.string(),
        detail: z.string().optional(),
        providerId: z.string().optional(),
        revision: z.int(),
        verdicts: z.array(verdict),
      }),
    )
    .optional(),
})
export type MessageView = z.infer<typeof messageView>

export const contactView = z.object({
  id: z.string(),
  leadId: z.string(),
  name: z.string(),
  role: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  timeZone: z.string().optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  updatedAt: iso,
})
export type ContactView = z.infer<typeof contactView>

/** RFC 9457 problem details. `reason` is a stable word, `errors` name fields. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  reason: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof problem>

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })
