/** Warming a sender up: how many mails one of the tenant's addresses may send on a day, so that mailbox providers get to know it. */
import { Temporal } from 'temporal-polyfill'

/** `start` mails on the day `from`, `growth` times as many on each further day, never more than `most`. */
export interface Ramp {
  /** YYYY-MM-DD, by the tenant's clock. Before it, `start` holds. */
  from: string
  start: number
  /** 1 to 5; 1 keeps it level. */
  growth: number
  most: number
}

/** What one sender has sent on a day, and may. */
export interface SenderUse {
  /** Local date of the tenant, YYYY-MM-DD. */
  day: string
  taken: number
  cap: number
}

/** Mails on that day (YYYY-MM-DD). Worked: start 20, growth 1.5, most 500 gives 20, 30, 45, 67, 101 … and 500 from the ninth day on. */
export const capOn = ({ from, start, growth, most }: Ramp, day: string): number => {
  const { days } = Temporal.PlainDate.from(from).until(day, { largestUnit: 'days' })
  return Math.min(most, Math.floor(start * growth ** Math.max(0, days)))
}

/** Days for which a message waits for its sender's turn before it is skipped. */
export const rampPatienceDays = 7
