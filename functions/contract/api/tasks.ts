/** What a person carries out: calls, LinkedIn notes and tasks. */
import * as z from 'zod'
import { channels } from '../../domain/channel.ts'
import { pageQuery } from './bodies.ts'
import { place } from './place.ts'
import { messageView } from './views.ts'

/** A later step that looks at what this one came to. */
const asking = z.object({
  stepId: z.string().describe('The later step.'),
  stepOrder: z.int().describe('Its place, from 1.'),
  stepName: z.string().describe('Its name.'),
  outcomes: z.array(z.string()).describe('The outcomes that it asks for; any of them will do.'),
  not: z.boolean().describe('True where it asks for any outcome but these.'),
})

const time = z.iso.datetime({ offset: true, error: 'give a date and time such as 2026-12-01T09:00:00Z' })

export const tasksQuery = pageQuery.extend({
  channel: z
    .enum(channels)
    .optional()
    .describe('Only calls, LinkedIn notes or tasks. A page can then hold fewer than `limit` and still have a next one.'),
  dueFrom: time.optional().describe('Only those due at this time or later; ISO 8601 with a zone.'),
  dueBefore: time.optional().describe('Only those due before this time; ISO 8601 with a zone.'),
  q: z
    .string()
    .trim()
    .max(100, 'search with at most 100 characters')
    .optional()
    .describe("Only those in whose text, recipient, or the contact's, sequence's or step's name this stands, at most 100 characters."),
})

export const taskView = messageView.extend({
  ...place,
  leadId: z.string().describe("The lead, by the CRM's id."),
  asks: z.array(asking).describe('The later steps whose conditions wait for its outcome, in the order of the sequence.'),
})
export type TaskView = z.infer<typeof taskView>
