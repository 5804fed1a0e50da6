/** What a sequence goes by as a whole: its rules, what it is for, and what follows it. In bodies, views and documents alike. */
import * as z from 'zod'
import { goals, ownerRoles, routedExits, sequenceTypes } from '../../domain/sequence.ts'

export const policies = z.object({
  reentry: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('never').describe('Once in a lifetime.') }),
      z.object({
        kind: z.literal('afterDays').describe('Again once the days have passed.'),
        days: z.int().min(1).max(3650).describe('Days since the contact last finished this sequence, 1 to 3650.'),
      }),
      z.object({ kind: z.literal('always').describe('Whenever the contact is not in it.') }),
    ])
    .describe('Whether a contact who finished this sequence may enter it again. Default: never.'),
  onReply: z
    .enum(['finish', 'review'])
    .describe('What a reply leads to: the enrollment ends as replied, or it pauses until a person continues it. Default: finish.'),
  onStageLeft: z
    .enum(['finish', 'continue'])
    .describe('What follows when the lead leaves the trigger stage: the enrollment ends as moved, or goes on. Default: finish.'),
  completeAfterDays: z
    .int()
    .min(0)
    .max(90)
    .describe('Days, 0 to 90, in which an answer to the last step is waited for before the enrollment ends as completed. Default: 0.'),
  stopWholeLead: z
    .boolean()
    .describe("Whether a reply by one contact ends the enrollments of the lead's other contacts too. Default: true."),
  onConflict: z
    .enum(['replace', 'parallel', 'skip'])
    .describe(
      'What happens to a contact who is in another sequence: that one ends, both run, or this enrollment is refused. Default: parallel.',
    ),
  contacts: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('primary').describe('The first contact of the lead alone.') }),
      z.object({ kind: z.literal('all').describe('Every contact of the lead.') }),
      z.object({
        kind: z.literal('role').describe('The contacts of one role.'),
        role: z.string().trim().min(1).max(60).describe('The role as the CRM names it, at most 60 characters.'),
      }),
    ])
    .describe("Which of a lead's contacts are enrolled. Default: primary."),
})

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a slug has lower-case letters, digits, - and _')
  .describe('The slug of a sequence.')
/** By exit reason: the slug of the sequence that follows, null for none, or a gate at which a person picks. */
export const exitRoutes = z
  .partialRecord(
    z.enum(routedExits),
    z.union([
      slug,
      z.null(),
      z.strictObject({ gate: z.array(slug).max(20).describe('Slugs that the gate suggests, at most 20; a person may pick any other.') }),
    ]),
  )
  .describe(
    'What follows each way to end: the slug of the next sequence, null for nothing, or a gate at which a person picks. Without a route a booking opens a gate, and any other exit is followed by nothing.',
  )

/** What a sequence is for: labels, and what follows it. */
export const campaign = {
  exitRoutes,
  type: z.enum(sequenceTypes).nullable().describe('What kind of campaign it is; a label.'),
  client: z.string().trim().min(1).max(60).nullable().describe('For which client of yours it runs; a label of at most 60 characters.'),
  ownerRole: z.enum(ownerRoles).nullable().describe('Which team it belongs to; a label.'),
}

export const goal = z.enum(goals).describe('What the enrollment is meant to reach; handed on to the sequence that follows.')
