/** The execution log of a sequence. */
import * as z from 'zod'
import { channels } from '../../domain/channel.ts'
import { healingActions } from '../../domain/contact.ts'
import { attemptOutcomes, gateNames, messageReasons, messageStatuses } from '../../domain/message.ts'
import { pageQuery } from './bodies.ts'
import { settled } from './settle.ts'
import { chosenVariant } from './variants.ts'

const iso = z.string().describe('A time, ISO 8601 in UTC.')

export const logEntry = z.object({
  messageId: z.string().describe('The message.'),
  enrollmentId: z.string().describe('The enrollment that it belongs to.'),
  contactId: z.string().describe("The contact, by the CRM's id."),
  contactName: z.string().describe('The name, else an address, else the id.'),
  timeZone: z.string().optional().describe("The contact's own IANA zone where it is known."),
  stepId: z.string().describe('The step that it carries out.'),
  stepName: z.string().describe("The step's name in the version that was walked."),
  stepOrder: z.int().describe("The step's place, from 1."),
  variant: chosenVariant.optional().describe('In whose words it is; absent where its step has no variants, or a person wrote its text.'),
  channel: z.enum(channels).describe('How it went, or would go.'),
  plannedChannel: z.enum(channels).optional().describe("The step's own channel, where healing chose another."),
  recipient: z.string().nullable().describe('The address or number; null while none is known.'),
  status: z.enum(messageStatuses).describe('How it stands.'),
  reason: z.enum(messageReasons).optional().describe('Why it stands so, a stable word.'),
  reasonText: z.string().optional().describe('The reason as a sentence that says what to do.'),
  simulated: z.boolean().describe('True where an adapter only pretended to send it.'),
  startedAt: iso.describe('When its first attempt began, ISO 8601 in UTC: what the log is ordered by.'),
  dueAt: iso.describe('When it is or was due, ISO 8601 in UTC.'),
  sentAt: iso.optional().describe('When it left, ISO 8601 in UTC.'),
  attempts: z
    .array(
      z.object({
        id: z.string().describe('Unique for each attempt.'),
        startedAt: iso.describe('When it began, ISO 8601 in UTC.'),
        completedAt: iso.optional().describe('When its answer came, ISO 8601 in UTC.'),
        adapter: z.string().describe('Which adapter carried it out.'),
        outcome: z.enum(attemptOutcomes).describe('What it came to; "gated": a gate moved, held or skipped it before anything left.'),
        detail: z.string().optional().describe("The provider's words."),
        providerId: z.string().optional().describe("The provider's id of the message."),
        revision: z.int().describe('Which revision of the message it carried out.'),
        failed: z
          .array(
            z.object({
              gate: z.enum(gateNames).describe('Which check it is.'),
              reason: z.enum(messageReasons).optional().describe('Why it did not let the message through.'),
              text: z.string().describe('The same as a sentence.'),
            }),
          )
          .describe('The gates that did not let it through.'),
        settled: settled.optional(),
      }),
    )
    .describe('Every attempt, the newest twenty, oldest first.'),
  healing: z
    .array(
      z.object({
        at: iso.describe('When, ISO 8601 in UTC.'),
        failure: z.string().describe('What failed.'),
        action: z.enum(healingActions).describe('What was done about it.'),
        reason: z.string().describe('Why that was done.'),
      }),
    )
    .describe('What healing did about this step of this enrollment, in order.'),
})
export type LogEntry = z.infer<typeof logEntry>

export const logQuery = pageQuery.extend({
  channel: z.enum(channels).optional().describe('Only messages of this channel.'),
  outcome: z.enum(attemptOutcomes).optional().describe('Only messages of which an attempt came to this.'),
})
