/** Published versions: listed, read, and held against each other. */
import * as z from 'zod'
import { channel } from './channel.ts'
import { campaign, policies } from './policies.ts'
import { stepView } from './steps.ts'

const published = {
  version: z.int().describe('Its number, from 1.'),
  publishedAt: z.string().describe('When it was published, ISO 8601 in UTC.'),
  publishedBy: z.string().optional().describe('Who published it; not known of older ones.'),
  name: z.string().describe("The sequence's name then."),
}

export const versionLine = z.object({
  ...published,
  steps: z.int().describe('How many steps it has.'),
  current: z.boolean().describe('Whether new enrollments walk it.'),
})
export type VersionLine = z.infer<typeof versionLine>

export const versionView = z.object({
  sequenceId: z.string().describe('The sequence.'),
  ...published,
  description: z.string().describe('What it was for.'),
  triggerStage: z.string().nullable().describe("The CRM's stage that enrolled; null: only by hand or after another sequence."),
  goalStages: z.array(z.string()).describe('Stages that end an enrollment as converted.'),
  policies,
  ...campaign,
  steps: z.array(stepView).describe('In the order in which they are walked.'),
})

export const stepLine = z.object({
  id: z.string().describe('s1, s2 …'),
  name: z.string().describe('What the team calls it.'),
  channel,
  delayMinutes: z.int().describe('Minutes from the enrollment.'),
})

export const fieldChange = z.object({
  field: z.string().describe('Which field.'),
  before: z.string().nullable().describe('What it said: a text as it is, anything else as JSON; null where it said nothing.'),
  after: z.string().nullable().describe('What it says now, likewise.'),
})
export type FieldChangeView = z.infer<typeof fieldChange>

const from = z.coerce.number().int().min(1).max(999_999)
export const compareQuery = z.object({
  from: from.describe('The version that is looked at first.'),
  to: z
    .union([z.literal('draft'), from])
    .default('draft')
    .describe('The version that it is held against, or "draft": the draft as it would be published.'),
})

export const compareAnswer = z.object({
  sequenceId: z.string().describe('The sequence.'),
  from: z.int().describe('The one version.'),
  to: z.union([z.literal('draft'), z.int()]).describe('The other one.'),
  steps: z.object({
    added: z.array(stepView).describe('Steps that only `to` has.'),
    removed: z.array(stepView).describe('Steps that only `from` has; one that is switched off in the draft is among them, with `off`.'),
    changed: z
      .array(stepLine.extend({ changes: z.array(fieldChange).describe('Field by field.') }))
      .describe('Steps that both have, and that differ.'),
  }),
  policies: z.array(fieldChange).describe('Rules that differ.'),
  fields: z.array(fieldChange).describe('What else differs: name, triggerStage, goalStages, exitRoutes …'),
})
export type CompareAnswer = z.infer<typeof compareAnswer>
