/** What a person carries out: calls, LinkedIn notes and tasks. */
import * as z from 'zod'
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

export const taskView = messageView.extend({
  ...place,
  leadId: z.string().describe("The lead, by the CRM's id."),
  asks: z.array(asking).describe('The later steps whose conditions wait for its outcome, in the order of the sequence.'),
})
export type TaskView = z.infer<typeof taskView>
