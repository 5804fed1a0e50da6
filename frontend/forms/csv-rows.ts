/** The rows of a mapped list, told apart before anything is sent. Heavy, for the numbers' plans: imported when somebody has a list. */
import { splitName, type ContactColumn } from '../../functions/domain/contact-columns.ts'
import { mostAttributeCharacters, mostRowCharacters, rowProblem } from '../../functions/domain/contact-row.ts'
import type { Line } from '../../functions/domain/csv-reading.ts'
import { earlierRow, type MatchBy } from '../../functions/domain/matched-contact.ts'
import { rowReasonText, type RowReason } from '../../functions/domain/row-reasons.ts'
import type { Target } from './csv-mapping.ts'

export interface GoodRow extends Line {
  /** The contact's id, else `line 12`: by this the API names the row. */
  id: string
  name: string
}
export interface BadRow extends Line {
  /** As the row says, where it says one. */
  name: string
  reason: RowReason
  text: string
  detail: string | null
}

/** Rows looked at before the page is let draw. */
const atOnce = 500

export const checkedRows = async (
  lines: readonly Line[],
  mapping: readonly Target[],
  matchBy: MatchBy = 'email',
): Promise<{ good: GoodRow[]; bad: BadRow[] }> => {
  const good: GoodRow[] = []
  const bad: BadRow[] = []
  const earlier = earlierRow<number>(matchBy)
  for (const [i, line] of lines.entries()) {
    if (i > 0 && i % atOnce === 0) await new Promise((resolve) => setTimeout(resolve))
    const value = (column: ContactColumn): string => {
      const whole = line.cells[mapping.indexOf('fullName')]
      if (whole !== undefined && (column === 'firstName' || column === 'lastName')) return splitName(whole)[column]
      return line.cells[mapping.indexOf(column)] ?? ''
    }
    const contactId = value('contactId')
    const addressed = { email: value('email'), phone: value('phone') }
    const problem = problemOf(line, mapping, value) ?? repeated(earlier(contactId, addressed, line.line))
    const name = [value('firstName'), value('lastName')].filter((part) => part !== '').join(' ')
    if (problem) bad.push({ ...line, name, reason: problem.reason, text: rowReasonText(problem.reason), detail: problem.detail ?? null })
    else good.push({ ...line, id: contactId || `line ${line.line}`, name: name || value('email') || value('phone') || contactId })
  }
  return { good, bad }
}

const problemOf = (
  { cells }: Line,
  mapping: readonly Target[],
  value: (column: ContactColumn) => string,
): ReturnType<typeof rowProblem> => {
  if (cells.slice(mapping.length).some((cell) => cell !== ''))
    return { reason: 'too_many_cells', detail: `${cells.length} cells, ${mapping.length} columns` }
  const problem = rowProblem(value, (typed) => typed)
  if (problem) return problem
  const kept = cells.filter((_, i) => mapping[i] !== 'out')
  const isLong = cells.some((cell, i) => mapping[i] === 'attribute' && cell.length > mostAttributeCharacters)
  return isLong || kept.join('').length > mostRowCharacters ? { reason: 'too_long' } : null
}

const repeated = (line: number | null): ReturnType<typeof rowProblem> =>
  line === null ? null : { reason: 'repeated_row', detail: `line ${line}` }
