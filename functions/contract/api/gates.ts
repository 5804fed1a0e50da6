/** Gates: hand-offs that wait for a person, and what the person decides. */
import * as z from 'zod'
import { routedExits } from '../../domain/sequence.ts'
import { goal } from './policies.ts'

const notes = z
  .string()
  .trim()
  .max(1_000, 'notes have at most 1000 characters')
  .describe('What the next one should know, at most 1000 characters.')

export const gateView = z.object({
  id: z.string().describe('The id of the enrollment that ended.'),
  contactId: z.string().describe("The contact, by the CRM's id."),
  contactName: z.string().describe('The name, else an address, else the id.'),
  leadId: z.string().describe("The lead, by the CRM's id."),
  sequence: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable().describe('The sequence that ended.'),
  exit: z.enum(routedExits).describe('How it ended.'),
  openedAt: z.string().describe('Since when it waits, ISO 8601 in UTC.'),
  suggested: z.array(z.string()).describe('Slugs of the sequences that the route suggests.'),
  state: z.enum(['open', 'passed', 'closed']).describe('Whether it waits, was handed over, or nothing follows.'),
  decision: z
    .object({ by: z.string(), at: z.string(), sequences: z.array(z.string()), goal: goal.optional(), notes: z.string().optional() })
    .optional(),
})
export type GateView = z.infer<typeof gateView>

export const passBody = z.strictObject({
  sequences: z
    .array(z.string().min(1))
    .min(1, 'pick at least one sequence, or close the gate')
    .max(10)
    .describe('Slugs or ids of the sequences that follow, 1 to 10; several run side by side.'),
  goal: goal.optional().describe('What the next sequence is for; kept from the enrollment that ended where it is left out.'),
  notes: notes
    .optional()
    .describe('What the next one should know, at most 1000 characters; kept from the enrollment that ended where it is left out.'),
})
/** An empty request is enough. */
export const closeBody = z.strictObject({ reason: notes.optional().describe('Why nothing follows, at most 1000 characters.') }).prefault({})

/** `gate` stays open where nobody could be enrolled anywhere. One result per picked sequence, in order. */
export const passAnswer = z.object({
  gate: gateView,
  results: z.array(
    z.object({
      sequence: z.string(),
      sequenceId: z.string(),
      enrollmentId: z.string().nullable(),
      reason: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
})
