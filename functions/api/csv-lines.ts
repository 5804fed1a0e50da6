/** The lines of a CSV, whatever separates its cells, each with where it stands. */
import { CsvError, parse } from 'csv-parse/sync'
import type { JobRow } from '../contract/job.ts'
import { csvComplaint, csvOptions, csvText, linesOf, type CsvRecord, type Line } from '../domain/csv-reading.ts'

export type CsvRead =
  | { kind: 'rows'; rows: JobRow[] }
  | { kind: 'refused'; reason: 'bad_header' | 'malformed_csv' | 'too_many_rows'; detail: string }

export const parsedCsv = (text: string): Line[] | { reason: 'malformed_csv'; detail: string } => {
  try {
    // With `info`, each record comes with where it ended; the library's types do not follow the option.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return linesOf(parse(csvText(text), csvOptions(text)) as unknown as CsvRecord[])
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { reason: 'malformed_csv', detail: csvComplaint(error.message) }
  }
}
