/** Whose a message is and which step it carries out, in words: what a list that a person works through shows beside its ids. */
import * as z from 'zod'

export const place = {
  contactName: z.string().describe('The name, else an address, else the id.'),
  timeZone: z.string().optional().describe("The contact's own IANA zone where it is known."),
  sequenceName: z.string().describe("The sequence's name."),
  stepName: z.string().describe("The step's name in the version that is walked."),
  stepOrder: z.int().describe("The step's place in that version, from 1; 0 for a step that healing put in."),
}
