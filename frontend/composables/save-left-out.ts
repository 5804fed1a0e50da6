import { saveFile } from '../format/save-file.ts'
import { addedColumns } from '../forms/csv-mapping.ts'
import type { EnrollList } from '../forms/enroll-list.ts'
import type { EnrollCheck } from './use-enroll-check.ts'

/** Those who stay out as a list, each with its line and why: of a file as its rows stood, to be corrected and brought again. */
export const saveLeftOut = async ({ check, list }: { check: EnrollCheck; list: EnrollList | null }): Promise<void> => {
  const { written, safelyWritten } = await import('../forms/csv-file.ts')
  const refused = check.standings.value.flatMap((standing) => (standing.kind === 'refused' ? [standing] : []))
  if (!list) {
    save(safelyWritten([['Contact id', 'Name', 'Why'], ...refused.map(({ candidate: { id, name }, text }) => [id, name, text])]))
    return
  }
  const why = new Map(refused.map(({ candidate, text }) => [candidate.id, text]))
  const rows = [
    ...list.bad.map(({ line, cells, text, detail }) => ({ line, cells, text: detail ? `${text} (${detail})` : text })),
    ...list.good.flatMap(({ id, line, cells }) => (why.has(id) ? [{ line, cells, text: why.get(id) ?? '' }] : [])),
  ].toSorted((a, b) => a.line - b.line)
  const header = [...list.headers, addedColumns.line, addedColumns.problem]
  const width = list.headers.length
  save(
    written([
      header,
      ...rows.map(({ line, cells, text }) => [...list.headers.map((_, i) => cells[i] ?? ''), ...cells.slice(width), String(line), text]),
    ]),
  )
}

const save = (text: string): void => saveFile('left-out.csv', text, 'text/csv')
