/** A list with its days as rows of their own, for lists of which only what is in sight exists. */
import { dateIn, dayNameIn } from './when.ts'

export type DayEntry<T> = { kind: 'day'; id: string; name: string } | { kind: 'row'; id: string; row: T }

/** Rows in their order, each day named once before the first row of it. `dayOf`: an instant; days are those of `zone`. */
export const withDays = <T extends { id: string }>(
  rows: readonly T[],
  { dayOf, zone, now }: { dayOf: (row: T) => string; zone: string; now: string },
): DayEntry<T>[] => {
  let last = ''
  return rows.flatMap((row): DayEntry<T>[] => {
    const at = dayOf(row)
    const date = dateIn(at, zone)
    const heading: DayEntry<T>[] = date === last ? [] : [{ kind: 'day', id: `day ${date}`, name: dayNameIn(at, zone, now) }]
    last = date
    return [...heading, { kind: 'row', id: row.id, row }]
  })
}
