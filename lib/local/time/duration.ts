/** ISO 8601 durations of fixed length: weeks, days, hours, minutes and seconds. */
export const durationMs = (text: string): number | null => {
  const [whole, weeks, days, hours, minutes, seconds] =
    /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text) ?? []
  if (whole === undefined) return null
  const of = (count: string | undefined, milliseconds: number): number => Number(count ?? 0) * milliseconds
  return of(weeks, 604_800_000) + of(days, 86_400_000) + of(hours, 3_600_000) + of(minutes, 60_000) + of(seconds, 1_000)
}
