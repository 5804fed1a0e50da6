/** What is wrong with one row of a list of contacts: by the same rules before it is sent and when it is taken in. */
import { normaliseEmail, normalisePhone } from './addresses.ts'
import { masked } from './closing.ts'
import { contactColumns, type ContactColumn } from './contact-columns.ts'
import type { RowReason } from './row-reasons.ts'
import { isTimeZone } from './windows.ts'

/** Characters of a whole row, at most: a chunk of rows is one item of the table, of at most 400 KB. */
export const mostRowCharacters = 4_000

/** Characters of one cell, at most; of any other column, an attribute's. */
const mostCellCharacters: Partial<Record<ContactColumn, number>> = {
  contactId: 200,
  leadId: 200,
  firstName: 120,
  lastName: 120,
  email: 320,
  phone: 40,
  alternativeEmail: 320,
  alternativePhone: 40,
  timeZone: 60,
  role: 60,
}
export const mostAttributeCharacters = 2_000

export interface RowProblem {
  reason: RowReason
  detail?: string
}

/** The first thing that is wrong with a row, of which `value` gives each cell, trimmed; null where nothing is. An address in `detail` is masked, but for whoever has the list before them. */
export const rowProblem = (value: (column: ContactColumn) => string, shown: (address: string) => string = masked): RowProblem | null => {
  if (value('contactId') === '' && value('email') === '' && value('phone') === '') return { reason: 'id_missing' }
  for (const column of ['email', 'alternativeEmail'] as const)
    if (value(column) !== '' && normaliseEmail(value(column)) === null) return { reason: 'bad_email', detail: shown(value(column)) }
  for (const column of ['phone', 'alternativePhone'] as const)
    if (value(column) !== '' && normalisePhone(value(column)) === null) return { reason: 'bad_phone', detail: shown(value(column)) }
  if (value('timeZone') !== '' && !isTimeZone(value('timeZone'))) return { reason: 'bad_time_zone', detail: value('timeZone') }
  const unclear = (['consentEmail', 'consentSms', 'consentCall'] as const).find((column) => consentWord(value(column)) === 'unclear')
  if (unclear) return { reason: 'bad_consent', detail: `${unclear}: ${value(unclear)}` }
  const long = contactColumns.find((column) => value(column).length > (mostCellCharacters[column] ?? Number.POSITIVE_INFINITY))
  return long ? { reason: 'too_long', detail: long } : null
}

const yes = new Set(['yes', 'y', 'true', '1', 'x'])
const no = new Set(['no', 'n', 'false', '0'])

/** What a cell says of a consent; null where it says nothing. */
export const consentWord = (text: string): boolean | 'unclear' | null => {
  const word = text.trim().toLowerCase()
  if (word === '') return null
  if (yes.has(word)) return true
  return no.has(word) ? false : 'unclear'
}
