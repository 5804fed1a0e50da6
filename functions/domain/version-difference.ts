/** How two versions differ, or what publishing a draft would change, step by step and rule by rule: shown before anyone decides whom it is for. */
import type { SequenceContent, Step } from './sequence.ts'
import { stepWindowText } from './step-window.ts'
import { originalId, textsOf } from './variants.ts'

/** One field that differs. A text stands as it is, anything else as JSON; null where there is none. */
export interface FieldChange {
  field: string
  before: string | null
  after: string | null
}

export interface VersionDifference {
  added: Step[]
  removed: Step[]
  /** Steps that stay, with the fields that change. */
  changed: { step: Step; changes: FieldChange[] }[]
  /** The policies that change. */
  policies: FieldChange[]
  /** What else changes: name, triggerStage, goalStages, exitRoutes … */
  fields: FieldChange[]
}

/** `before` is null where nothing was published yet: then everything is new. */
export const versionDifference = (before: SequenceContent | null, after: SequenceContent): VersionDifference => {
  const was = new Map((before?.steps ?? []).map((step) => [step.id, step]))
  const is = new Set(after.steps.map(({ id }) => id))
  const { steps: _were, policies: oldPolicies = {}, ...oldRest } = before ?? {}
  const { steps: _are, policies, ...rest } = after
  return {
    added: after.steps.filter(({ id }) => !was.has(id)),
    removed: [...was.values()].filter(({ id }) => !is.has(id)),
    changed: after.steps.flatMap((step) => {
      const old = was.get(step.id)
      const changes = old ? changesOf(inFields(old), inFields(step)) : []
      return changes.length > 0 ? [{ step, changes }] : []
    }),
    policies: changesOf(oldPolicies, policies),
    fields: changesOf(oldRest, rest).filter(({ field }) => contentFields.has(field)),
  }
}

/** A step with its own hours in words, and each text of each variant as a field of its own: they are read, and not their JSON. */
const inFields = ({ variants = [], lastVariant: _given, window, ...step }: Step): object => ({
  ...step,
  ...(window ? { window: `only ${stepWindowText(window)}` } : {}),
  ...(variants.length > 0 ? { variants: textsOf({ variants }).map(lineOf).join('\n') } : {}),
  ...Object.fromEntries(
    variants.flatMap(({ id, subject, body, smsText }) =>
      Object.entries({ subject, body, smsText }).map(([field, text]) => [`variant ${id.toUpperCase()} ${field}`, text]),
    ),
  ),
})

const lineOf = ({ id, name, share }: ReturnType<typeof textsOf>[number]): string =>
  `${id === originalId ? name : `${id.toUpperCase()} · ${name}`}: ${share} %`

const contentFields: ReadonlySet<string> = new Set<Exclude<keyof SequenceContent, 'steps' | 'policies'>>([
  'name',
  'description',
  'triggerStage',
  'goalStages',
  'exitRoutes',
  'type',
  'client',
  'ownerRole',
])

const changesOf = (old: object, next: object): FieldChange[] => {
  const was = new Map<string, unknown>(Object.entries(old))
  const is = new Map<string, unknown>(Object.entries(next))
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((field) => {
    const [before, after] = [was.get(field), is.get(field)]
    return canonical(before) === canonical(after) ? [] : [{ field, before: textOf(before), after: textOf(after) }]
  })
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : canonical(value)

/** Text in which the order of keys does not count. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? ''
