/** What the API takes in: bodies and queries, each with messages that say what to do. */
import * as z from 'zod'
import { conflictKinds } from '../../domain/conflicts.ts'
import { campaign, channel, goal, onFailure, policies, stepExtras } from './views.ts'

const name = z.string().trim().min(1, 'give it a name').max(120)
const owner = z.string().trim().min(1, 'name the owner as the settings name their caller').max(200)
const stage = z.string().trim().min(1).max(60)

export const stepBody = z.strictObject({
  name: name,
  channel,
  delayMinutes: z.int().min(0, 'a delay is at least 0 minutes').max(525_600, 'a delay is at most a year (525600 minutes)'),
  subject: z.string().max(500).optional(),
  body: z.string().max(20_000).optional(),
  smsText: z.string().max(1_000).optional(),
  onFailure: onFailure.default('heal'),
  ...stepExtras,
})
export type StepBody = z.infer<typeof stepBody>

export const sequenceBody = z.strictObject({
  name,
  description: z.string().max(2_000).default(''),
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a slug has lower-case letters, digits, - and _')
    .optional(),
  triggerStage: stage.nullish().transform((value) => value ?? null),
  goalStages: z.array(stage).max(20).default([]),
  status: z.enum(['draft', 'active']).default('draft'),
  /** Whose absences hold its messages back; the caller where it is left out. */
  owner: owner.optional(),
  policies: policies.partial().default({}),
  ...z.object(campaign).partial().shape,
  /** In their order; with an `id` where an existing step is kept (PUT). */
  steps: z
    .array(stepBody.extend({ id: z.string().optional() }))
    .max(50)
    .default([]),
})
export type SequenceBody = z.infer<typeof sequenceBody>

/** A step of a draft on its own; `revision` is the sequence's as it was read: a stale one is refused. */
export const stepEdit = stepBody.extend({ revision: z.int().optional() })

/** PUT /sequences/{id}: any part; `status` pauses, activates (publishing the draft) or archives. */
export const sequencePatch = z.strictObject({
  name: name.optional(),
  description: z.string().max(2_000).optional(),
  triggerStage: stage.nullable().optional(),
  goalStages: z.array(stage).max(20).optional(),
  status: z.enum(['active', 'paused', 'archived']).optional(),
  /** Holds at once, for what runs already too. */
  owner: owner.optional(),
  policies: policies.partial().optional(),
  ...z.object(campaign).partial().shape,
  steps: z
    .array(stepBody.extend({ id: z.string().optional() }))
    .max(50)
    .optional(),
  /** The revision that was read; a stale one is refused. */
  revision: z.int().optional(),
})
export type SequencePatch = z.infer<typeof sequencePatch>

export const enrollmentNotes = z.string().max(2_000)

export const enrollBody = z
  .strictObject({
    leadIds: z.array(z.string()).max(500).optional(),
    contactIds: z.array(z.string()).max(500).optional(),
    onConflict: z.enum(['replace', 'parallel', 'skip']).optional(),
    /** Which contacts of each lead; the sequence's policy where it is left out. */
    contacts: policies.shape.contacts.optional(),
    /** What the enrollments are meant to reach, and what is to be known of them. */
    goal: goal.optional(),
    notes: enrollmentNotes.optional(),
  })
  .refine(
    (body) => (body.leadIds?.length ?? 0) + (body.contactIds?.length ?? 0) > 0,
    'name at least one lead in leadIds or one contact in contactIds',
  )
/** One row per asked contact or lead, in order. */
export const enrollAnswer = z.object({
  enrolled: z.int(),
  refused: z.int(),
  results: z.array(
    z.object({
      id: z.string(),
      contactId: z.string().nullable(),
      enrollmentId: z.string().nullable(),
      reason: z.string().nullable(),
      detail: z.string().nullable(),
      /** What stood against it, and what was done about each, as a sentence. */
      conflicts: z.array(
        z.object({
          kind: z.enum(conflictKinds),
          text: z.string(),
          sequenceId: z.string().optional(),
          enrollmentId: z.string().optional(),
          done: z.string(),
        }),
      ),
    }),
  ),
})

export const outcomeBody = z.strictObject({
  outcome: z.string().trim().min(1, 'say what it came to').max(60),
  notes: z.string().max(5_000).optional(),
  dismissed: z.boolean().optional(),
})

export const pageQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(2_000).optional() })
