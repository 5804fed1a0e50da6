/**
 * Some rows of a bulk job are carried out. Each row may be repeated: its enrollment's id comes from the job and the contact, or for a
 * backfill from the lead's stage change, as if the change had just come. The results are written once, at the end of the chunk.
 */
import type { Chunk, ChunkTally, Job, JobResult, JobRow } from '../contract/job.ts'
import type { EnrollRowsWork } from '../contract/work.ts'
import type { Lead } from '../data/lead-change.ts'
import type { RowReason } from '../domain/row-reasons.ts'
import type { SequenceStatus, SequenceVersion } from '../domain/sequence.ts'
import { derivedEnrollmentId } from '../runtime/enrollment-id.ts'
import type { Keys } from '../runtime/contact-facts.ts'
import { triggeredId, type EnrollPorts } from './enroll.ts'
import { contactsFor } from './lead-contacts.ts'
import { tellOf, type TellPorts } from './tell-of.ts'
import { steerRows, type SteerPorts } from './steer-rows.ts'
import { suppressRows, type SuppressRowPorts } from './suppress-rows.ts'
import { enrollOne, type EnrollOnePorts, type Placed } from './enroll-one.ts'

export interface RowPorts extends SuppressRowPorts, SteerPorts, EnrollOnePorts, TellPorts, Pick<EnrollPorts, 'keys'> {
  leads: TellPorts['leads'] & { get(leadId: string): Promise<Lead | null> }
  version(sequenceId: string, version: number): Promise<SequenceVersion>
  sequenceStatus(sequenceId: string): Promise<SequenceStatus | null>
  jobs: {
    get(jobId: string): Promise<Job | null>
    chunk(jobId: string, number: number): Promise<Chunk | null>
    finish(jobId: string, number: number, results: JobResult[]): Promise<void>
    /** Keeps how the first delivery of a chunk found its enrollments, and answers what was kept. */
    noteFound: SteerPorts['jobs']['noteFound']
    count(jobId: string, number: number, tally: ChunkTally, at: string): Promise<unknown>
  }
}

/** Rows of a chunk that are carried out at once. */
const width = 5

interface Context {
  ports: RowPorts
  keys: Keys
  job: Job
  version: SequenceVersion
  tellings: Awaited<ReturnType<typeof tellOf>>
}

export const enrollRows = async (ports: RowPorts, { job: id, chunk: number }: EnrollRowsWork): Promise<string> => {
  const [job, chunk] = await Promise.all([ports.jobs.get(id), ports.jobs.chunk(id, number)])
  // Rows without a job are those of a request that died before it was answered: nobody was told that they would be enrolled.
  if (!job && chunk) await ports.jobs.finish(id, number, [])
  if (!job || !chunk) return 'no_such_job'
  const results = chunk.results ?? (await resultsOf(ports, job, chunk))
  if (!chunk.results) await ports.jobs.finish(id, number, results)
  await ports.jobs.count(id, number, tallyOf(results), new Date(ports.engine.now()).toISOString())
  return chunk.results ? 'repeated' : 'rows_carried_out'
}

const tallyOf = (results: readonly JobResult[]): ChunkTally => {
  const enrolled = results.filter(({ reason }) => reason === null).length
  return { done: new Set(results.map(({ number }) => number)).size, enrolled, refused: results.length - enrolled }
}

const resultsOf = (ports: RowPorts, job: Job, chunk: Chunk): Promise<JobResult[]> => {
  switch (job.kind) {
    case 'suppressions':
      return suppressRows(ports, job, chunk.rows)
    case 'action':
      return steerRows(ports, job, chunk)
    case 'bulk_enroll':
    case 'backfill':
      return carryOut(ports, job, chunk.rows)
    default:
      return job.kind satisfies never
  }
}

const carryOut = async (ports: RowPorts, job: Job, rows: readonly JobRow[]): Promise<JobResult[]> => {
  const status = await ports.sequenceStatus(job.sequenceId)
  if (status !== 'active')
    return rows.map((row) => resultOf(row, null, { enrollmentId: null, reason: 'sequence_not_active', detail: null }))
  const [keys, version] = await Promise.all([ports.keys(), ports.version(job.sequenceId, job.version)])
  const context: Context = { ports, keys, job, version, tellings: await tellOf(ports, keys, job, rows) }
  const results: JobResult[] = []
  for (let from = 0; from < rows.length; from += width)
    results.push(...(await Promise.all(rows.slice(from, from + width).map((row) => carryOutRow(context, row)))).flat())
  return results
}

/** Whoever a list names is told of first, and then enrolled like anybody. */
const listedRow = async ({ ports, keys, job, version, tellings }: Context, row: JobRow): Promise<JobResult[]> => {
  const told = await tellings(row)
  if (told.kind === 'refused') return [refusedRow(row, told.reason, told.detail)]
  const { contactId, leadId, first, linked } = told
  const key = keys.contactKey(contactId)
  return [resultOf(row, contactId, await enrollOne(ports, key, { ...byHand(job, version, key, leadId, row), first, linked }))]
}

