/** Which column of a person's list is which field of a contact. */
import { columnNamed, contactColumns, guessedColumns, isFullName, type ContactColumn } from '../../functions/domain/contact-columns.ts'

/** `fullName`: split into first and last name; `attribute`: kept under a name, for merge fields and conditions; `out`: not taken over. */
export type Target = ContactColumn | 'fullName' | 'attribute' | 'out'

export const targetNames: Record<Target, string> = {
  contactId: 'Contact id',
  leadId: 'Lead id',
  firstName: 'First name',
  lastName: 'Last name',
  fullName: 'Full name',
  email: 'Email',
  phone: 'Phone',
  alternativeEmail: 'Other email',
  alternativePhone: 'Other phone',
  timeZone: 'Time zone',
  role: 'Role',
  consentEmail: 'Consent to email',
  consentSms: 'Consent to texts',
  consentCall: 'Consent to calls',
  attribute: 'Keep as an attribute',
  out: 'Leave out',
}

/** Rows of one list, at most: those that one request takes. */
export const mostListRows = 20_000

/** In the order in which they are offered. */
export const targets: readonly Target[] = [...contactColumns, 'fullName', 'attribute', 'out']

/** By what a row is matched with a known contact. */
export const matches = ['contactId', 'email', 'phone'] as const
export type RowMatch = (typeof matches)[number]
export const matchNames: Record<RowMatch, string> = { contactId: 'Contact id', email: 'Email', phone: 'Phone' }

/** Those that the list has a column for; the first of them is meant where nobody says otherwise. */
export const matchesOf = (mapping: readonly Target[]): RowMatch[] => matches.filter((match) => mapping.includes(match))

/** The mapping as it is used: ids of another program do not stand for contacts. */
export const usedMapping = (mapping: readonly Target[], match: RowMatch): Target[] =>
  mapping.map((target) => (target === 'contactId' && match !== 'contactId' ? 'out' : target))

/** Columns that the dashboard itself adds to a list of refused rows: they come back with the corrected list and mean nothing there. */
export const addedColumns = { line: 'Line in the list', problem: 'What is wrong' }

export const guessedMapping = (headers: readonly string[]): Target[] => {
  const guesses = guessedColumns(headers)
  const whole = guesses.includes('firstName') || guesses.includes('lastName') ? -1 : headers.findIndex(isFullName)
  return guesses.map((guess, i) => {
    const header = headers[i] ?? ''
    if (guess) return guess
    if (i === whole) return 'fullName'
    const isOurs = Object.values(addedColumns).includes(header)
    return header === '' || header.length > mostHeaderCharacters || isOurs || columnNamed(header) !== null ? 'out' : 'attribute'
  })
}

/**
 * The name under which each column would be kept: the merge field that its header means, where one is known; `contact_…` where texts mean
 * something else by it, which `ours` has, such as one's own company; else the header.
 */
export const attributeNames = (headers: readonly string[], fields: readonly string[], ours: readonly string[] = []): string[] => {
  const taken = new Set(headers)
  const spelt = new Set(headers.map(folded))
  return headers.map((header) => {
    const own = folded(header)
    const meant = ours.includes(own) ? theirs(own) : own
    const other = alsoCalled[own]
    const field = other !== undefined && !fields.includes(own) && !spelt.has(other) ? other : meant
    if (taken.has(field) || !(fields.includes(field) || field === theirs(own))) return header
    taken.add(field)
    return field
  })
}

/** What lists of other programs call an attribute that is usual. */
const alsoCalled: Readonly<Record<string, string>> = {
  address: 'street',
  street_address: 'street',
  property_address: 'street',
  zip_code: 'zip',
}
const theirs = (own: string): string => `contact_${own}`

/** The name to take instead, where texts mean something else by this one; null where they do not. */
export const nameInstead = (name: string, ours: readonly string[]): string | null => {
  const own = folded(name)
  return ours.includes(own) ? theirs(own) : null
}
const folded = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')

/** Whether a text can name it, as `{{name}}`. */
export const canBeMerged = (name: string): boolean => /^[a-z_]\w*$/i.test(name)

const mostHeaderCharacters = 60

/** What keeps a mapping from being used, as sentences that say what to change; by the place of the column, -1 where it is about no single one. */
export const mappingProblems = (
  headers: readonly string[],
  mapping: readonly Target[],
  called: readonly string[] = headers,
): { column: number; text: string }[] => {
  const problems: { column: number; text: string }[] = []
  if (matchesOf(mapping).length === 0)
    problems.push({ column: -1, text: 'Say which column tells who they are: the email address, the phone number, or the contact id.' })
  const names = mapping.map((target, i) => nameOf(target, called[i] ?? ''))
  for (const [column, target] of mapping.entries()) {
    const header = (called[column] ?? '').trim()
    const name = names[column] ?? null
    if (name === null) continue
    const before = names.indexOf(name)
    if (before < column) problems.push({ column, text: `“${headers[before]}” is that already. Leave one of them out.` })
    if ((target === 'firstName' || target === 'lastName') && mapping.includes('fullName'))
      problems.push({ column, text: 'The full name is split into first and last name already. Leave one of them out.' })
    if (target !== 'attribute') continue
    if (header === '') problems.push({ column, text: 'It has no name. Name it, or leave it out.' })
    else if (header.length > mostHeaderCharacters)
      problems.push({ column, text: 'Its name is longer than 60 characters. Shorten it, or leave it out.' })
    else if (columnNamed(header) !== null)
      problems.push({ column, text: 'It is named as a field is, so it cannot be an attribute. Rename it, or leave it out.' })
  }
  return problems
}

/** The column's name in the list that is sent; null where it is left out. */
export const nameOf = (target: Target, called: string): string | null => {
  if (target === 'out') return null
  return target === 'attribute' ? called.trim() : target
}

/** The first few values that say anything, for the person who maps. */
export const samplesOf = (lines: readonly { cells: readonly string[] }[], column: number, most = 3): string[] => {
  const values = new Set<string>()
  for (const { cells } of lines) {
    const value = cells[column] ?? ''
    if (value !== '') values.add(value)
    if (values.size === most) break
  }
  return [...values]
}
