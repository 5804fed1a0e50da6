/** Leads, contacts in full, and what happened to them. */
import * as z from 'zod'
import { channels, consentChannels } from '../../domain/channel.ts'
import { intents } from '../../domain/condition.ts'
import { lineTypes, suppressionReasons } from '../../domain/contact.ts'
import { interactionOutcomes, objections, sentiments } from '../../domain/interaction.ts'
import { gateNames, messageStatuses } from '../../domain/message.ts'
import { timelineKinds } from '../../domain/timeline.ts'
import { pageQuery } from './bodies.ts'
import { chosenVariant } from './variants.ts'
import { contactView, enrollmentView } from './views.ts'

const channel = z.enum(channels)

export const leadView = z.object({
  id: z.string(),
  /** Null while only a list of contacts has named the lead. */
  stage: z.string().nullable(),
  previousStage: z.string().nullable(),
  /** When it entered the stage, in the CRM's own time. */
  since: z.string().nullable(),
  contacts: z.array(z.object({ id: z.string(), name: z.string(), role: z.string().optional() })),
})
export type LeadView = z.infer<typeof leadView>

export const leadDetail = leadView.extend({
  history: z.array(z.object({ stage: z.string(), at: z.string() })),
  /** What came of the last stage change, one entry for each sequence and contact. */
  outcomes: z.array(
    z.object({
      sequenceId: z.string(),
      sequenceName: z.string(),
      contactId: z.string().nullable(),
      enrollmentId: z.string().nullable(),
      reason: z.string().nullable(),
      text: z.string(),
    }),
  ),
  /** The outcomes in one sentence. */
  text: z.string(),
})
export type LeadDetail = z.infer<typeof leadDetail>

export const contactDetail = contactView.extend({
  consent: z.array(
    z.object({ channel: z.enum(consentChannels), given: z.boolean(), at: z.string(), source: z.string(), text: z.string() }),
  ),
  /** Channels that are closed, whoever closed them. */
  suppressed: z.array(z.object({ channel: z.enum(consentChannels), reason: z.enum(suppressionReasons), at: z.string(), text: z.string() })),
  /** `phoneType`: what kind of line a number is, once it is known. */
  addresses: z.array(
    z.object({
      kind: z.enum(['email', 'phone']),
      value: z.string(),
      working: z.boolean(),
      phoneType: z.enum(lineTypes).optional(),
      text: z.string(),
    }),
  ),
  /** The zone in which hours and days are reckoned, and how it is known; null before anything was decided for the contact. */
  zone: z.object({ name: z.string(), source: z.enum(['contact', 'phone', 'tenant']), text: z.string() }).nullable(),
  /** Live ones. */
  enrollments: z.array(enrollmentView),
})
export type ContactDetail = z.infer<typeof contactDetail>

export const timelineEntry = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.enum(timelineKinds),
  what: z.string(),
  text: z.string(),
  contactId: z.string().optional(),
  channel: channel.optional(),
  variant: chosenVariant.optional().describe('In whose words a message is, where its step has variants.'),
  direction: z.enum(['inbound', 'outbound', 'system']).optional(),
  messageId: z.string().optional(),
  enrollmentId: z.string().optional(),
  sequenceId: z.string().optional(),
  leadId: z.string().optional(),
  awaitsOutcome: z
    .literal(true)
    .optional()
    .describe('Of a call, LinkedIn note or task: nobody has said yet what it came to; POST /api/v1/messages/{id}/outcome does.'),
  subject: z.string().optional(),
  body: z.string().optional().describe("A message's text, what somebody wrote without what they quoted, or a call's transcript."),
  whole: z.string().optional().describe('The whole as it came in, quotes and signature too: only where `body` is a part of it.'),
  summary: z.string().optional().describe('What was said, in short.'),
  outcome: z.enum(interactionOutcomes).optional().describe('What became of it, or what a call came to.'),
  sentiment: z.enum(sentiments).optional().describe('How the person sounded.'),
  intent: z.enum(intents).optional().describe('What the person wants.'),
  durationSeconds: z.number().optional().describe('How long a call took, seconds.'),
  disposition: z.string().optional().describe('How whoever took or judged a call filed it, in their own words.'),
  appointmentBooked: z.boolean().optional().describe('Whether an appointment came of it.'),
  objections: z.array(z.enum(objections)).optional().describe('What the person has against it.'),
  keyTopics: z.array(z.string()).optional().describe('What it was about.'),
  providerId: z.string().optional().describe("The provider's id of the message or call."),
  matchedBy: z
    .enum(['token', 'references', 'sender'])
    .optional()
    .describe('Of an answer by email: by its signed reply address, by the Message-ID that it answers, or by who sent it.'),
})
export type TimelineEntryView = z.infer<typeof timelineEntry>

export const timelineQuery = pageQuery.extend({ kind: z.enum(timelineKinds).optional().describe('Only entries of this kind.') })
export const leadQuery = pageQuery.extend({
  stage: z.string().min(1).max(60).optional().describe('Only leads in this stage.'),
  q: z
    .string()
    .max(100)
    .optional()
    .describe(
      'Only leads with a contact in whose name, address, number or ids every word of this is found, at most 100 characters. A page can then hold fewer than `limit` and still have a next one, and a lead of several such contacts can come again.',
    ),
})

export const whyView = z.object({
  messageId: z.string(),
  status: z.enum(messageStatuses),
  /** How it stands now, and what to do about it. */
  text: z.string(),
  variant: chosenVariant.optional().describe('In whose words it is, where its step has variants.'),
  attempts: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      outcome: z.string(),
      adapter: z.string(),
      revision: z.int(),
      text: z.string(),
      verdicts: z.array(z.object({ gate: z.enum(gateNames), pass: z.boolean(), text: z.string() })),
    }),
  ),
})
export type WhyView = z.infer<typeof whyView>
