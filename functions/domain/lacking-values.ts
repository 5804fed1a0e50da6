/** Merge values that a contact lacks, with the steps that wait for them: known before anybody is enrolled. */
import type { ContactProfile } from './contact.ts'
import { contentOf } from './content.ts'
import type { SequenceVersion, Step } from './sequence.ts'
import type { TenantRules } from './signal.ts'
import { mergeVariables, variablesOf } from './template.ts'
import { everyWording } from './variants.ts'

export interface LackingValue {
  name: string
  /** Places of the steps that would be held, from 1. */
  steps: number[]
}

/** Reads a version's templates once, for any number of contacts. A default in the template is a value. */
export const lackingValues = (
  version: SequenceVersion,
  rules: Pick<TenantRules, 'company'>,
): ((profile: ContactProfile) => LackingValue[]) => {
  const named = version.steps.map((step) => ({ wordings: everyWording(step), names: everyWording(step).flatMap(namesOf) }))
  return (profile) => {
    const values = mergeVariables(profile, rules)
    const lacking = new Map<string, number[]>()
    for (const [i, { wordings, names }] of named.entries()) {
      if (names.every((name) => Object.hasOwn(values, name))) continue
      const missing = wordings.flatMap((step) => {
        const content = contentOf(step, step.channel, values)
        return content.kind === 'missing' ? content.names : []
      })
      for (const name of new Set(missing)) lacking.set(name, [...(lacking.get(name) ?? []), i + 1])
    }
    return [...lacking].map(([name, steps]) => ({ name, steps }))
  }
}

const namesOf = ({ subject, body, smsText }: Pick<Step, 'subject' | 'body' | 'smsText'>): string[] =>
  [subject, body, smsText].flatMap((text) => variablesOf(text ?? ''))
