/** What the API says is wrong with a draft, sorted by the card that it belongs to. */
import type { SequenceView } from '../../functions/contract/api/views.ts'
import type { StepForm } from './builder-form.ts'

export interface Complaints {
  /** By step key, then by field: `condition.tests.0.step`. */
  steps: Map<string, Record<string, string>>
  /** Of the sequence itself, by field. */
  rules: Record<string, string>
}

/** `errors` by field; `keyAt` tells the key of the card that stands at a place of the list that they speak of. */
export const sorted = (errors: Record<string, string>, keyAt: (place: number) => string | undefined): Complaints => {
  const complaints: Complaints = { steps: new Map(), rules: {} }
  for (const [field, message] of Object.entries(errors)) {
    const of = /^steps\.(?<place>\d+)\.?(?<rest>.*)$/.exec(field)?.groups
    const key = of === undefined ? undefined : keyAt(Number(of['place']))
    if (of === undefined) complaints.rules[field] = beside(message)
    else if (key !== undefined) complaints.steps.set(key, { ...complaints.steps.get(key), [of['rest'] ?? '']: beside(message) })
  }
  return complaints
}

/** The later ones stand where both say something of a field. */
export const merged = (one: Complaints, other: Complaints): Complaints => ({
  rules: { ...one.rules, ...other.rules },
  steps: new Map(
    [...new Set([...one.steps.keys(), ...other.steps.keys()])].map((key) => [key, { ...one.steps.get(key), ...other.steps.get(key) }]),
  ),
})

/** Beside its field a sentence need not name its step again: `step "Hello" needs a text` is `Needs a text`. */
const beside = (message: string): string => {
  const bare = message.replace(/^step "[^"]*":? /, '')
  return `${bare.charAt(0).toUpperCase()}${bare.slice(1)}`
}

/** A step on which nothing was written yet: it is left in peace until a launch is asked for. */
export const isBlank = (step: StepForm): boolean =>
  step.variants.length === 0 && [step.subject, step.body, step.brief, step.smsText].every((text) => text.trim() === '')

type Stored = SequenceView['steps'][number]

/**
 * Whether what is said of a text no longer holds for sure: it was changed since it was looked at, or (`isOpen`) somebody is still writing the
 * merge field that is not closed.
 */
export const isMending = (complaint: { field: string; message: string; step: StepForm; stored: Stored; isOpen: boolean }): boolean => {
  const { field, message, step, stored, isOpen } = complaint
  const of = /^(?:variants\.(?<place>\d+)\.)?(?<text>subject|body|smsText)$/.exec(field)?.groups
  if (!of) return false
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of the three that the pattern names
  const text = of['text'] as 'subject' | 'body' | 'smsText'
  const place = of['place'] === undefined ? null : Number(of['place'])
  const now = place === null ? step : step.variants[place]
  const before = place === null ? stored : stored.variants?.[place]
  return (now?.[text] ?? '') !== (before?.[text] ?? '') || (isOpen && message.includes('is not closed'))
}

/** The key at each place of a stored draft. */
export const keysOf = (draft: SequenceView | null, ids: ReadonlyMap<string, string>): ((place: number) => string | undefined) => {
  const keys = new Map([...ids].map(([key, id]) => [id, key]))
  return (place) => keys.get(draft?.steps[place]?.id ?? '')
}
