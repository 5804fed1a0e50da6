/** DynamoDB's expressions, each text parsed once: conditions, updates and key conditions, as the Developer Guide gives their grammar. */

export type Item = Record<string, unknown>
export interface Given {
  names: Record<string, string>
  values: Record<string, unknown>
}
export type Condition = (item: Item, given: Given) => boolean
/** Changes the item it is given, which is a copy. */
export type Update = (item: Item, given: Given) => void

type Operand = (item: Item, given: Given) => unknown
type Path = (given: Given) => string[]

const parsed = new Map<string, Condition>()
const updates = new Map<string, Update>()

export const conditionOf = (text: string): Condition => remembered(parsed, text, () => whole(text, orOf))
export const updateOf = (text: string): Update => remembered(updates, text, () => whole(text, clausesOf))

const remembered = <T>(known: Map<string, T>, text: string, parse: () => T): T => {
  const found = known.get(text)
  if (found) return found
  const made = parse()
  known.set(text, made)
  return made
}

interface Reader {
  text: string
  tokens: string[]
  place: number
}

const whole = <T>(text: string, parse: (reader: Reader) => T): T => {
  const tokens = text.match(/[#:]?[A-Za-z_][\w-]*|\d+|<=|>=|<>|[=<>(),.+[\]-]/g) ?? []
  if (tokens.join('').length !== text.replaceAll(/\s/g, '').length) throw new Error(`cannot read the expression "${text}"`)
  const reader: Reader = { text, tokens, place: 0 }
  const made = parse(reader)
  if (reader.place !== tokens.length) throw new Error(`"${text}" goes on after it should end, at "${tokens[reader.place] ?? ''}"`)
  return made
}

const peek = ({ tokens, place }: Reader): string => tokens[place] ?? ''
const isWord = (reader: Reader, word: string): boolean => peek(reader).toUpperCase() === word
const take = (reader: Reader): string => {
  const token = peek(reader)
  if (token === '') throw new Error(`"${reader.text}" ends too early`)
  reader.place++
  return token
}
const skip = (reader: Reader, token: string): boolean => {
  if (peek(reader).toUpperCase() !== token) return false
  reader.place++
  return true
}
const expect = (reader: Reader, token: string): void => {
  if (!skip(reader, token)) throw new Error(`"${reader.text}": expected "${token}", found "${peek(reader)}"`)
}

const orOf = (reader: Reader): Condition => {
  const parts = [andOf(reader)]
  while (skip(reader, 'OR')) parts.push(andOf(reader))
  return parts.length === 1 && parts[0] ? parts[0] : (item, given) => parts.some((part) => part(item, given))
}

const andOf = (reader: Reader): Condition => {
  const parts = [notOf(reader)]
  while (skip(reader, 'AND')) parts.push(notOf(reader))
  return parts.length === 1 && parts[0] ? parts[0] : (item, given) => parts.every((part) => part(item, given))
}

const notOf = (reader: Reader): Condition => {
  if (skip(reader, 'NOT')) {
    const inner = notOf(reader)
    return (item, given) => !inner(item, given)
  }
  if (skip(reader, '(')) {
    const inner = orOf(reader)
    expect(reader, ')')
    return inner
  }
  return comparisonOf(reader)
}

const predicates: Record<string, (args: Operand[]) => Condition> = {
  attribute_exists:
    ([path]) =>
    (item, given) =>
      path?.(item, given) !== undefined,
  attribute_not_exists:
    ([path]) =>
    (item, given) =>
      path?.(item, given) === undefined,
  begins_with:
    ([path, start]) =>
    (item, given) => {
      const value = path?.(item, given)
      return typeof value === 'string' && value.startsWith(String(start?.(item, given)))
    },
  contains:
    ([path, part]) =>
    (item, given) => {
      const value = path?.(item, given)
      const wanted = part?.(item, given)
      if (value instanceof Set) return value.has(wanted)
      if (Array.isArray(value)) return value.some((one) => same(one, wanted))
      return typeof value === 'string' && value.includes(String(wanted))
    },
}

const comparisonOf = (reader: Reader): Condition => {
  const predicate = predicates[peek(reader)]
  if (predicate) {
    take(reader)
    return predicate(argumentsOf(reader))
  }
  const left = operandOf(reader)
  if (skip(reader, 'BETWEEN')) {
    const low = operandOf(reader)
    expect(reader, 'AND')
    const high = operandOf(reader)
    return (item, given) => compare(left(item, given), low(item, given)) >= 0 && compare(left(item, given), high(item, given)) <= 0
  }
  if (skip(reader, 'IN')) {
    const list = argumentsOf(reader)
    return (item, given) => list.some((one) => same(left(item, given), one(item, given)))
  }
  const operator = take(reader)
  const right = operandOf(reader)
  const test = comparisons[operator]
  if (!test) throw new Error(`"${reader.text}": "${operator}" is no comparison`)
  return (item, given) => test(left(item, given), right(item, given))
}

/** NaN where the two have no order: every comparison with it is false. */
const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return Number.NaN
}
const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && a !== null && JSON.stringify(a) === JSON.stringify(b))
const comparisons: Record<string, (a: unknown, b: unknown) => boolean> = {
  '=': same,
  '<>': (a, b) => !same(a, b),
  '<': (a, b) => compare(a, b) < 0,
  '<=': (a, b) => compare(a, b) <= 0,
  '>': (a, b) => compare(a, b) > 0,
  '>=': (a, b) => compare(a, b) >= 0,
}

