/** What the API takes in: bodies and queries, each with messages that say what to do. */
import * as z from 'zod'
import { conflictKinds } from '../../domain/conflicts.ts'
import { channel } from './channel.ts'
import { campaign, goal, policies } from './policies.ts'
import { onFailure, stepExtras, stepTexts } from './steps.ts'
import { variantsBody } from './variants.ts'

const name = z.string().trim().min(1, 'give it a name').max(120).describe('A name for people, 1 to 120 characters.')
const owner = z
  .string()
  .trim()
  .min(1, 'name the owner as the settings name their caller')
  .max(200)
  .describe(
    'Whose absences hold its messages back, as GET /api/v1/settings names its caller; at once, for what runs already too. Default: the caller.',
  )
const revision = z
  .int()
  .optional()
  .describe('The revision that was read: the edit is refused where somebody else was faster. Without it the last one wins.')
const description = z.string().max(2_000).describe('What it is for, at most 2000 characters.')
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a slug has lower-case letters, digits, - and _')
  .describe('Its name in routes and documents, for ever: lower-case letters, digits, - and _, at most 80. Default: from the name.')
const stage = z.string().trim().min(1).max(60)
const triggerStage = stage
  .nullable()
  .describe("The CRM's stage that enrolls, at most 60 characters; null: only by hand or after another sequence.")
const goalStages = z.array(stage).max(20).describe('Stages that end an enrollment as converted, at most 20; not the trigger stage.')
const givenPolicies = policies.partial().describe('Rules of the sequence; each that is left out has its default, or stays as it is.')

export const stepBody = z.strictObject({
  name,
  channel,
  delayMinutes: z
    .int()
    .min(0, 'a delay is at least 0 minutes')
    .max(525_600, 'a delay is at most a year (525600 minutes)')
    .describe(stepTexts.delayMinutes),
  subject: z.string().max(500).optional().describe(stepTexts.subject),
  body: z.string().max(20_000).optional().describe(stepTexts.body),
  smsText: z.string().max(1_000).optional().describe(stepTexts.smsText),
  onFailure: onFailure.default('heal'),
  ...stepExtras,
  variants: variantsBody.optional(),
})

const steps = z
  .array(
    stepBody.extend({ id: z.string().optional().describe('Names an existing step (s1, s2 …) that is kept; without it the step is new.') }),
  )
  .max(50)
  .describe('At most 50, walked by their delays. Given in an edit they replace all: a step that is left out is removed.')

export const sequenceBody = z.strictObject({
  name,
  description: description.default(''),
  slug: slug.optional(),
  triggerStage: triggerStage.default(null),
  goalStages: goalStages.default([]),
  status: z
    .enum(['draft', 'active'])
    .default('draft')
    .describe('"active" publishes version 1 at once; else it stays a draft until it is published.'),
  owner: owner.optional(),
  policies: givenPolicies.default({}),
  ...z.object(campaign).partial().shape,
  steps: steps.default([]),
})
export type SequenceBody = z.infer<typeof sequenceBody>

/** A step of a draft on its own; `revision` is the sequence's as it was read: a stale one is refused. */
export const stepEdit = stepBody.extend({ revision })

/** PUT /sequences/{id}: any part; `status` pauses, activates (publishing the draft) or archives. */
export const sequencePatch = z.strictObject({
  name: name.optional(),
  description: description.optional(),
  triggerStage: triggerStage.optional(),
  goalStages: goalStages.optional(),
  status: z
    .enum(['active', 'paused', 'archived'])
    .optional()
    .describe(
      '"active" publishes the draft where it changed and goes on; "paused" holds every message; "archived" ends every enrollment for good.',
    ),
  owner: owner.optional(),
  policies: givenPolicies.optional(),
  ...z.object(campaign).partial().shape,
  steps: steps.optional(),
  revision,
})
export type SequencePatch = z.infer<typeof sequencePatch>

export const enrollmentNotes = z
  .string()
  .max(2_000)
  .describe('What is to be known of the enrollment, at most 2000 characters; handed on to what follows.')

/** What is done about other sequences of the contact. */
export const onConflict = z
  .enum(['replace', 'parallel', 'skip'])
  .describe("A contact who is in another sequence: that one ends, both run, or this enrollment is refused. Default: the sequence's policy.")

export const whichContacts = policies.shape.contacts.describe("Which contacts of each lead are enrolled. Default: the sequence's policy.")

export const enrollBody = z
  .strictObject({
    leadIds: z
      .array(z.string())
      .max(500)
      .optional()
      .describe("Leads by the CRM's ids, at most 500; those of their contacts are enrolled that `contacts` says."),
    contactIds: z.array(z.string()).max(500).optional().describe("Contacts by the CRM's ids, at most 500."),
    onConflict: onConflict
      .optional()
      .describe(
        'A contact who is in another sequence: that one ends, both run, or this enrollment is refused. "replace" also begins this sequence anew for who is in it. Default: the sequence\'s policy.',
      ),
    contacts: whichContacts.optional(),
    goal: goal.optional(),
    notes: enrollmentNotes.optional(),
  })
  .refine(
    (body) => (body.leadIds?.length ?? 0) + (body.contactIds?.length ?? 0) > 0,
    'name at least one lead in leadIds or one contact in contactIds',
  )
/** One row per asked contact or lead, in order. */
export const enrollAnswer = z.object({
  enrolled: z.int().describe('Contacts who were enrolled.'),
  refused: z.int().describe('Contacts or leads who were not.'),
  results: z.array(
    z.object({
      id: z.string().describe('What the request named: a contact or a lead.'),
      contactId: z.string().nullable().describe('The contact; null where none was found.'),
      enrollmentId: z.string().nullable().describe('The enrollment that began; null where it was refused.'),
      reason: z.string().nullable().describe('Why not, a stable word; null where it began.'),
      detail: z.string().nullable().describe('Why not, as a sentence that says what to do.'),
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
  outcome: z
    .string()
    .trim()
    .min(1, 'say what it came to')
    .max(60)
    .describe('What it came to, 1 to 60 characters, in words that conditions of later steps can name, such as "interested".'),
  notes: z.string().max(5_000).optional().describe('What was said, at most 5000 characters; it stands in the timeline.'),
  dismissed: z.boolean().optional().describe('True where the task was given up instead of done.'),
})

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Entries of one page, 1 to 200.'),
  cursor: z.string().max(2_000).optional().describe('`nextCursor` of the page before.'),
})
