/** Gates: hand-offs that wait for a person, and what the person decides. */
import * as z from 'zod'
import { routedExits } from '../../domain/sequence.ts'
import { goal } from './views.ts'

const notes = z.string().trim().max(1_000, 'notes have at most 1000 characters')

export const gateView = z.object({
  /** The id of the enrollment that ended. */
  id: z.string(),
  contactId: z.string(),
  contactName: z.string(),
  leadId: z.string(),
  /** The sequence that ended. */
  sequence: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
  exit: z.enum(routedExits),
  openedAt: z.string(),
  /** Slugs. */
  suggested: z.array(z.string()),
  state: z.enum(['open', 'passed', 'closed']),
  decision: z
    .object({ by: z.string(), at: z.string(), sequences: z.array(z.string()), goal: goal.optional(), notes: z.string().optional() })
    .optional(),
})
export type GateView = z.infer<typeof gateView>

export const passBody = z.strictObject({
  /** Slugs or ids of the sequences that follow; several run side by side. */
  sequences: z.array(z.string().min(1)).min(1, 'pick at least one sequence, or close the gate').max(10),
  /** Kept from the enrollment that ended where it is left out; as are the notes. */
  goal: goal.optional(),
  notes: notes.optional(),
})
export const closeBody = z.strictObject({ reason: notes.optional() })

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
