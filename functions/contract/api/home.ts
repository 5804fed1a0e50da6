/** What needs a person, what goes out today, and why nothing does. */
import * as z from 'zod'
import { channels } from '../../domain/channel.ts'
import { silenceReasons } from '../../domain/silence.ts'
import { stuckReasons } from '../../domain/stuck.ts'

const iso = z.string().describe('A time, ISO 8601 in UTC.')

/** How many of a kind are counted at most. */
export const mostCounted = 200

const counted = z.object({
  count: z.int().describe(`How many, counted up to ${mostCounted}.`),
  more: z.boolean().describe('Whether there are more than were counted.'),
})

export const countsView = z.object({
  drafts: counted.describe('Texts that wait to be approved.'),
  draftsDue: counted.describe('Of them, those due within 24 hours, or overdue.'),
  tasks: counted.describe('Open calls, LinkedIn notes and tasks.'),
  tasksDue: counted.describe('Of them, those due within 24 hours, or overdue.'),
  gates: counted.describe('Hand-offs at which a person picks what follows.'),
  replies: counted.describe('Entries of the inbox that nobody has handled.'),
  unknown: counted.describe('Messages whose answer was lost.'),
  unread: counted.describe('Notifications that nobody has read.'),
})
export type CountsView = z.infer<typeof countsView>

export const todayTouch = z.object({
  at: iso.describe('When it is due, ISO 8601 in UTC.'),
  contactId: z.string().describe("The contact, by the CRM's id."),
  contactName: z.string().describe('The name, else an address, else the id.'),
  timeZone: z.string().describe('The IANA zone in which its hours are reckoned.'),
  leadId: z.string().describe("The lead, by the CRM's id."),
  sequenceId: z.string().describe('The sequence.'),
  sequenceName: z.string().describe("The sequence's name."),
  enrollmentId: z.string().describe('The enrollment.'),
  messageId: z.string().describe('The message.'),
  stepId: z.string().describe('The step.'),
  stepName: z.string().describe("The step's name in the version that is walked."),
  channel: z.enum(channels).describe('How it will go.'),
  state: z.enum(['scheduled', 'held', 'claimed']).describe('Whether it waits for its time, for something else, or is being sent now.'),
  approval: z.enum(['pending', 'approved']).optional().describe('Whether its text waits for a person, or has been approved.'),
})

export const homeView = z.object({
  counts: countsView,
  paused: z
    .array(
      z.object({
        sequenceId: z.string().describe('The sequence.'),
        name: z.string().describe('Its name.'),
        reason: z.string().describe('What happened and what to do, as a sentence.'),
        since: iso.describe('Since when, ISO 8601 in UTC.'),
      }),
    )
    .describe('Sequences that were paused by themselves, because of bounces or complaints.'),
  held: z
    .array(
      z.object({
        reason: z.enum(stuckReasons).describe('A stable word; GET /enrollments takes it as `held`.'),
        text: z.string().describe('What they wait for and what to do, as a sentence.'),
        count: z.int().describe('How many people, of the hundred newest sequences.'),
        sequences: z
          .array(
            z.object({
              sequenceId: z.string().describe('The sequence.'),
              name: z.string().describe('Its name.'),
              count: z.int().describe('How many of them are in it.'),
            }),
          )
          .describe('Where they are, most first.'),
      }),
    )
    .describe('People who stand still until somebody does something, by what that is; most first. Counted within seconds of the change.'),
  silence: z
    .array(
      z.object({
        reason: z.enum(silenceReasons).describe('A stable word.'),
        text: z.string().describe('What keeps messages back and what to do, as a sentence.'),
        until: iso.optional().describe('When it ends by itself, ISO 8601 in UTC.'),
        sequenceId: z.string().optional().describe('The one sequence that it is about, where it is about one.'),
      }),
    )
    .describe('Why nothing is sent, the weightiest first; empty while something is.'),
  sentToday: z.int().describe("Messages that left since midnight in the tenant's zone, to the hour."),
  today: z
    .array(todayTouch)
    .describe("The next touches that are due before midnight in the tenant's zone, at most 50, earliest first; overdue ones too."),
  more: z.boolean().describe('Whether more than those are due today.'),
})
export type HomeView = z.infer<typeof homeView>
