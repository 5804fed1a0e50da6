/** The lines of a CSV, whatever separates its cells, each with where it stands. */
import { CsvError, parse } from 'csv-parse/sync'
import type { JobRow } from '../contract/job.ts'

export type CsvRead =
  | { kind: 'rows'; rows: JobRow[] }
  | { kind: 'refused'; reason: 'bad_header' | 'malformed_csv' | 'too_many_rows'; detail: string }

export interface Line {
  /** 1 for the first line of the text. */
  line: number
  cells: string[]
}

export const parsedCsv = (text: string): Line[] | { reason: 'malformed_csv'; detail: string } => {
  try {
    const options = {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }
    // With `info`, each record comes with where it ended; the library's types do not follow the option.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[]
    return records
      .map(({ info, record }) => ({ line: info.lines - record.join('').split('\n').length + 1, cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const detail = `The CSV cannot be read: ${error.message}. A quotation mark that is opened has to be closed; save it as CSV (UTF-8) and send it again.`
    return { reason: 'malformed_csv', detail }
  }
}

/** Spreadsheets write semicolons or tabs where a comma is the decimal sign. */
const delimiterOf = (text: string): string => {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const count = (delimiter: string): number => header.split(delimiter).length
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
}
