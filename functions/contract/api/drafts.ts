/** Drafts: texts that a person approves before they leave. */
import * as z from 'zod'
import { place } from './place.ts'
import { channel } from './channel.ts'

const iso = z.string().describe('A time, ISO 8601 in UTC.')

/** As it would leave now: the recipient and channel are those that the message has at this moment, and so is the hash. */
export const draftView = z.object({
  id: z.string().describe("The message's id."),
  enrollmentId: z.string().describe('The enrollment that it belongs to.'),
  sequenceId: z.string().describe('The sequence that it belongs to.'),
  stepId: z.string().describe('The step that it carries out.'),
  contactId: z.string().describe("The contact, by the CRM's id."),
  ...place,
  leadId: z.string().describe("The lead, by the CRM's id."),
  channel,
  recipient: z.string().nullable().describe('To whom it would leave now; null while no address is known.'),
  subject: z.string().optional().describe('Of an email.'),
  body: z.string().describe('The text that would leave.'),
  brief: z.string().optional().describe('What the step asks to be written.'),
  missing: z.array(z.string()).describe('Merge variables that are still to be written out.'),
  complete: z.boolean().describe('Whether it could be approved as it is.'),
  hash: z
    .string()
    .describe('Of recipient, channel, subject and body (SHA-256, hex): what an approval names, so that no other text leaves.'),
  status: z.enum(['pending', 'approved', 'dismissed']).describe('What a person decided; a draft of a message that is over is decided too.'),
  madeAt: iso.describe('When it was made, ISO 8601 in UTC.'),
  dueAt: iso.describe('When its message is due, ISO 8601 in UTC; unapproved it waits.'),
  revision: z.int().describe('Rises with each text; an edit names it.'),
  decidedBy: z.string().optional().describe('Who decided.'),
  decidedAt: iso.optional().describe('When they did, ISO 8601 in UTC.'),
})
export type DraftView = z.infer<typeof draftView>

export const draftBody = z.strictObject({
  subject: z.string().max(500).optional().describe('Of an email, at most 500 characters; left out, it stays.'),
  body: z
    .string()
    .max(20_000)
    .refine((text) => text.trim() !== '', 'write a text, or dismiss the draft so that nothing is sent')
    .describe('The text that leaves, 1 to 20000 characters, with everything in braces written out.'),
  revision: z.int().describe('The revision that was read; a stale one is refused.'),
})
export const approveBody = z.strictObject({
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the hash that the draft was shown with')
    .describe('The hash that the draft was shown with, 64 hex digits: only exactly that text, to that recipient, is approved.'),
})
/** An empty request is enough. */
export const dismissBody = z
  .strictObject({
    reason: z.string().max(500).optional().describe('Why it is not sent, at most 500 characters; it stands in the timeline.'),
  })
  .prefault({})
