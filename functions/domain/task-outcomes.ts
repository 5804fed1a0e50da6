/** What a person can say that a call, a LinkedIn note or a task came to: what later steps ask for first, then what is usual. */
import type { Channel } from './channel.ts'

export interface OutcomeAsked {
  stepOrder: number
  outcomes: readonly string[]
  not: boolean
}

export interface OutcomeChoice {
  outcome: string
  /** Places of the later steps that are carried out because of it. */
  opens: number[]
  /** Places of the later steps that are passed over because of it. */
  closes: number[]
}

const usual: Record<Channel, readonly string[]> = {
  call: ['answered', 'voicemail', 'no_answer', 'busy', 'invalid_number'],
  linkedin: ['sent', 'accepted', 'no_profile'],
  task: ['done'],
  email: [],
  sms: [],
}

/**
 * At most nine, one for each digit. Words are compared as conditions compare them: with their case and spaces set aside. A step that asks
 * for several tests may still be decided otherwise by the others.
 */
export const outcomeChoices = (channel: Channel, asks: readonly OutcomeAsked[]): OutcomeChoice[] => {
  const named = asks.flatMap(({ outcomes }) => outcomes)
  const all = [...named, ...usual[channel]].filter((one, i, words) => words.findIndex((other) => same(other, one)) === i)
  return all.slice(0, 9).map((outcome) => {
    const placesWhere = (holds: boolean): number[] => [
      ...new Set(
        asks.filter((ask) => (ask.outcomes.some((one) => same(one, outcome)) !== ask.not) === holds).map(({ stepOrder }) => stepOrder),
      ),
    ]
    return { outcome, opens: placesWhere(true), closes: placesWhere(false) }
  })
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()
