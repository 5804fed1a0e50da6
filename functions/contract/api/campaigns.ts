/** Whole sequences as documents, copies of them, and templates of single steps. */
import * as z from 'zod'
import { sequenceBody, stepBody } from './bodies.ts'
import { sequenceStatuses } from '../../domain/sequence.ts'

const name = z.string().trim().min(1, 'give it a name').max(120)

/** At most this many sequences in one document. */
export const mostSequences = 50

/** `touchline` is the version of the format. */
export const sequenceDocument = z.strictObject({
  touchline: z.literal(1, 'is no document of this format: "touchline" has to be 1'),
  sequences: z.array(sequenceBody).min(1, 'the document has no sequences').max(mostSequences),
})
export const importBody = sequenceDocument.extend({
  /** Publishes every sequence; without it only those whose `status` is "active". */
  activate: z.boolean().default(false),
  /** Edits the draft of a sequence whose slug exists; without it such a document is refused. */
  replace: z.boolean().default(false),
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
export const exportQuery = z.object({ ids: z.string().min(1).max(5_000).optional() })

export const duplicateBody = z.strictObject({ name: name.optional() })

export const stepTemplateBody = z.strictObject({ name, step: stepBody })
/** `revision`: the one that was read; a stale one is refused. */
export const stepTemplatePatch = stepTemplateBody.extend({ revision: z.int().optional() })
export const stepTemplateView = z.object({
  id: z.string(),
  name: z.string(),
  step: stepBody,
  createdBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.int(),
})
export type StepTemplateView = z.infer<typeof stepTemplateView>
