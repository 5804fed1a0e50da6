/** A CSV of contacts as rows of a job. A row with a mistake becomes a refused row that says where it stands; only a CSV that cannot be read is refused whole. */
import { listedContact, mostRows, type JobRow, type ListedContact } from '../contract/job.ts'
import { columnNamed, contactColumns, type ContactColumn } from '../domain/contact-columns.ts'
import { consentWord, mostRowCharacters, rowProblem } from '../domain/contact-row.ts'
import type { RowReason } from '../domain/row-reasons.ts'
import type { Line } from '../domain/csv-reading.ts'
import { parsedCsv, type CsvRead } from './csv-lines.ts'

type Column = { kind: 'known'; name: ContactColumn } | { kind: 'attribute'; name: string }

/** `most`: rows that are taken at once; `firstLine`: the line at which the header stands. */
export const readCsv = (
  text: string,
  { most = mostRows, firstLine = 1 }: { most?: number; firstLine?: number | undefined } = {},
): CsvRead => {
  const lines = parsedCsv(text)
  if ('detail' in lines) return { kind: 'refused', ...lines }
  const [header, ...rows] = lines
  const columns = columnsOf(header?.cells ?? [])
  if (typeof columns === 'string') return { kind: 'refused', reason: 'bad_header', detail: columns }
  if (rows.length === 0) return { kind: 'refused', reason: 'malformed_csv', detail: 'There is no row below the header.' }
  if (rows.length > most)
    return {
      kind: 'refused',
      reason: 'too_many_rows',
      detail: `A request takes at most ${most} rows; this one has ${rows.length}. Split it.`,
    }
  return { kind: 'rows', rows: rows.map(({ line, cells }, i) => rowOf({ line: line + firstLine - 1, cells }, columns, i + 1)) }
}

/** What each column is, or why the header cannot be used. `Contact ID` and `contact_id` are contactId. */
const columnsOf = (header: readonly string[]): Column[] | string => {
  const columns = header.map((cell): Column => {
    const name = columnNamed(cell)
    return name ? { kind: 'known', name } : { kind: 'attribute', name: cell }
  })
  const names = columns.map(({ name }) => name)
  if (!['contactId', 'email', 'phone'].some((name) => names.includes(name)))
    return `The first line has to name the columns, and one of them email, phone, or contactId, the id that the CRM knows a contact by. Known columns: ${contactColumns.join(', ')}; any other is an attribute.`
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return `The column "${twice}" stands in the header twice. Remove one of them.`
  if (names.includes('')) return 'A column has no name. Name it in the first line, or remove it.'
  const long = names.find((name) => name.length > 60)
  return long === undefined ? columns : `The column name "${long.slice(0, 60)}…" is longer than 60 characters. Shorten it.`
}

const rowOf = ({ line, cells }: Line, columns: readonly Column[], number: number): JobRow => {
  const value = (name: ContactColumn): string => cells[columns.findIndex((column) => column.name === name)] ?? ''
  const place = { number, line, id: value('contactId').slice(0, 200) || `line ${line}` }
  const refused = (reason: RowReason, detail?: string): JobRow => ({
    ...place,
    ask: { kind: 'refused', reason, ...(detail === undefined ? {} : { detail: detail.slice(0, 200) }) },
  })
  if (cells.slice(columns.length).some((cell) => cell !== ''))
    return refused('too_many_cells', `${cells.length} cells, ${columns.length} columns`)
  const problem = rowProblem(value)
  if (problem) return refused(problem.reason, problem.detail)
  const contact = listedContact.safeParse(contactOf(cells, columns, value))
  if (!contact.success || cells.join('').length > mostRowCharacters)
    return refused('too_long', contact.error?.issues[0]?.path.map(String).join('.'))
  const leadId = value('leadId')
  return { ...place, ask: { kind: 'seen', leadId: leadId === '' ? null : leadId, contact: contact.data } }
}

const contactFields = ['firstName', 'lastName', 'email', 'phone', 'alternativeEmail', 'alternativePhone', 'timeZone', 'role'] as const

/** An empty cell says nothing: it takes nothing away. */
const contactOf = (
  cells: readonly string[],
  columns: readonly Column[],
  value: (name: ContactColumn) => string,
): Record<string, unknown> => {
  const attributes = columns.flatMap((column, i) => (column.kind === 'attribute' && cells[i] ? [[column.name, cells[i]] as const] : []))
  const consent = consentOf(value)
  const fields = contactFields.filter((name) => value(name) !== '')
  const id = value('contactId')
  return {
    ...(id === '' ? {} : { id }),
    ...Object.fromEntries(fields.map((name) => [name, value(name)])),
    ...(Object.keys(consent).length > 0 ? { consent } : {}),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
  }
}

/** The consents that a row gives or refuses. */
const consentOf = (value: (name: ContactColumn) => string): NonNullable<ListedContact['consent']> => {
  const consent: NonNullable<ListedContact['consent']> = {}
  for (const [channel, column] of [
    ['email', 'consentEmail'],
    ['sms', 'consentSms'],
    ['call', 'consentCall'],
  ] as const) {
    const word = consentWord(value(column))
    if (typeof word === 'boolean') consent[channel] = word
  }
  return consent
}
