/**
 * A bulk job: many contacts enrolled, many enrollments steered, or many addresses closed, by one request, row by row, in chunks that are each
 * carried out on their own.
 */
import * as z from 'zod'
import { suppressionReasons } from '../domain/contact.ts'
import { matchChoices } from '../domain/matched-contact.ts'
import { stuckReasons } from '../domain/stuck.ts'
import { goals } from '../domain/sequence.ts'
import { crmContact } from './events.ts'
import { bulkAction, enrollmentBefore, enrollmentLeft } from './bulk-action.ts'

export const jobKinds = ['bulk_enroll', 'backfill', 'suppressions', 'action'] as const

/** At most this many rows in one request. */
export const mostRows = 20_000
/** Days for which a job and its rows are kept. */
export const keptJobDays = 30
/** Rows that one piece of work carries out. */
export const rowsInChunk = 25

/** Which of a lead's contacts a row enrolls. */
export const leadContacts = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('primary') }),
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('role'), role: z.string() }),
])

/** What the people of a list agreed to, as whoever brings it says: where and when (ISO 8601). It holds where their row says nothing itself. */
export const agreement = z.object({ channels: z.array(z.enum(['email', 'sms', 'call'])), source: z.string(), at: z.string() })
export type Agreement = z.infer<typeof agreement>

/** Somebody on a list. Without an id, their addresses tell who is meant, or that they are new. */
export const listedContact = crmContact.extend({ id: crmContact.shape.id.exactOptional() })
export type ListedContact = z.infer<typeof listedContact>

export const job = z.object({
  id: z.string(),
  kind: z.enum(jobKinds),
  /** Empty where addresses are closed. */
  sequenceId: z.string(),
  /** The published version that its rows enter. */
  version: z.int(),
  by: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The stage of a backfill. */
  stage: z.string().nullable(),
  onConflict: z.enum(['replace', 'parallel', 'skip']),
  contacts: leadContacts,
  goal: z.enum(goals).exactOptional(),
  notes: z.string().exactOptional(),
  /** The address by which rows without a contact id are matched first; email where it is not said. */
  matchBy: z.enum(matchChoices).exactOptional(),
  agreement: agreement.exactOptional(),
  /** Where the list of closed addresses comes from. */
  source: z.string().exactOptional(),
  /** Of an `action`: what is done to each enrollment. */
  action: bulkAction.exactOptional(),
  /** Of an `action` whose enrollments are still to be listed: those of the sequence in this state, as they stand when they are listed. */
  matching: z.enum(['all', 'active', 'paused']).exactOptional(),
  /** Of those, only the ones that are held for this, at this step, and due from and before these times. */
  filter: z
    .object({
      held: z.enum(stuckReasons).exactOptional(),
      step: z.string().exactOptional(),
      dueFrom: z.string().exactOptional(),
      dueBefore: z.string().exactOptional(),
    })
    .exactOptional(),
  /** Words by which they are searched, which may name a person: kept only until the rows are listed. */
  sought: z.string().exactOptional(),
  /** The job that this one takes back, and the one that takes this back. */
  undoes: z.string().exactOptional(),
  undoneBy: z.string().exactOptional(),
  /** Chunks stored so far; all of them once `listed`. */
  chunks: z.int(),
  listed: z.boolean(),
  /** Numbers of the chunks whose results are counted: each counts once, however often it is delivered. */
  counted: z.array(z.int()),
  /** Rows stored so far, and rows carried out. */
  total: z.int(),
  done: z.int(),
  /** Contacts: a row of a lead can be several. Of a job that closes addresses: these. */
  enrolled: z.int(),
  refused: z.int(),
})
export type Job = z.infer<typeof job>

/** What a row asks for. `seen` tells of the contact first, as an event of the CRM would; `refused` was found wanting when it was read. */
const ask = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lead'), leadId: z.string() }),
  z.object({ kind: z.literal('contact'), contactId: z.string() }),
  z.object({ kind: z.literal('seen'), leadId: z.string().nullable(), contact: listedContact }),
  z.object({
    kind: z.literal('suppress'),
    address: z.object({ kind: z.enum(['email', 'phone']), value: z.string() }),
    channels: z.array(z.enum(['email', 'sms', 'call'])),
    reason: z.enum(suppressionReasons),
    at: z.string(),
  }),
  /** `was` and `left`: of a job that takes another back, what that one found and what it left. */
  z.object({
    kind: z.literal('enrollment'),
    enrollmentId: z.string(),
    was: enrollmentBefore.exactOptional(),
    left: enrollmentLeft.exactOptional(),
  }),
  z.object({ kind: z.literal('refused'), reason: z.string(), detail: z.string().exactOptional() }),
])

/** `number` counts from 1 through the job; `line` is where it stood in a CSV; `id` is what the caller named. */
const place = { number: z.int(), line: z.int().exactOptional(), id: z.string() }
/** `onConflict`: what a person chose for this row alone. */
export const jobRow = z.object({ ...place, ask, onConflict: z.enum(['replace', 'parallel', 'skip']).exactOptional() })
export type JobRow = z.infer<typeof jobRow>

/** What a row came to, once for each contact. */
export const jobResult = z.object({
  ...place,
  contactId: z.string().nullable(),
  enrollmentId: z.string().nullable(),
  /** Null where it was enrolled or changed. */
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  /** Of an enrollment that was changed: how it stood before, and since when it stands as it was left. */
  was: enrollmentBefore.exactOptional(),
  left: enrollmentLeft.exactOptional(),
})
export type JobResult = z.infer<typeof jobResult>

/** Some rows of a job: what they ask until they are carried out, what they came to from then on. */
export const chunk = z.object({
  job: z.string(),
  number: z.int(),
  rows: z.array(jobRow),
  results: z.array(jobResult).nullable(),
  /** Of a job that lists its rows: what it ends with, where the next chunk goes on; null at the end of the list. */
  after: z.string().nullable(),
  /** Of an `action`: its enrollments as the first delivery found them, by id, so that a later one tells what this job has done already. */
  found: z.record(z.string(), enrollmentBefore).exactOptional(),
})
export type Chunk = z.infer<typeof chunk>

/** A job's numbers as they grow with a chunk. */
export interface ChunkTally {
  done: number
  enrolled: number
  refused: number
}

export const isDone = ({ listed, chunks, counted }: Pick<Job, 'listed' | 'chunks' | 'counted'>): boolean =>
  listed && counted.length >= chunks
