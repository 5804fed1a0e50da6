/** Enrolling thousands at once: the rows are stored in chunks and handed over, and the caller gets a job to look at. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { ParsedBodyOf, Verb } from '../contract/api/requests.ts'
import { rowsInChunk, type Job, type JobRow } from '../contract/job.ts'
import { earlierRow, type MatchBy } from '../domain/matched-contact.ts'
import { refusalText } from '../domain/reasons.ts'
import { isPlainDate } from '../domain/say-when.ts'
import type { Sequence, SequenceVersion } from '../domain/sequence.ts'
import { readCsv } from './csv.ts'
import type { CsvRead } from './csv-lines.ts'
import { jobViewOf } from './jobs.ts'
import type { ApiPorts } from './ports.ts'
import { refusedFor } from './sequence-edits.ts'

type Ports = Pick<ApiPorts, 'now' | 'newId' | 'sequences' | 'jobs'>
type Body = ParsedBodyOf<'bulkEnroll'>

/** Chunks that are stored at once. */
const width = 20

export const bulkEnroll =
  (ports: Ports): Verb<'bulkEnroll'> =>
  async ({ params: { id }, body, caller }) => {
    const sequence = await ports.sequences.get(id)
    if (!sequence) return notFound('sequence', id)
    if (sequence.status !== 'active') return notActive()
    const rows = rowsOf(body)
    if ('kind' in rows) return rows
    const ahead = agreedAhead(body.agreement, ports.now())
    if (ahead) return ahead
    const strangers = notNamed(body.choices, rows)
    if (strangers) return strangers
    const version = await ports.sequences.version(id, sequence.version)
    const job = newJob(ports, sequence, version, { kind: 'bulk_enroll', by: caller.name, stage: null })
    const chosen = rows.map((row) => withChoice(row, body.choices))
    return answer(jobViewOf(await begin(ports, { ...job, ...choicesOf(body) }, chosen)))
  }

/** Stores a job with all of its rows and hands them over. */
export const begin = async (ports: Pick<Ports, 'jobs'>, job: Job, rows: readonly JobRow[]): Promise<Job> => {
  const chunks = Math.ceil(rows.length / rowsInChunk)
  const whole: Job = { ...job, total: rows.length, chunks, listed: true }
  await storeRows(ports, whole, rows)
  await ports.jobs.put(whole)
  await ports.jobs.send(Array.from({ length: chunks }, (_, chunk) => ({ kind: 'enroll_rows', job: job.id, chunk })))
  return whole
}

const withChoice = (row: JobRow, choices: Body['choices']): JobRow => {
  const choice = choices && Object.hasOwn(choices, row.id) ? choices[row.id] : undefined
  return choice === undefined ? row : { ...row, onConflict: choice }
}

/** A choice for somebody whom no row names is a mistake that would pass unseen. */
const notNamed = (choices: Body['choices'], rows: readonly JobRow[]): Outcome<never> | null => {
  const named = new Set(rows.map(({ id }) => id))
  const strangers = Object.keys(choices ?? {}).filter((id) => !named.has(id))
  if (strangers.length === 0) return null
  const message = `no row names ${strangers.slice(0, 5).join(', ')}: write each choice under the id by which its row is named`
  return refuse({
    kind: 'invalid',
    reason: 'choice_without_row',
    detail: 'Some choices are for nobody in this request.',
    errors: [{ field: 'choices', message }],
  })
}

export const notActive = (): Outcome<never> =>
  refuse({ kind: 'conflict', reason: 'sequence_not_active', detail: refusalText('sequence_not_active') })

/** A job of a sequence's published version, with nothing in it yet and the sequence's own policies. */
export const newJob = (
  { now, newId }: Pick<Ports, 'now' | 'newId'>,
  sequence: Sequence,
  { policies }: SequenceVersion,
  of: Pick<Job, 'kind' | 'by' | 'stage'>,
): Job => {
  const at = new Date(now()).toISOString()
  return {
    id: newId(),
    ...of,
    sequenceId: sequence.id,
    version: sequence.version,
    createdAt: at,
    updatedAt: at,
    onConflict: policies.onConflict,
    contacts: policies.contacts,
    chunks: 0,
    listed: false,
    counted: [],
    total: 0,
    done: 0,
    enrolled: 0,
    refused: 0,
  }
}

const choicesOf = ({ onConflict, contacts, goal, notes, matchBy, agreement }: Body): Partial<Job> => ({
  ...(matchBy === undefined ? {} : { matchBy }),
  ...(agreement === undefined ? {} : { agreement: { ...agreement, at: agreedAt(agreement.at) } }),
  ...(onConflict === undefined ? {} : { onConflict }),
  ...(contacts === undefined ? {} : { contacts }),
  ...(goal === undefined ? {} : { goal }),
  ...(notes === undefined ? {} : { notes }),
})

/** What the body names, row by row. */
const rowsOf = ({ leadIds, contactIds, csv, firstLine, matchBy = 'email' }: Body): JobRow[] | Outcome<never> => {
  const named = (id: string, i: number): JobRow => ({
    number: i + 1,
    id,
    ask: leadIds ? { kind: 'lead', leadId: id } : { kind: 'contact', contactId: id },
  })
  if (csv === undefined) return withoutRepeats((leadIds ?? contactIds ?? []).map(named))
  const read = readCsv(csv, { firstLine })
  return read.kind === 'rows' ? withoutRepeats(read.rows, matchBy) : csvRefused(read)
}

export const csvRefused = ({ reason, detail }: Extract<CsvRead, { kind: 'refused' }>): Outcome<never> =>
  refuse({ kind: 'invalid', reason, detail, errors: [{ field: 'csv', message: detail }] })

const agreedAt = (at: string): string => (isPlainDate(at) ? at : new Date(at).toISOString())

/** In the easternmost zone a day begins this much before it does in UTC. */
const earliestDayMs = 14 * 3_600_000

/** Nobody has agreed tomorrow: a consent of the future would outweigh every refusal until then. */
export const agreedAhead = (agreement: Body['agreement'], now: number): Outcome<never> | null =>
  agreement && Date.parse(agreement.at) > now + (isPlainDate(agreement.at) ? earliestDayMs : 0)
    ? refusedFor({ errors: [{ field: 'agreement.at', message: 'this time is still to come: say when they agreed' }] })
    : null

/** Who is named twice is refused the second time: by an id, or where one is missing by an address. */
export const withoutRepeats = (rows: readonly JobRow[], matchBy: MatchBy = 'email'): JobRow[] => {
  const earlier = earlierRow<JobRow>(matchBy)
  return rows.map((row): JobRow => {
    if (row.ask.kind === 'refused') return row
    const before = row.ask.kind === 'seen' ? earlier(row.ask.contact.id ?? '', row.ask.contact, row) : earlier(row.id, {}, row)
    if (!before) return row
    const detail = before.line === undefined ? `row ${before.number}` : `line ${before.line}`
    return { ...row, ask: { kind: 'refused', reason: 'repeated_row', detail } }
  })
}

/** The rows before their job: what was not answered has not begun. */
export const storeRows = async ({ jobs }: Pick<Ports, 'jobs'>, { id, createdAt, chunks }: Job, rows: readonly JobRow[]): Promise<void> => {
  for (let from = 0; from < chunks; from += width)
    await Promise.all(
      Array.from({ length: Math.min(width, chunks - from) }, (_, i) => {
        const number = from + i
        const mine = rows.slice(number * rowsInChunk, (number + 1) * rowsInChunk)
        return jobs.store({ job: id, number, rows: mine, after: null }, createdAt)
      }),
    )
}
