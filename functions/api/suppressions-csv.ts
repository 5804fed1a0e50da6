/** A CSV of closed addresses as rows of a job. A row with a mistake becomes a refused row that says where it stands. */
import { mostRows, type JobRow } from '../contract/job.ts'
import { normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import { consentChannels, type AddressKind } from '../domain/channel.ts'
import { channelsClosed, masked } from '../domain/closing.ts'
import { suppressionReasons, type SuppressionReason } from '../domain/contact.ts'
import type { RowReason } from '../domain/row-reasons.ts'
import { localDate, noonOf } from '../domain/windows.ts'
import type { Line } from '../domain/csv-reading.ts'
import { parsedCsv, type CsvRead } from './csv-lines.ts'

const known = ['email', 'phone', 'channel', 'reason', 'at'] as const
type Known = (typeof known)[number]

/** What another system calls them. */
const aliases: Record<string, Known> = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  phone: 'phone',
  phonenumber: 'phone',
  number: 'phone',
  mobile: 'phone',
  channel: 'channel',
  reason: 'reason',
  at: 'at',
  date: 'at',
  createdat: 'at',
  optedoutat: 'at',
  unsubscribedat: 'at',
}

interface ReadBy {
  /** Of the rows that name none. */
  reason: SuppressionReason
  /** Epoch milliseconds. */
  now: number
  /** Where a day without a time is meant. */
  timeZone: string
}

export const readSuppressions = (text: string, by: ReadBy): CsvRead => {
  const lines = parsedCsv(text)
  if ('detail' in lines) return { kind: 'refused', ...lines }
  const [header, ...rows] = lines
  const columns = (header?.cells ?? []).map((cell) => aliases[cell.toLowerCase().replaceAll(/[\s_-]/g, '')] ?? null)
  if (!columns.includes('email') && !columns.includes('phone'))
    return {
      kind: 'refused',
      reason: 'bad_header',
      detail: `The first line has to name the columns, and one of them email or phone. Known columns: ${known.join(', ')}; others are left out.`,
    }
  if (rows.length === 0) return { kind: 'refused', reason: 'malformed_csv', detail: 'There is no row below the header.' }
  if (rows.length > mostRows)
    return {
      kind: 'refused',
      reason: 'too_many_rows',
      detail: `A request takes at most ${mostRows} rows; this one has ${rows.length}. Split it.`,
    }
  return { kind: 'rows', rows: rows.map((row, i) => rowOf(row, columns, i + 1, by)) }
}

const rowOf = (
  { line, cells }: Line,
  columns: readonly (Known | null)[],
  number: number,
  { reason: fallback, now, timeZone }: ReadBy,
): JobRow => {
  const cell = (name: Known): string => cells[columns.indexOf(name)] ?? ''
  const kind: AddressKind = cell('email') === '' ? 'phone' : 'email'
  const written = cell(kind)
  const place = { number, line, id: written === '' ? '' : masked(written.slice(0, 254)) }
  const refused = (why: RowReason, detail?: string): JobRow => ({
    ...place,
    ask: { kind: 'refused', reason: why, ...(detail === undefined ? {} : { detail: detail.slice(0, 60) }) },
  })
  if (cell('email') !== '' && cell('phone') !== '') return refused('two_addresses')
  if (written === '') return refused('address_missing')
  const value = kind === 'email' ? normaliseEmail(written) : normalisePhone(written)
  if (value === null) return refused(kind === 'email' ? 'bad_email' : 'bad_phone')
  const word = cell('reason').toLowerCase().replaceAll(/[\s-]/g, '_')
  const reason = word === '' ? fallback : suppressionReasons.find((one) => one === word)
  if (!reason) return refused('bad_reason', cell('reason'))
  const named = cell('channel').toLowerCase()
  const channel = consentChannels.find((one) => one === named)
  if (named !== '' && !channel) return refused('bad_channel', cell('channel'))
  const time = cell('at') === '' ? now : momentOf(cell('at'), { now, timeZone })
  if (time === null || time > now) return refused('bad_time', cell('at'))
  return {
    ...place,
    ask: {
      kind: 'suppress',
      address: { kind, value },
      channels: channel ? [channel] : channelsClosed(kind, reason),
      reason,
      at: new Date(time).toISOString(),
    },
  }
}

/**
 * Epoch milliseconds; null where it cannot be read. A day without a time is that day at the tenant's place: its noon, or this moment where
 * today's noon is still to come.
 */
const momentOf = (written: string, { now, timeZone }: Pick<ReadBy, 'now' | 'timeZone'>): number | null => {
  const time = Date.parse(written)
  if (Number.isNaN(time)) return null
  if (written.includes(':')) return time
  // ISO days are read as UTC, all others ("1/31/2026") by this process's own clock.
  const day = /^\d{4}(?:-\d\d){0,2}$/.test(written) ? new Date(time).toISOString().slice(0, 10) : localDate(time / 1000, processZone)
  const noon = noonOf(day, timeZone) * 1000
  return day === localDate(now / 1000, timeZone) ? Math.min(noon, now) : noon
}

const processZone = Intl.DateTimeFormat().resolvedOptions().timeZone
