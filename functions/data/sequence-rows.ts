/** How sequences, versions and triggers are stored, and read back whatever release wrote them. */
import * as z from 'zod'
import { channels } from '../domain/channel.ts'
import { intents, type Predicate, type StepCondition } from '../domain/condition.ts'
import {
  contentTypes,
  ownerRoles,
  routedExits,
  sequenceStatuses,
  sequenceTypes,
  type ExitRoute,
  type Sequence,
  type SequenceVersion,
} from '../domain/sequence.ts'
import { variantRow } from './variant-rows.ts'

const not = { not: z.literal(true).exactOptional() }
const predicate: z.ZodType<Predicate> = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['opened', 'clicked']), step: z.string(), ...not }),
  z.object({ kind: z.literal('engaged'), ...not }),
  z.object({ kind: z.literal('replied'), intent: z.enum(intents).exactOptional(), ...not }),
  z.object({ kind: z.enum(['call_outcome', 'task_outcome']), step: z.string(), outcomes: z.array(z.string()), ...not }),
  z.object({
    kind: z.literal('attribute'),
    key: z.string(),
    op: z.enum(['is', 'contains', 'exists', 'above', 'below']),
    value: z.union([z.string(), z.number(), z.boolean()]).exactOptional(),
    ...not,
  }),
  z.object({ kind: z.literal('skipped'), step: z.string(), ...not }),
])

const condition: z.ZodType<StepCondition> = z.object({
  match: z.enum(['all', 'any']),
  tests: z.array(predicate),
  withinMinutes: z.int().exactOptional(),
  otherwise: z.union([z.enum(['skip', 'end']), z.object({ goTo: z.string() })]),
})

const stepWindowRow = z.object({
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  days: z.array(z.int()).exactOptional(),
})

export const stepRow = z.object({
  id: z.string(),
  number: z.int(),
  name: z.string(),
  channel: z.enum(channels),
  delayMinutes: z.int(),
  subject: z.string().exactOptional(),
  body: z.string().exactOptional(),
  smsText: z.string().exactOptional(),
  onFailure: z.enum(['heal', 'retry', 'skip', 'end']),
  retryAfterMinutes: z.int().exactOptional(),
  window: stepWindowRow.exactOptional(),
  condition: condition.exactOptional(),
  brief: z.string().exactOptional(),
  contentType: z.enum(contentTypes).exactOptional(),
  approval: z.literal('draft').exactOptional(),
  draftLeadMinutes: z.int().exactOptional(),
  off: z.literal(true).exactOptional(),
  variants: z.array(variantRow).exactOptional(),
  lastVariant: z.string().exactOptional(),
})

export const exitRoute: z.ZodType<ExitRoute> = z.union([z.string(), z.null(), z.object({ gate: z.array(z.string()) })])

const content = {
  name: z.string(),
  description: z.string(),
  triggerStage: z.string().nullable(),
  goalStages: z.array(z.string()),
  policies: z.object({
    reentry: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('never') }),
      z.object({ kind: z.literal('afterDays'), days: z.number() }),
      z.object({ kind: z.literal('always') }),
    ]),
    onReply: z.enum(['finish', 'review']),
    onStageLeft: z.enum(['finish', 'continue']),
    completeAfterDays: z.number(),
    stopWholeLead: z.boolean(),
    onConflict: z.enum(['replace', 'parallel', 'skip']),
    contacts: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('primary') }),
        z.object({ kind: z.literal('all') }),
        z.object({ kind: z.literal('role'), role: z.string() }),
      ])
      .default({ kind: 'primary' }),
  }),
  steps: z.array(stepRow),
  exitRoutes: z.partialRecord(z.enum(routedExits), exitRoute).default({}),
  type: z.enum(sequenceTypes).nullable().default(null),
  client: z.string().nullable().default(null),
  ownerRole: z.enum(ownerRoles).nullable().default(null),
}

const guardCounts = z.object({ mailed: z.int(), bounced: z.int(), complained: z.int() })

export const sequenceRow: z.ZodType<Sequence> = z.object({
  ...content,
  id: z.string(),
  slug: z.string(),
  owner: z.string(),
  status: z.enum(sequenceStatuses),
  version: z.int(),
  draftChanged: z.boolean(),
  nextStepNumber: z.int(),
  activatedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  guarded: z
    .object({
      at: z.string(),
      by: z.enum(['bounces', 'complaints']),
      counts: guardCounts,
      totals: guardCounts,
      overAt: z.string().exactOptional(),
    })
    .exactOptional(),
  revision: z.int(),
})

export const versionRow: z.ZodType<SequenceVersion> = z.object({
  ...content,
  sequenceId: z.string(),
  version: z.int(),
  publishedAt: z.string(),
  publishedBy: z.string().exactOptional(),
})

export const triggerRow = z.object({ sequenceId: z.string(), version: z.int(), activatedAt: z.string() })