const argumentsOf = (reader: Reader): Operand[] => {
  expect(reader, '(')
  const list = [operandOf(reader)]
  while (skip(reader, ',')) list.push(operandOf(reader))
  expect(reader, ')')
  return list
}

const operandOf = (reader: Reader): Operand => {
  const token = peek(reader)
  if (token.startsWith(':')) {
    take(reader)
    return (_item, { values }) => {
      if (!(token in values)) throw new Error(`"${reader.text}" names ${token}, which has no value`)
      return values[token]
    }
  }
  if (token === 'if_not_exists') {
    take(reader)
    const [path, otherwise] = argumentsOf(reader)
    return (item, given) => path?.(item, given) ?? otherwise?.(item, given)
  }
  if (token === 'list_append') {
    take(reader)
    const lists = argumentsOf(reader)
    return (item, given) => lists.flatMap((list) => list(item, given) as unknown[])
  }
  if (token === 'size') {
    take(reader)
    const [path] = argumentsOf(reader)
    return (item, given) => sizeOf(path?.(item, given))
  }
  const path = pathOf(reader)
  return (item, given) => path(given).reduce<unknown>((value, name) => childOf(value, name), item)
}

const sizeOf = (value: unknown): number | undefined => {
  if (value instanceof Set) return value.size
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
}

const childOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const pathOf = (reader: Reader): Path => {
  const parts = [take(reader)]
  while (peek(reader) === '.' || peek(reader) === '[') {
    const isIndex = take(reader) === '['
    parts.push(take(reader))
    if (isIndex) expect(reader, ']')
  }
  if (parts.some((part) => part.startsWith('#')))
    return ({ names }) =>
      parts.map((part) => {
        const name = part.startsWith('#') ? names[part] : part
        if (name === undefined) throw new Error(`"${reader.text}" names ${part}, which stands for nothing`)
        return name
      })
  return () => parts
}

const clausesOf = (reader: Reader): Update => {
  const steps: Update[] = []
  while (reader.place < reader.tokens.length) {
    const clause = take(reader).toUpperCase()
    do steps.push(clauseOf(reader, clause))
    while (skip(reader, ','))
  }
  return (item, given) => {
    for (const step of steps) step(item, given)
  }
}

const clauseOf = (reader: Reader, clause: string): Update => {
  const path = pathOf(reader)
  switch (clause) {
    case 'SET': {
      expect(reader, '=')
      const value = sumOf(reader)
      return (item, given) => place(item, path(given), value(item, given))
    }
    case 'REMOVE':
      return (item, given) => place(item, path(given), undefined)
    case 'ADD': {
      const value = operandOf(reader)
      return (item, given) => place(item, path(given), added(path(given).reduce<unknown>(childOf, item), value(item, given)))
    }
    case 'DELETE': {
      const value = operandOf(reader)
      return (item, given) => {
        const gone = value(item, given) as Set<unknown>
        const left = [...((path(given).reduce<unknown>(childOf, item) as Set<unknown> | undefined) ?? [])].filter((one) => !gone.has(one))
        place(item, path(given), left.length > 0 ? new Set(left) : undefined)
      }
    }
    default:
      throw new Error(`"${reader.text}": "${clause}" is no clause of an update`)
  }
}

const sumOf = (reader: Reader): Operand => {
  const first = operandOf(reader)
  const sign = isWord(reader, '+') ? 1 : isWord(reader, '-') ? -1 : 0
  if (sign === 0) return first
  take(reader)
  const second = operandOf(reader)
  return (item, given) => {
    const [a, b] = [first(item, given), second(item, given)]
    if (typeof a !== 'number' || typeof b !== 'number') throw new Error(`"${reader.text}": an operand of a sum is no number`)
    return a + sign * b
  }
}

const added = (to: unknown, what: unknown): unknown => {
  if (typeof what === 'number') return (typeof to === 'number' ? to : 0) + what
  if (what instanceof Set) return new Set([...((to as Set<unknown> | undefined) ?? []), ...what])
  throw new Error('ADD takes a number or a set')
}

/** Copies on the way down, so that nothing is shared with the stored item. */
const place = (item: Item, path: string[], value: unknown): void => {
  let at: Record<string, unknown> = item
  for (const name of path.slice(0, -1)) {
    const child = at[name]
    if (typeof child !== 'object' || child === null)
      throw Object.assign(new Error('The document path provided in the update expression is invalid for update'), {
        name: 'ValidationException',
      })
    at[name] = Array.isArray(child) ? [...(child as unknown[])] : { ...child }
    at = at[name] as Record<string, unknown>
  }
  const last = path.at(-1) ?? ''
  if (value === undefined) delete at[last]
  else at[last] = value
}
