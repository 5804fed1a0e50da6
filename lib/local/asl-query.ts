/** JSONata in a state machine: `{% … %}` strings anywhere in a value, Step Functions' own functions, and errors by their AWS names. */
import { createHash, randomUUID } from 'node:crypto'
import jsonata from 'jsonata'

export type Bindings = Record<string, unknown>

/** A state that failed: `error` is the name that Retry and Catch match. */
export class StateError extends Error {
  readonly error: string
  readonly reason: string
  /** Neither retried nor caught: the execution itself ended. */
  readonly final: boolean
  constructor(error: string, reason: string, final = false) {
    super(`${error}: ${reason}`)
    this.name = 'StateError'
    this.error = error
    this.reason = reason
    this.final = final
  }
}

/** Evaluates every expression in a value; an expression that gives nothing is an error. */
export const evaluate = async (template: unknown, bindings: Bindings): Promise<unknown> => {
  if (typeof template === 'string') {
    const code = expressionIn(template)
    return code === undefined ? template : evaluateExpression(code, bindings)
  }
  if (Array.isArray(template)) {
    const result: unknown[] = []
    for (const item of template) result.push(await evaluate(item, bindings))
    return result
  }
  if (template !== null && typeof template === 'object') {
    const result: Bindings = {}
    for (const [key, value] of Object.entries(template)) result[key] = await evaluate(value, bindings)
    return result
  }
  return template
}

/** The code of `{% code %}`; undefined for an ordinary string. */
export const expressionIn = (text: string): string | undefined =>
  text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined

/** Parses an expression, so that a mistake is found before anything runs. */
export const checkExpression = (code: string): void => void jsonata(code)

/** `States.ALL` matches every error that can be handled, `States.TaskFailed` all but timeouts. */
export const matches = (names: string[], { error }: StateError): boolean =>
  names.includes(error) ||
  (error !== 'States.Runtime' && error !== 'States.DataLimitExceeded' && names.includes('States.ALL')) ||
  (names.includes('States.TaskFailed') && error !== 'States.Timeout' && !error.startsWith('States.'))

const compiled = new Map<string, jsonata.Expression>()

const evaluateExpression = async (code: string, bindings: Bindings): Promise<unknown> => {
  let result: unknown
  try {
    result = await compile(code).evaluate(undefined, bindings)
  } catch (error) {
    throw new StateError('States.QueryEvaluationError', `The JSONata expression '${code}' failed: ${messageOf(error)}`)
  }
  if (result === undefined || typeof result === 'function')
    throw new StateError('States.QueryEvaluationError', `The JSONata expression '${code}' returned nothing (undefined)`)
  // JSONata marks its sequences with hidden properties; a state's data is plain JSON.
  return JSON.parse(JSON.stringify(result)) as unknown
}

const compile = (code: string): jsonata.Expression => {
  const known = compiled.get(code)
  if (known) return known
  const expression = jsonata(code, { timeout: 5_000, stack: 500 })
  expression.registerFunction('partition', (items: unknown[], size: number) => chunks(items, size))
  expression.registerFunction('range', (from: number, to: number, step: number) => numbers(from, to, step))
  expression.registerFunction('hash', (data: string, algorithm: string) =>
    createHash(algorithm.replace('-', '').toLowerCase()).update(data).digest('hex'),
  )
  expression.registerFunction('uuid', () => randomUUID())
  expression.registerFunction('parse', (text: string) => JSON.parse(text) as unknown)
  expression.registerFunction('eval', () => {
    throw new Error('$eval is not available in Step Functions; use $parse')
  })
  compiled.set(code, expression)
  return expression
}

const chunks = (items: unknown[], size: number): unknown[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, place) => items.slice(place * size, (place + 1) * size))

const numbers = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, place) => from + place * step)

const messageOf = (error: unknown): string =>
  error !== null && typeof error === 'object' && 'message' in error ? String(error.message) : String(error)
