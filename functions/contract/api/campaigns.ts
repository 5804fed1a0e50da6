/** Whole sequences as documents, copies of them, and templates of single steps. */
import * as z from 'zod'
import { sequenceBody, stepBody } from './bodies.ts'
import { variantView } from './variants.ts'
import { sequenceStatuses } from '../../domain/sequence.ts'

const name = z.string().trim().min(1, 'give it a name').max(120).describe('A name for people, 1 to 120 characters.')

/** At most this many sequences in one document. */
export const mostSequences = 50

/** `touchline` is the version of the format. */
export const sequenceDocument = z.strictObject({
  touchline: z.literal(1, 'is no document of this format: "touchline" has to be 1').describe('The version of the format: 1.'),
  sequences: z
    .array(sequenceBody)
    .min(1, 'the document has no sequences')
    .max(mostSequences)
    .describe(`1 to ${mostSequences} sequences, each as it is created.`),
})
export const importBody = sequenceDocument.extend({
  activate: z
    .boolean()
    .default(false)
    .describe('Publishes every sequence that is not published as it is; without it only those whose `status` is "active".'),
  replace: z.boolean().default(false).describe('Edits the draft of a sequence whose slug exists; without it such a document is refused.'),
})
/** One row per sequence of the document, in order. */
export const importAnswer = z.object({
  sequences: z.array(
    z.object({
      id: z.string(),
      slug: z.string(),
      name: z.string(),
      outcome: z.enum(['created', 'replaced', 'unchanged']),
      status: z.enum(sequenceStatuses),
      version: z.int(),
    }),
  ),
})
export type ImportAnswer = z.infer<typeof importAnswer>

/** `ids`: ids or slugs with commas between; without them every sequence that is not archived. */
export const exportQuery = z.object({
  ids: z
    .string()
    .min(1)
    .max(5_000)
    .optional()
    .describe('Ids or slugs with commas between; without them every sequence that is not archived.'),
})

/** An empty request is enough. */
export const duplicateBody = z
  .strictObject({ name: name.optional().describe('The name of the copy, 1 to 120 characters. Default: "Copy of" and the name.') })
  .prefault({})

export const stepTemplateBody = z.strictObject({
  name,
  step: stepBody.describe('The step as a sequence takes it over; it stays a copy there.'),
})
/** `revision`: the one that was read; a stale one is refused. */
export const stepTemplatePatch = stepTemplateBody.extend({
  revision: z.int().optional().describe('The revision that was read: the edit is refused where somebody else was faster.'),
})
export const stepTemplateView = z.object({
  id: z.string(),
  name: z.string(),
  step: stepBody.extend({ variants: z.array(variantView).optional().describe('Its other texts, each with its letter.') }),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.int(),
})
export type StepTemplateView = z.infer<typeof stepTemplateView>

export const sequenceTemplateBody = z.strictObject({
  name,
  sequenceId: z.string().min(1).max(200).describe('The id or slug of the sequence whose draft is kept as it stands.'),
})
/** A template never changes: keep the better draft as another one. */
export const sequenceTemplateView = z.object({
  id: z.string().describe('A ULID.'),
  name: z.string().describe('Its name for people.'),
  sequence: sequenceBody.describe('What POST /api/v1/sequences takes to begin one like it.'),
  createdBy: z.string().describe('Who kept it.'),
  createdAt: z.string().describe('When, ISO 8601 in UTC.'),
})
export type SequenceTemplateView = z.infer<typeof sequenceTemplateView>
