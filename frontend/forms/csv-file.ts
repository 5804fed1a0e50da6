/** CSV text read and written in the browser. Heavy: imported when somebody has a list. */
import { parse } from 'csv-parse/browser/esm/sync'
import { stringify } from 'csv-stringify/browser/esm/sync'
import { csvComplaint, csvOptions, csvText, linesOf, newlines, type CsvRecord, type Line } from '../../functions/domain/csv-reading.ts'
import { splitName } from '../../functions/domain/contact-columns.ts'
import { nameOf, type Target } from './csv-mapping.ts'

export interface CsvFile {
  name: string
  headers: string[]
  /** Below the header. */
  lines: Line[]
}

/** A chosen file's text: UTF-8 or UTF-16 as it says, else as a spreadsheet under Windows writes it. */
export const textOf = async (file: Blob): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  if (wide) return new TextDecoder(wide).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The list, or why it cannot be read. */
export const readFile = (name: string, text: string): CsvFile | { complaint: string } => {
  try {
    // With `info`, each record comes with where it ended; the library's types do not follow the option.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const [header, ...lines] = linesOf(parse(csvText(text), csvOptions(text)) as unknown as CsvRecord[])
    if (!header) return { complaint: 'The file is empty. Choose a CSV whose first line names its columns.' }
    if (lines.length === 0) return { complaint: 'There is no row below the first line, which names the columns.' }
    return { name, headers: header.cells, lines }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { complaint: csvComplaint(error.message) }
  }
}

/**
 * The list as it is sent: the mapped columns alone, each row at the line where it stood, so that what is said of a line is true of the file.
 * `firstLine`: where the header would stand, so that a part of a long list begins without empty lines.
 */
export const mappedCsv = (
  { headers }: { headers: readonly string[] },
  mapping: readonly Target[],
  lines: readonly Line[],
  called: readonly string[] = headers,
  firstLine = 1,
): string => {
  const kept = mapping.flatMap((target, i) => {
    const cell = (cells: readonly string[]): string => cells[i] ?? ''
    if (target === 'fullName')
      return (['firstName', 'lastName'] as const).map((name) => ({ name, of: (cells: readonly string[]) => splitName(cell(cells))[name] }))
    const name = nameOf(target, called[i] ?? '')
    return name === null ? [] : [{ name: name.replaceAll(/\s+/g, ' '), of: cell }]
  })
  const parts = [written([kept.map(({ name }) => name)])]
  let group: string[][] = []
  let next = firstLine + 1
  for (const { line, cells } of lines) {
    const row = kept.map(({ of }) => of(cells))
    if (line > next) {
      parts.push(written(group), '\n'.repeat(line - next))
      group = []
    }
    group.push(row)
    next = Math.max(line, next) + 1 + newlines(row)
  }
  return [...parts, written(group)].join('')
}

export const written = (rows: readonly (readonly string[])[]): string => (rows.length === 0 ? '' : stringify(rows.map((row) => [...row])))

/** As `written`, for a list that a spreadsheet opens and nobody brings back: a cell that would be read as a formula is not. */
export const safelyWritten = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  )
