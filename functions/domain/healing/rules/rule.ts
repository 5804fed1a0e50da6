/** A rule of the healing table, and what rules are put together from. Times in seconds. */
import type { Facts, Remedy } from '../facts.ts'

export interface Rule {
  /** The condition in words. */
  when: string
  holds: (facts: Facts) => boolean
  because: string | ((facts: Facts) => string)
  remedies: readonly Remedy[]
}

export const minutes = (count: number): number => count * 60
export const hours = (count: number): number => count * 3600

export const skip: Remedy = { action: 'skip_and_advance' }
export const end: Remedy = { action: 'end_sequence' }

const opens =
  (...channels: (keyof Facts['closed'])[]) =>
  ({ closed }: Facts): boolean =>
    channels.some((channel) => closed[channel] === null)

export const isOpen = {
  email: opens('email'),
  sms: opens('sms'),
  call: opens('call'),
  writing: opens('sms', 'email'),
}

export const otherwise = (because: Rule['because'], ...remedies: Remedy[]): Rule => ({
  when: 'otherwise',
  holds: () => true,
  because,
  remedies,
})
