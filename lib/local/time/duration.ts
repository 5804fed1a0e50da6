/** ISO 8601 durations of fixed length. */

/** Weeks, days, hours, minutes and seconds, as milliseconds; null where the text is none. */
export const durationMs = (text: string): number | null => {
  const [whole, weeks, days, hours, minutes, seconds] =
    /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text) ?? []
  if (whole === undefined) return null
  return of(weeks, 604_800_000) + of(days, 86_400_000) + of(hours, 3_600_000) + of(minutes, 60_000) + of(seconds, 1_000)
}

const of = (count: string | undefined, milliseconds: number): number => Number(count ?? 0) * milliseconds
