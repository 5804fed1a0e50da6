/** Bulk jobs at the API: enrolling thousands at once, backfilling a stage, and how far a job has come. */
import * as z from 'zod'
import { enrollmentFilter } from './enrollments.ts'
import { bulkActions } from '../bulk-action.ts'
import { jobKinds, mostRows } from '../job.ts'
import { matchChoices } from '../../domain/matched-contact.ts'
import { enrollmentNotes, onConflict, pageQuery, whichContacts } from './bodies.ts'
import { goal } from './policies.ts'

/** Bytes of a bulk request's body: a call of Lambda carries 6 MB with all that is around it. */
export const mostBulkBytes = 5_000_000

const ids = z
  .array(z.string().trim().min(1).max(200))
  .min(1, 'name at least one')
  .max(mostRows, `name at most ${mostRows} in one request: send the rest in another`)

/** How the rows of a list are read that do not say everything themselves. */
export const listReading = {
  firstLine: z
    .int()
    .min(0)
    .max(10_000_000)
    .optional()
    .describe(
      'Of a CSV that is a part of a file: the line of the file at which its header would stand. Default: 1. What is said of a row names the line of the file.',
    ),
  matchBy: z
    .enum(matchChoices)
    .optional()
    .describe(
      'Of a CSV: by which address a row without a contactId is matched with a known contact first; the other address is where nobody has that one. Default: email. Who is not known becomes a new contact, with the same id each time.',
    ),
  agreement: z
    .strictObject({
      channels: z
        .array(z.enum(['email', 'sms', 'call']))
        .min(1, 'name at least one of email, sms and call')
        .describe('What they agreed to.'),
      source: z
        .string()
        .trim()
        .min(1, 'say where they agreed')
        .max(200)
        .describe('Where they agreed, in words: it stands with each consent.'),
      at: z
        .union([z.iso.date(), z.iso.datetime({ offset: true })], {
          error: 'give a date such as 2026-11-01, or a date and time such as 2026-11-01T09:00:00Z',
        })
        .describe('When, not in the future: a date such as 2026-11-01, which stays that date in every zone, or ISO 8601 with a zone.'),
    })
    .optional()
    .describe('Of a CSV: what its people agreed to, for rows whose consent columns say nothing. A newer refusal that is known stands.'),
}

export const bulkEnrollBody = z
  .strictObject({
    leadIds: ids
      .optional()
      .describe(`Leads by the CRM's ids, 1 to ${mostRows}; those of their contacts are enrolled that \`contacts\` says.`),
    contactIds: ids.optional().describe(`Contacts by the CRM's ids, 1 to ${mostRows}.`),
    csv: z
      .string()
      .min(1)
      .optional()
      .describe(
        `A CSV as text: a header row and a row per contact, at most ${mostRows}. Columns: contactId, email, phone (with country code), of which each row needs one; leadId, firstName, lastName, alternativeEmail, alternativePhone, timeZone (IANA), role, consentEmail, consentSms, consentCall (yes, no or empty); any other column is an attribute of the contact.`,
      ),
    ...listReading,
    onConflict: onConflict.optional(),
    choices: z
      .record(z.string().min(1).max(200), z.enum(['replace', 'parallel', 'skip']))
      .optional()
      .describe(
        'What is done about other sequences of a single row, by what the request names it by (the contactId, of leadIds the lead, of a row of a CSV without a contactId `line 12`); every other row takes onConflict. "replace" also begins this sequence anew for who is in it.',
      ),
    contacts: whichContacts.optional(),
    goal: goal.optional(),
    notes: enrollmentNotes.optional(),
  })
  .refine(
    ({ leadIds, contactIds, csv }) => [leadIds, contactIds, csv].filter((given) => given !== undefined).length === 1,
    'give exactly one of leadIds, contactIds and csv',
  )

