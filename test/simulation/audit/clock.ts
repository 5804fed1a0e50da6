/** The auditor's own reading of local clocks: the platform's calendar, not the product's. */
const formatters = new Map<string, Intl.DateTimeFormat>()

const formatterOf = (zone: string): Intl.DateTimeFormat => {
  const known = formatters.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  formatters.set(zone, made)
  return made
}

/** The local date (YYYY-MM-DD) and minute of the day at a moment (epoch ms). */
export const localAt = (moment: number, zone: string): { date: string; minute: number } => {
  const [, date = '', hours = '0', minutes = '0'] = /^(\S+?),? (\d+):(\d+)$/.exec(formatterOf(zone).format(moment)) ?? []
  return { date, minute: Number(hours) * 60 + Number(minutes) }
}
