/** Bulk jobs at the API: enrolling thousands at once, backfilling a stage, and how far a job has come. */
import * as z from 'zod'
import { jobKinds, mostRows } from '../job.ts'
import { enrollmentNotes, pageQuery } from './bodies.ts'
import { goal, policies } from './views.ts'

/** Bytes of a bulk request's body: a call of Lambda carries 6 MB with all that is around it. */
export const mostBulkBytes = 5_000_000

const ids = z
  .array(z.string().trim().min(1).max(200))
  .min(1, 'name at least one')
  .max(mostRows, `name at most ${mostRows} in one request: send the rest in another`)

export const bulkEnrollBody = z
  .strictObject({
    leadIds: ids.optional(),
    contactIds: ids.optional(),
    /** A header row and a row per contact: contactId, leadId, firstName, lastName, email, phone, timeZone, role, consentEmail, consentSms, consentCall; any other column is an attribute. */
    csv: z.string().min(1).optional(),
    onConflict: z.enum(['replace', 'parallel', 'skip']).optional(),
    /** Which of a lead's contacts are enrolled; the sequence's own choice where it is not said. */
    contacts: policies.shape.contacts.optional(),
    goal: goal.optional(),
    notes: enrollmentNotes.optional(),
  })
  .refine(
    ({ leadIds, contactIds, csv }) => [leadIds, contactIds, csv].filter((given) => given !== undefined).length === 1,
    'give exactly one of leadIds, contactIds and csv',
  )

export const jobView = z.object({
  id: z.string(),
  kind: z.enum(jobKinds),
  sequenceId: z.string(),
  status: z.enum(['running', 'done']),
  /** Rows; grows while a backfill still lists its leads. */
  total: z.int(),
  /** Rows carried out. */
  done: z.int(),
  /** Contacts: a row of a lead can be several. */
  enrolled: z.int(),
  refused: z.int(),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  by: z.string(),
})
export type JobView = z.infer<typeof jobView>

export const jobRowView = z.object({
  /** From 1 through the job. */
  number: z.int(),
  /** Where it stands in the CSV. */
  line: z.int().optional(),
  /** What the request named. */
  id: z.string(),
  status: z.enum(['waiting', 'enrolled', 'refused']),
  contactId: z.string().nullable(),
  enrollmentId: z.string().nullable(),
  reason: z.string().nullable(),
  /** The reason as a sentence that says what to do. */
  reasonText: z.string().nullable(),
  detail: z.string().nullable(),
})
export type JobRowView = z.infer<typeof jobRowView>

export const jobRowsQuery = pageQuery.extend({ status: z.enum(['enrolled', 'refused', 'waiting', 'all']).default('all') })

export const backfillView = z.object({
  sequenceId: z.string(),
  stage: z.string(),
  /** Leads that are in the stage now. */
  inStage: z.int(),
  /** Of those, with a contact that is or was in the sequence. */
  enrolledBefore: z.int(),
  /** Of those, never in it: what a backfill enrolls, as far as nothing else speaks against it. */
  toEnroll: z.int(),
  /** False where the stage holds more leads than were counted: then all numbers are of the first ones alone. */
  complete: z.boolean(),
  note: z.string(),
})
export type BackfillView = z.infer<typeof backfillView>

/** `expected`: the `toEnroll` that the person saw. */
export const backfillBody = z.strictObject({ expected: z.int().min(0) })
