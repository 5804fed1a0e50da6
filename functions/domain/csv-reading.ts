/** How a CSV is read, whoever reads it: the dashboard before it is sent, the API when it is taken in. */

export interface Line {
  /** 1 for the first line of the text. */
  line: number
  cells: string[]
}

/** A record as `csv-parse` gives it with `info`: `lines` is where it ended. */
export interface CsvRecord {
  info: { lines: number }
  record: string[]
}

/** The text as it is parsed: `csv-parse` counts a quoted line break of two characters as two lines, so that all after it would be a line off. */
export const csvText = (text: string): string => text.replaceAll(/\r\n?/g, '\n')

/** Options of `csv-parse`. */
export const csvOptions = (text: string) => ({
  bom: true,
  delimiter: delimiterOf(text),
  info: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  trim: true,
})

/** The records that hold anything, each with the line at which it begins. */
export const linesOf = (records: readonly CsvRecord[]): Line[] =>
  records
    .map(({ info, record }) => ({ line: info.lines - newlines(record), cells: record }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))

/** Line breaks inside of a record's cells. */
export const newlines = (cells: readonly string[]): number => cells.join('').split('\n').length - 1

export const csvComplaint = (message: string): string =>
  `The CSV cannot be read: ${message}. A quotation mark that is opened has to be closed; save it as CSV (UTF-8) and send it again.`

/** Spreadsheets write semicolons or tabs where a comma is the decimal sign. */
const delimiterOf = (text: string): string => {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const count = (delimiter: string): number => header.split(delimiter).length
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
}
