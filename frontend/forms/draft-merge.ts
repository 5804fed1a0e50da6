/** Two edits of the same draft made into one: what was changed here against the state it was begun with, over what another edit made of it. */
import { inOrder } from '../../functions/domain/plan.ts'
import type { BuilderForm, StepForm } from './builder-form.ts'
import type { VariantForm } from './variant-form.ts'

/** `base`: the state that `mine` was begun with. Fields that `mine` left alone are as `theirs` has them; steps are the same where their keys are. */
export const mergedDraft = (base: BuilderForm, mine: BuilderForm, theirs: BuilderForm): BuilderForm => ({
  ...fieldsOf(base, mine, theirs),
  policies: fieldsOf(base.policies, mine.policies, theirs.policies),
  exitRoutes: fieldsOf(base.exitRoutes, mine.exitRoutes, theirs.exitRoutes),
  steps: inOrder(listOf({ base: base.steps, mine: mine.steps, theirs: theirs.steps }, ({ key }) => key, stepOf)),
})

const stepOf = (base: StepForm, mine: StepForm, theirs: StepForm): StepForm => ({
  ...fieldsOf(base, mine, theirs),
  lastVariant: mine.lastVariant > theirs.lastVariant ? mine.lastVariant : theirs.lastVariant,
  variants: listOf<VariantForm>({ base: base.variants, mine: mine.variants, theirs: theirs.variants }, ({ id }) => id, fieldsOf),
})

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Field by field; one that is optional may be missing on either side. */
const fieldsOf = <T extends object>(base: T, mine: T, theirs: T): T => {
  const [from, here, there] = [base, mine, theirs].map((one) => new Map<string, unknown>(Object.entries(one)))
  const names = new Set([...(there?.keys() ?? []), ...(here?.keys() ?? [])])
  const merged = [...names].flatMap((name) => {
    const side = isSame(here?.get(name), from?.get(name)) ? there : here
    return side?.has(name) ? [[name, side.get(name)] as const] : []
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each field is taken whole from one of two of the same type
  return Object.fromEntries(merged) as T
}

interface Three<T> {
  base: readonly T[]
  mine: readonly T[]
  theirs: readonly T[]
}

/**
 * What either side added is there; what one removed is gone, unless it was changed here. The order is that of `mine` where it was changed here,
 * else that of `theirs`.
 */
const listOf = <T>({ base, mine, theirs }: Three<T>, nameOf: (one: T) => string, both: (base: T, mine: T, theirs: T) => T): T[] => {
  const [from, here, there] = [base, mine, theirs].map((list) => new Map(list.map((one) => [nameOf(one), one])))
  const one = (name: string): T[] => {
    const [was, my, their] = [from?.get(name), here?.get(name), there?.get(name)]
    if (my !== undefined && their !== undefined) return [both(was ?? their, my, their)]
    if (was === undefined) return [my, their].filter((added) => added !== undefined)
    return my !== undefined && !isSame(my, was) ? [my] : []
  }
  const names = (list: readonly T[]): string[] => list.map(nameOf)
  const kept = (list: readonly T[]): string[] => names(list).filter((name) => from?.has(name) && here?.has(name))
  const isMoved = !isSame(kept(mine), kept(base))
  const [first, second] = isMoved ? [names(mine), names(theirs)] : [names(theirs), names(mine)]
  return withOthers(first, second).flatMap(one)
}

/** Those of `second` that `first` lacks, each behind the one that it stands behind there. */
const withOthers = (first: readonly string[], second: readonly string[]): string[] => {
  const all = [...first]
  for (const [place, name] of second.entries()) {
    if (all.includes(name)) continue
    const before = place === 0 ? -1 : all.indexOf(second[place - 1] ?? '')
    all.splice(before + 1, 0, name)
  }
  return all
}
