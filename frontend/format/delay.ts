/** Delays as a person reads them on a timeline. */

const hour = 60
const day = 24 * hour

/** `T+24h`, from minutes after the enrollment. Up to three days in hours, as sequences are spoken of; from there in days: `T+7d`. */
export const delayLabel = (minutes: number): string => {
  if (minutes > 0 && minutes < hour) return `T+${minutes}m`
  const [whole, unit, size] = minutes > 3 * day ? [Math.floor(minutes / day), 'd', day] : [Math.floor(minutes / hour), 'h', hour]
  return `T+${whole}${unit}${remainder(minutes - whole * size)}`
}

const remainder = (minutes: number): string => {
  if (minutes === 0) return ''
  const hours = Math.floor(minutes / hour)
  return hours > 0 && minutes % hour === 0 ? ` ${hours}h` : hours > 0 ? ` ${hours}h ${minutes % hour}m` : ` ${minutes}m`
}

export const delayUnits = ['minutes', 'hours', 'days'] as const
export type DelayUnit = (typeof delayUnits)[number]
const minutesIn: Record<DelayUnit, number> = { minutes: 1, hours: hour, days: day }

export const toMinutes = (amount: number, unit: DelayUnit): number => Math.round(amount * minutesIn[unit])

/** The largest unit that says it in whole numbers: 4320 → 3 days. Zero is said in hours. */
export const fromMinutes = (minutes: number): { amount: number; unit: DelayUnit } => {
  const unit = minutes === 0 ? 'hours' : minutes % day === 0 ? 'days' : minutes % hour === 0 ? 'hours' : 'minutes'
  return { amount: minutes / minutesIn[unit], unit }
}
