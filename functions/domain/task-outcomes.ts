/** What a person can say that a call, a LinkedIn note or a task came to: what later steps ask for first, then what is usual. */
import { callOutcomes } from './call.ts'
import type { Channel } from './channel.ts'
import type { StepCondition } from './condition.ts'
import { isNearMiss } from './near-miss.ts'
import type { FieldError } from './sequence-edit.ts'

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

/** What a condition can name of a step on this channel: what is recorded of it by itself, and what people usually say. */
export const knownOutcomes: Record<Channel, readonly string[]> = {
  call: [...callOutcomes, 'interested', 'not_interested'],
  linkedin: [...usual.linkedin, 'interested', 'not_interested'],
  task: [...usual.task, 'interested', 'not_interested', 'no_answer', 'wrong_person'],
  email: [],
  sms: [],
}

/** What to look at in an outcome that a step on this channel does not have by itself; null for one that it has. */
export const outcomeWarning = (channel: Channel, outcome: string): string | null => {
  const known = knownOutcomes[channel]
  if (known.some((one) => same(one, outcome))) return null
  const begun = outcome.trim().toLowerCase()
  const meant = known.find((one) => isNearMiss(one, outcome)) ?? known.find((one) => begun !== '' && one.startsWith(begun))
  const said = `"${outcome.trim()}" is none of the usual outcomes`
  return meant === undefined
    ? `${said}: it holds only where somebody records exactly that.`
    : `${said}. Did you mean "${meant.replaceAll('_', ' ')}"?`
}

/** Outcomes of which a draft's conditions may say what was not meant. They keep nothing from being published: people may record any word. */
export const outcomeWarnings = (
  steps: readonly { id: string; name: string; channel: Channel; off?: boolean; condition?: StepCondition }[],
): FieldError[] =>
  steps.flatMap(({ name, off, condition }, place) =>
    off
      ? []
      : (condition?.tests ?? []).flatMap((test, at) => {
          const asked = 'outcomes' in test ? steps.find(({ id }) => id === test.step) : undefined
          if (!asked || !('outcomes' in test)) return []
          return test.outcomes.flatMap((outcome) => {
            const warning = outcomeWarning(asked.channel, outcome)
            return warning === null
              ? []
              : [{ field: `steps[${place}].condition.tests[${at}].outcomes`, message: `step "${name}": ${warning}` }]
          })
        }),
  )

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
