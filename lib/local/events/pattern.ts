/** EventBridge's event patterns. See "Comparison operators" in the EventBridge user guide. */
export type Pattern = Record<string, unknown>

/** Whether an event (or a part of one) matches; every key of the pattern must, any of a key's values may. */
export const matchesPattern = (pattern: Pattern, event: unknown): boolean =>
  Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') return (wanted as Pattern[]).some((alternative) => matchesPattern(alternative, event))
    const values = valuesAt(event, key)
    if (Array.isArray(wanted)) return wanted.some((rule) => matchesRule(rule, values))
    // Below an array of objects, one of them must match the whole nested pattern.
    return (
      values.some((value) => isObject(value) && matchesPattern(wanted as Pattern, value)) || (values.length === 0 && wantsAbsence(wanted))
    )
  })

/** Throws where a pattern uses what is not understood here. */
export const checkPattern = (pattern: Pattern, place: string): void => {
  for (const [key, wanted] of Object.entries(pattern)) {
    if (key === '$or') for (const alternative of wanted as Pattern[]) checkPattern(alternative, place)
    else if (Array.isArray(wanted))
      for (const rule of wanted) {
        const [operator] = isObject(rule) ? Object.keys(rule) : []
        if (operator !== undefined && !(operator in operators))
          throw new Error(`${place}: the pattern operator ${operator} is not hosted here`)
      }
    else checkPattern(wanted as Pattern, place)
  }
}

type Rule = (argument: unknown, value: unknown) => boolean

const operators: Record<string, Rule> = {
  prefix: (argument, value) => {
    if (typeof value !== 'string') return false
    const folded = ignoringCase(argument)
    return folded === null ? value.startsWith(String(argument)) : value.toLowerCase().startsWith(folded)
  },
  suffix: (argument, value) => {
    if (typeof value !== 'string') return false
    const folded = ignoringCase(argument)
    return folded === null ? value.endsWith(String(argument)) : value.toLowerCase().endsWith(folded)
  },
  'equals-ignore-case': (argument, value) => typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase(),
  wildcard: (argument, value) => typeof value === 'string' && wildcard(String(argument)).test(value),
  'anything-but': (argument, value) => !listOf(argument).some((one) => (isObject(one) ? matchesRule(one, [value]) : one === value)),
  numeric: (argument, value) => typeof value === 'number' && numeric(argument as (string | number)[], value),
  cidr: (argument, value) => typeof value === 'string' && inRange(String(argument), value),
  // Decided in matchesRule: it is about the key, not about a value.
  exists: () => false,
}

const matchesRule = (rule: unknown, values: unknown[]): boolean => {
  if (!isObject(rule)) return values.includes(rule)
  const [[operator, argument] = []] = Object.entries(rule)
  if (operator === 'exists') return values.length > 0 === argument
  return values.some((value) => operators[operator ?? '']?.(argument, value) ?? false)
}

/** What an event has under a key; an array counts as each of its values. */
const valuesAt = (event: unknown, key: string): unknown[] => {
  if (!isObject(event)) return []
  const value = key in event ? event[key] : undefined
  if (value === undefined) return []
  return Array.isArray(value) ? value.flat() : [value]
}

const wantsAbsence = (wanted: unknown): boolean =>
  isObject(wanted) &&
  Object.values(wanted).every((inner) =>
    Array.isArray(inner) ? inner.some((rule) => isObject(rule) && rule.exists === false) : wantsAbsence(inner),
  )

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])
const ignoringCase = (argument: unknown): string | null =>
  isObject(argument) && typeof argument['equals-ignore-case'] === 'string' ? argument['equals-ignore-case'].toLowerCase() : null

const wildcard = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll(/[.+^${}()|[\]?]/g, '\\$&').replaceAll(/(?<!\\)\*/g, '.*')}$`, 's')

const comparisons: Record<string, (value: number, limit: number) => boolean> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}
const numeric = (argument: (string | number)[], value: number): boolean => {
  for (let at = 0; at < argument.length; at += 2) if (!comparisons[String(argument[at])]?.(value, Number(argument[at + 1]))) return false
  return true
}

const addressNumber = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

const inRange = (cidr: string, address: string): boolean => {
  const [base = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  return Math.trunc(addressNumber(base) / size) === Math.trunc(addressNumber(address) / size)
}