const carryOutRow = (context: Context, row: JobRow): Promise<JobResult[]> => {
  const { ask } = row
  switch (ask.kind) {
    case 'refused':
      return Promise.resolve([refusedRow(row, ask.reason, ask.detail)])
    case 'contact':
      return contactRow(context, row, ask.contactId)
    case 'seen':
      return listedRow(context, row)
    case 'suppress':
    case 'enrollment':
      throw new Error(`row ${row.number} of the job ${context.job.id} is of the kind ${ask.kind}, and the job enrolls`)
    case 'lead':
      return context.job.kind === 'backfill' ? backfillRow(context, row, ask.leadId) : leadRow(context, row, ask.leadId)
    default:
      return ask satisfies never
  }
}

const contactRow = async ({ ports, keys, job, version }: Context, row: JobRow, contactId: string): Promise<JobResult[]> => {
  const key = keys.contactKey(contactId)
  const [profile] = await ports.profiles([key])
  if (!profile) return [refusedRow(row, 'not_known')]
  return [resultOf(row, contactId, await enrollOne(ports, key, byHand(job, version, key, profile.leadId, row)))]
}

const leadRow = async (context: Context, row: JobRow, leadId: string): Promise<JobResult[]> => {
  const lead = await context.ports.leads.get(leadId)
  if (!lead) return [refusedRow(row, 'lead_not_known')]
  const { job, version } = context
  return eachContact(context, row, lead, (key) => byHand(job, version, key, leadId, row))
}

/** A lead that moves on before, or while, it is enrolled is not enrolled for the stage that it left. */
const backfillRow = async (context: Context, row: JobRow, leadId: string): Promise<JobResult[]> => {
  const { ports, job, version } = context
  const lead = await ports.leads.get(leadId)
  if (!lead) return [refusedRow(row, 'lead_not_known')]
  const stays = lead.stage === job.stage
  const results = stays
    ? await eachContact(context, row, lead, (key) => ({
        id: triggeredId(lead, key, job.sequenceId),
        version,
        leadId,
        stage: lead.stage,
        by: 'trigger',
        onConflict: version.policies.onConflict,
      }))
    : [refusedRow(row, 'lead_moved_on', lead.stage)]
  const now = stays ? await ports.leads.get(leadId) : lead
  if (now && now.stage !== job.stage) await tellOfStage(ports, now)
  return results
}

/** What an earlier delivery of this row began meanwhile ends as it would have by the stage change itself. */
const tellOfStage = async ({ engine }: RowPorts, { leadId, stage, contacts }: Lead): Promise<void> => {
  await Promise.all(contacts.map(({ key }) => engine.settle(key, (head) => (head ? [{ kind: 'stage_changed', leadId, stage }] : []))))
}

const eachContact = async (
  { ports, job }: Context,
  row: JobRow,
  lead: Lead,
  placed: (contactKey: string) => Placed,
): Promise<JobResult[]> => {
  const contacts = await contactsFor(ports, job.contacts, lead.contacts)
  if (contacts.length === 0) return [refusedRow(row, 'no_such_role')]
  return Promise.all(contacts.map(async ({ id, key }) => resultOf(row, id, await enrollOne(ports, key, placed(key)))))
}

/** A person's choice for one row holds before that for all; `replace` then also begins this very sequence anew. */
const byHand = (job: Job, version: SequenceVersion, contactKey: string, leadId: string, { onConflict }: JobRow): Placed => ({
  id: idOf(job, contactKey),
  version,
  leadId,
  stage: null,
  by: 'manual',
  onConflict: onConflict ?? job.onConflict,
  ...(onConflict === 'replace' ? { restart: true } : {}),
  ...(job.goal === undefined ? {} : { goal: job.goal }),
  ...(job.notes === undefined ? {} : { notes: job.notes }),
})

/** One enrollment for each contact of a job, whichever delivery of its row begins it. */
const idOf = ({ id, createdAt }: Job, contactKey: string): string => derivedEnrollmentId(Date.parse(createdAt), [id, contactKey])

const refusedRow = (row: JobRow, reason: RowReason | 'contact_erased' | 'contact_merged' | (string & {}), detail?: string): JobResult =>
  resultOf(row, null, { enrollmentId: null, reason, detail: detail ?? null })

const resultOf = (
  { number, line, id }: JobRow,
  contactId: string | null,
  { enrollmentId, reason, detail }: Pick<JobResult, 'enrollmentId' | 'reason' | 'detail'>,
): JobResult => ({ number, ...(line === undefined ? {} : { line }), id, contactId, enrollmentId, reason, detail })
