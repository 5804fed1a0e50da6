/** What publishing a draft would change, step by step and rule by rule: shown before anyone decides whom it is for. */
import type { SequenceContent, Step } from './sequence.ts'

export interface VersionDifference {
  added: Step[]
  removed: Step[]
  /** Steps that stay, with the names of the fields that change. */
  changed: { step: Step; fields: string[] }[]
  /** Names of the policies that change. */
  policies: string[]
  /** What else changes: name, triggerStage, goalStages, exitRoutes … */
  fields: string[]
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
      const fields = old ? differing(old, step) : []
      return fields.length > 0 ? [{ step, fields }] : []
    }),
    policies: differing(oldPolicies, policies),
    fields: differing(oldRest, rest).filter((field) => contentFields.has(field)),
  }
}

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

const differing = (old: object, next: object): string[] => {
  const was = new Map<string, unknown>(Object.entries(old))
  const is = new Map<string, unknown>(Object.entries(next))
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => canonical(was.get(key)) !== canonical(is.get(key)))
}

/** Text in which the order of keys does not count. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? ''
