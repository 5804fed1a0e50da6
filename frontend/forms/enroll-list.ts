/** A list on its way to the API: from a file, or pasted. */
import type { CsvFile } from './csv-file.ts'
import type { RowMatch, Target } from './csv-mapping.ts'
import type { BadRow, GoodRow } from './csv-rows.ts'
import type { agreementOf } from './agreement.ts'
import { pastedLines } from './enroll-check.ts'

export interface EnrollList {
  headers: readonly string[]
  mapping: readonly Target[]
  called: readonly string[]
  good: readonly GoodRow[]
  bad: readonly BadRow[]
  match: RowMatch
  agreement: ReturnType<typeof agreementOf>
}

/** These rows as a request takes them. */
export const listBody = async (list: EnrollList, rows: readonly GoodRow[]) => {
  const { mappedCsv } = await import('./csv-file.ts')
  const firstLine = (rows[0]?.line ?? 2) - 1
  return {
    csv: mappedCsv(list, list.mapping, rows, list.called, firstLine),
    firstLine,
    matchBy: matchByOf(list.match),
    ...(list.agreement ? { agreement: list.agreement } : {}),
  }
}

/** A contact id needs no address; a row that lacks it is matched by email. */
export const matchByOf = (match: RowMatch): 'email' | 'phone' => (match === 'phone' ? 'phone' : 'email')

const pastedColumns = ['contactId', 'email', 'phone'] as const

/** Pasted lines as a list: each is an id, an email address or a number. */
export const pastedList = async (text: string, agreement: EnrollList['agreement']): Promise<EnrollList> => {
  const { checkedRows } = await import('./csv-rows.ts')
  const lines: CsvFile['lines'] = pastedLines(text).map(({ line, text: entry, kind }) => ({
    line,
    cells: pastedColumns.map((column) => (column === (kind === 'id' ? 'contactId' : kind) ? entry : '')),
  }))
  const told = await checkedRows(lines, pastedColumns)
  return { headers: pastedColumns, mapping: pastedColumns, called: pastedColumns, ...told, match: 'contactId', agreement }
}