export const bulkActionBody = z
  .strictObject({
    action: z
      .enum(bulkActions)
      .describe(
        'pause and resume hold and go on, keeping the spacing; take-over pauses for good while a person goes on by hand; cancel and convert end; move ends the enrollment and enrolls the contact in another sequence, both at once or neither.',
      ),
    until: z.iso
      .datetime({ offset: true, error: 'give a date and time such as 2026-12-01T09:00:00Z' })
      .optional()
      .describe('With `pause`: when they resume by themselves; ISO 8601 with a zone. Without it, a person resumes them.'),
    reason: z.string().max(500).optional().describe("Why, at most 500 characters; it stands in each contact's timeline."),
    to: z.string().min(1).max(200).optional().describe('With `move`: the active sequence that they go on in, by id or slug.'),
    enrollmentIds: ids.optional().describe(`Enrollments of this sequence, 1 to ${mostRows}.`),
    matching: z
      .strictObject({
        status: z.enum(['all', 'active', 'paused']).describe('Running enrollments in this state; all: active and paused.'),
        ...enrollmentFilter,
      })
      .optional()
      .describe(
        'Instead of enrollmentIds: every enrollment of the sequence that runs in this state and fits these filters when the job comes to it.',
      ),
  })
  .superRefine(({ action, until, to, enrollmentIds, matching }, context) => {
    const wrong = (field: string, message: string): void => context.addIssue({ code: 'custom', path: field === '' ? [] : [field], message })
    if ((enrollmentIds === undefined) === (matching === undefined)) wrong('', 'give exactly one of enrollmentIds and matching')
    if (until !== undefined && action !== 'pause') wrong('until', `goes with the action pause: leave it out of ${action}`)
    if (to !== undefined && action !== 'move') wrong('to', `goes with the action move: leave it out of ${action}`)
    if (to === undefined && action === 'move') wrong('to', 'name the sequence that they go on in, by id or slug')
  })

export const jobView = z.object({
  id: z.string().describe('A ULID.'),
  kind: z.enum(jobKinds).describe('What was asked for.'),
  sequenceId: z
    .string()
    .nullable()
    .describe('The sequence that is enrolled in, or whose enrollments are changed; null where addresses are closed.'),
  action: z.enum(bulkActions).nullable().describe('What is done to each enrollment; null where none is changed.'),
  to: z.object({ sequenceId: z.string(), name: z.string() }).optional().describe('Of a move: the sequence that they go on in.'),
  status: z.enum(['running', 'done']).describe('Whether rows are left.'),
  total: z.int().describe('Rows; grows while a backfill still lists its leads.'),
  done: z.int().describe('Rows carried out.'),
  enrolled: z.int().describe('Contacts who were enrolled: a row of a lead can be several.'),
  suppressed: z.int().describe('Addresses that were closed.'),
  changed: z.int().describe('Enrollments that were changed.'),
  refused: z.int().describe('Contacts or rows that were refused.'),
  createdAt: z.string().describe('When it was asked for, ISO 8601 in UTC.'),
  finishedAt: z.string().optional().describe('When the last row was carried out, ISO 8601 in UTC.'),
  by: z.string().describe('Who asked.'),
  undoable: z.boolean().describe('Whether POST …/undo would take it back now.'),
  undoes: z.string().optional().describe('The job that this one takes back.'),
  undoneBy: z.string().optional().describe('The job that takes this one back.'),
})
export type JobView = z.infer<typeof jobView>

export const jobRowView = z.object({
  number: z.int().describe('From 1 through the job.'),
  line: z.int().optional().describe('The line of the CSV at which it stands.'),
  id: z.string().describe('What the request named; of an address enough to find it in the list, and no more.'),
  name: z.string().optional().describe('Who it is: the name, else an address; left out where nobody is known, or not yet.'),
  status: z.enum(['waiting', 'enrolled', 'suppressed', 'changed', 'refused']).describe('What it came to so far.'),
  contactId: z.string().nullable().describe('The contact; null where none was found.'),
  enrollmentId: z
    .string()
    .nullable()
    .describe('The enrollment that began or was changed (of a move the new one); null where there is none.'),
  reason: z.string().nullable().describe('Why not, a stable word.'),
  reasonText: z.string().nullable().describe('The reason as a sentence that says what to do.'),
  detail: z.string().nullable().describe('What exactly stood against it.'),
})
export type JobRowView = z.infer<typeof jobRowView>

export const jobRowsQuery = pageQuery.extend({
  status: z
    .enum(['enrolled', 'suppressed', 'changed', 'refused', 'waiting', 'all'])
    .default('all')
    .describe('Only rows that came to this.'),
})

export const backfillView = z.object({
  sequenceId: z.string().describe('The sequence.'),
  stage: z.string().describe('Its trigger stage.'),
  inStage: z.int().describe('Leads that are in the stage now.'),
  enrolledBefore: z.int().describe('Of those, with a contact that is or was in the sequence.'),
  toEnroll: z.int().describe('Of those, never in it: what a backfill enrolls, as far as nothing else speaks against it.'),
  complete: z.boolean().describe('False where the stage holds more leads than were counted: then all numbers are of the first ones alone.'),
  note: z.string().describe('The numbers as a sentence.'),
})
export type BackfillView = z.infer<typeof backfillView>

/** `expected`: the `toEnroll` that the person saw. */
export const backfillBody = z.strictObject({
  expected: z
    .int()
    .min(0)
    .describe('The `toEnroll` that GET showed: refused where it is another by now, so that nobody mails more people than they saw.'),
})
