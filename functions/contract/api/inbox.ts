/** The inbox: what people wrote or said to us, and what became of it. */
import * as z from 'zod'
import { channels } from '../../domain/channel.ts'
import { intents } from '../../domain/condition.ts'
import { interactionOutcomes, sentiments } from '../../domain/interaction.ts'
import { pageQuery } from './bodies.ts'

export const inboxStates = ['open', 'done'] as const

export const inboxItem = z.object({
  id: z.string().describe('Names the entry in PUT /api/v1/inbox/{id}.'),
  at: z.string().describe('When it came in, ISO 8601 in UTC.'),
  contactId: z.string().describe("The contact, by the CRM's id."),
  contactName: z.string().describe('The name, else an address, else the id.'),
  leadId: z.string().describe("The lead, by the CRM's id; empty where nothing is known of it."),
  timeZone: z.string().optional().describe("The contact's own IANA zone where it is known."),
  channel: z.enum(channels).describe('How it came in.'),
  kind: z
    .enum(['reply', 'opt_out', 'call', 'set_aside'])
    .describe('An answer, a wish to be left alone, what was said in a call, or a mail that is not believed and counts as no answer.'),
  subject: z.string().optional().describe('Of an email.'),
  body: z.string().optional().describe("What they wrote, without what they quoted; of a call, the transcript's first 5000 characters."),
  summary: z.string().optional().describe('What was said, in short.'),
  outcome: z.enum(interactionOutcomes).optional().describe('What a call came to.'),
  sentiment: z.enum(sentiments).optional().describe('How the person sounded.'),
  intent: z.enum(intents).optional().describe('What the person wants, as a person or a classifier said.'),
  matchedBy: z.enum(['token', 'references', 'sender']).optional().describe('Of an email: how it was matched to a message of ours.'),
  messageId: z.string().optional().describe('The message of ours that it answers.'),
  enrollmentId: z.string().optional().describe('The enrollment that it answers.'),
  sequenceId: z.string().optional().describe('The sequence of that enrollment.'),
  sequenceName: z.string().optional().describe("That sequence's name."),
  enrollmentStatus: z.enum(['active', 'paused', 'finished']).optional().describe('How that enrollment stands now.'),
  waits: z.boolean().describe('Whether that enrollment waits until a person continues it or ends it.'),
  did: z.string().describe('What the sequence did about it, as a sentence.'),
  state: z.enum(inboxStates).describe('Whether somebody has handled it.'),
  handledBy: z.string().optional().describe('Who did.'),
  handledAt: z.string().optional().describe('When they did, ISO 8601 in UTC.'),
})
export type InboxItem = z.infer<typeof inboxItem>

export const inboxQuery = pageQuery.extend({
  state: z.enum(inboxStates).default('open').describe('Those that nobody has handled, or those that somebody has.'),
  channel: z
    .enum(channels)
    .optional()
    .describe('Only what came in this way. A page can then hold fewer than `limit` and still have a next one.'),
  intent: z.enum(intents).optional().describe('Only of who wants this, as was said.'),
  q: z
    .string()
    .trim()
    .max(100, 'search with at most 100 characters')
    .optional()
    .describe("Only those in whose text, or the contact's or sequence's name, this stands, at most 100 characters."),
})

export const inboxPatch = z.strictObject({
  state: z.enum(inboxStates).describe('"done": it is handled; "open": it waits again.'),
  intent: z
    .enum(intents)
    .optional()
    .describe('What the person wants, as the reader says; left out, it stays. It moves no enrollment: `continue` an enrollment for that.'),
})
