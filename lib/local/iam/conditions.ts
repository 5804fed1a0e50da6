/** Condition blocks of IAM policies: every operator must hold for every key it names. */
import { asList, matcher } from './patterns.ts'

export type Conditions = Record<string, Record<string, unknown>>
/** What the request carries, by condition key; several values are joined by commas. */
export type RequestContext = Record<string, string>

type Compare = (actual: string, wanted: string) => boolean

const like: Compare = (actual, wanted) => matcher(wanted).matches(actual)
const equals: Compare = (actual, wanted) => actual === wanted
const sameText: Compare = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()
const not =
  (compare: Compare): Compare =>
  (actual, wanted) =>
    !compare(actual, wanted)
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Compare =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted))

/** A negated operator holds where it holds for all of its values; the others where it holds for one. */
const operators: Record<string, { compare: Compare; negated?: boolean }> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: not(equals), negated: true },
  StringEqualsIgnoreCase: { compare: sameText },
  StringNotEqualsIgnoreCase: { compare: not(sameText), negated: true },
  StringLike: { compare: like },
  StringNotLike: { compare: not(like), negated: true },
  ArnEquals: { compare: like },
  ArnLike: { compare: like },
  ArnNotEquals: { compare: not(like), negated: true },
  ArnNotLike: { compare: not(like), negated: true },
  Bool: { compare: sameText },
  NumericEquals: { compare: numeric((actual, wanted) => actual === wanted) },
  NumericLessThan: { compare: numeric((actual, wanted) => actual < wanted) },
  NumericLessThanEquals: { compare: numeric((actual, wanted) => actual <= wanted) },
  NumericGreaterThan: { compare: numeric((actual, wanted) => actual > wanted) },
  NumericGreaterThanEquals: { compare: numeric((actual, wanted) => actual >= wanted) },
}

const parts = (operator: string) => {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? []
  return { set, name, ifExists: ifExists !== undefined }
}

export const checkConditions = (conditions: Conditions, source: string): void => {
  for (const operator of Object.keys(conditions)) {
    const { name } = parts(operator)
    if (name !== 'Null' && !operators[name]) throw new Error(`${source}: the condition operator ${operator} is not evaluated here`)
  }
}

export const conditionsHold = (conditions: Conditions, context: RequestContext): boolean =>
  Object.entries(conditions).every(([operator, keys]) => {
    const { set, name, ifExists } = parts(operator)
    return Object.entries(keys).every(([key, wanted]) => {
      const actual = context[key] ?? context[key.toLowerCase()]
      const values = asList(wanted).map(String)
      if (name === 'Null') return values.includes(String(actual === undefined))
      const known = operators[name]
      if (!known) return false
      if (actual === undefined) return ifExists || known.negated === true || set === 'ForAllValues'
      const holds = (one: string): boolean =>
        known.negated ? values.every((value) => known.compare(one, value)) : values.some((value) => known.compare(one, value))
      if (set === 'ForAllValues') return actual.split(',').every(holds)
      if (set === 'ForAnyValue') return actual.split(',').some(holds)
      return holds(actual)
    })
  })
