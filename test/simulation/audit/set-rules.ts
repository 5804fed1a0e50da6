/** The hours and the limit that may have been in force at a moment: the tenant's file's, or what an admin set in their place. */
import { hoursOf, tenant } from '../tenant.ts'
import { handMs, type View } from './view.ts'

export interface Hours {
  from: number
  to: number
}
interface Rules {
  email: { from: string; to: string } | null
  limit: number | null
}
const file: Rules = { email: null, limit: null }

/** A message is decided by what stands when its records are read: what was said by then and what nobody had replaced for certain before. */
const possible = (view: View, at: number): Rules[] => {
  const words = view.words('set_rules').filter(({ said }) => said <= at)
  if (words.length === 0) return [file]
  const isOver = (known: number): boolean => words.some((next) => next.said >= known && (next.known ?? Infinity) <= at - handMs)
  return [...(isOver(-Infinity) ? [] : [file]), ...words.filter(({ known }) => known === null || !isOver(known)).map(({ what }) => what)]
}

/** Minutes of the day; none where a channel has no hours. */
export const hoursAt = (view: View, channel: string, at: number): Hours[] => {
  const own = hoursOf[channel]
  if (!own) return []
  if (channel !== 'email') return [own]
  return possible(view, at).map(({ email }) => (email ? { from: minutes(email.from), to: minutes(email.to) } : own))
}

/** The most touches a day that may have been allowed. */
export const limitAt = (view: View, at: number): number =>
  Math.max(...possible(view, at).map(({ limit }) => limit ?? tenant.dailyTouchLimit))

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
