/** Local dates and times of a zone, to and from epoch milliseconds. */
import { AwsError } from '../service.ts'

/** Epoch ms of a local date and time in a zone; the earlier one where clocks go back, the later where they skip it. */
export const wallTime = (local: string, timeZone: string): number => {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return Number.NaN
  const offsetAt = (at: number): number => Date.parse(`${localTime(at, timeZone)}Z`) - at
  const first = asUtc - offsetAt(asUtc - offsetAt(asUtc))
  const early = asUtc - offsetAt(first - 7_200_000)
  return localTime(early, timeZone) === local ? early : first
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** `yyyy-mm-ddThh:mm:ss` in a zone. */
export const localTime = (at: number, timeZone: string): string => {
  let format = formats.get(timeZone)
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    } catch {
      throw new AwsError('ValidationException', `Invalid Schedule Expression Timezone ${timeZone}.`)
    }
    formats.set(timeZone, format)
  }
  return format.format(at).replace(' ', 'T')
}
