/**
 * A mapping is carried out: one event of a CRM's vendor becomes events of ours, each held against its schema. Whoever wrote the expression
 * may have made a mistake, so it runs within bounds of time, depth and length, sees nothing but what it is given, and cannot run a text.
 */
import { createContext, Script } from 'node:vm'
import jsonata from 'jsonata'
import * as z from 'zod'
import type { FieldError } from '../contract/api/outcome.ts'
import type { CrmItem } from '../contract/crm.ts'
import { crmEvents, isCrmDetailType, type CrmDetailType } from '../contract/crm-events.ts'
import { expressionFor, mostMappedEvents, type CrmMapping } from '../contract/crm-mapping.ts'
import { fieldErrors } from '../contract/field-errors.ts'

/** Bounds of one expression: milliseconds, depth of nested evaluations, elements of any one list. */
const bounds = { timeout: 1_000, stack: 400, sequence: 10_000 }
/** Milliseconds for all the matching of regular expressions in one text. */
const matchMilliseconds = 50
/** EventBridge takes 256 KB in all. */
const mostDetailCharacters = 200_000

export interface MappedEvent {
  type: CrmDetailType
  detail: Record<string, unknown>
}

/** What is wrong, and where: `position` counts characters of the expression from 0, `line` and `column` from 1. */
export interface MappingError {
  kind: string
  message: string
  /** JSONata's own, such as D1012. */
  code?: string
  position?: number
  line?: number
  column?: number
  /** What the schema of an event lacks, by its place in what came out: `[0].detail.contacts[0].id`. */
  missing?: FieldError[]
  /** What came out, where it does not fit. */
  output?: unknown
}

/** `unmapped`: the mapping says nothing of this kind of event. */
export type Mapped = { kind: 'mapped'; events: MappedEvent[] } | { kind: 'unmapped' } | { kind: 'failed'; error: MappingError }

/** What an expression cannot be read for; null where it can. */
export const expressionError = (kind: string, expression: string): MappingError | null => {
  try {
    jsonata(expression)
    return null
  } catch (error) {
    return errorOf(kind, expression, error)
  }
}

/** `record`: what the vendor's API says of the event; undefined where it was not asked or knows nothing. */
export const applyMapping = async (mapping: CrmMapping, item: CrmItem, record?: unknown): Promise<Mapped> => {
  const { kind, at, event } = item
  const text = expressionFor(mapping, kind)
  if (text === undefined) return { kind: 'unmapped' }
  let output: unknown
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is only ever called with `new`, as a class is
    const expression = jsonata(text, { ...bounds, RegexEngine: BoundedRegExp as unknown as RegExpConstructor })
    expression.assign('eval', undefined)
    expression.registerFunction('stage', (id: unknown) => stageOf(mapping, id), '<x?:s>')
    expression.registerFunction('yes', yesOf, '<x?:b>')
    output = plain(await expression.evaluate({ event, kind, at, ...(record === undefined ? {} : { record }) }))
  } catch (error) {
    return { kind: 'failed', error: errorOf(kind, text, error) }
  }
  const events = output === undefined || output === null ? [] : Array.isArray(output) ? output : [output]
  const wrong = problemsOf(events)
  return wrong.length > 0
    ? { kind: 'failed', error: { kind, message: `what comes out is no event of ours: ${sentence(wrong)}`, missing: wrong, output } }
    : { kind: 'mapped', events: mappedEvents.parse(events) }
}

const mappedEvents = z.array(
  z.object({
    type: z.custom<CrmDetailType>((name) => typeof name === 'string' && isCrmDetailType(name)),
    detail: z.record(z.string(), z.unknown()),
  }),
)

const problemsOf = (events: readonly unknown[]): FieldError[] => {
  if (events.length > mostMappedEvents) return [{ field: '', message: `at most ${mostMappedEvents} events of one` }]
  return events.flatMap((event, i) => {
    const at = events.length === 1 ? '' : `[${i}].`
    const named = z.looseObject({ type: z.string(), detail: z.unknown() }).safeParse(event)
    if (!named.success) return [{ field: `${at}type`, message: 'say { "type": …, "detail": … }' }]
    const { type, detail } = named.data
    if (!isCrmDetailType(type)) return [{ field: `${at}type`, message: `use one of: ${Object.keys(crmEvents).join(', ')}` }]
    if (JSON.stringify(detail ?? null).length > mostDetailCharacters)
      return [{ field: `${at}detail`, message: 'is too large for an event' }]
    const judged = crmEvents[type].safeParse(detail)
    return judged.success ? [] : fieldErrors(judged.error).map(({ field, message }) => ({ field: `${at}detail${joined(field)}`, message }))
  })
}

const joined = (field: string): string => (field === '' || field.startsWith('[') ? field : `.${field}`)

const sentence = (problems: readonly FieldError[]): string =>
  problems
    .slice(0, 3)
    .map(({ field, message }) => `${field} ${message}`)
    .join('; ')

const stageOf = ({ stages }: CrmMapping, id: unknown): string | undefined => {
  if (typeof id !== 'string' && typeof id !== 'number') return undefined
  return Object.hasOwn(stages, String(id)) ? stages[String(id)] : String(id)
}

/** Systems write consent as they like; what says neither yes nor no says nothing. */
const yesOf = (value: unknown): boolean | undefined => {
  const word = String(value).trim().toLowerCase()
  if (['true', 'yes', 'y', '1', 'on', 'opted in', 'opted_in', 'subscribed'].includes(word)) return true
  if (['false', 'no', 'n', '0', 'off', 'opted out', 'opted_out', 'unsubscribed'].includes(word)) return false
  return undefined
}

/** Lists of JSONata carry marks of their own, and values may be functions. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : (JSON.parse(JSON.stringify(value) ?? 'null') as unknown))

interface Thrown {
  message?: unknown
  position?: unknown
  code?: unknown
}

const errorOf = (kind: string, text: string, thrown: unknown): MappingError => {
  const { message, position, code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown
  const said = typeof message === 'string' && message !== '' ? message : `it failed${typeof code === 'string' ? ` (${code})` : ''}`
  const coded = typeof code === 'string' ? { code } : {}
  if (typeof position !== 'number') return { kind, message: said, ...coded }
  const before = text.slice(0, position).split('\n')
  return { kind, message: said, ...coded, position, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const matching = new Script('match()')
const place: { match?: () => unknown } = {}
createContext(place)

/** One whose matching ends in time, whatever the pattern: V8 interrupts a script, and the matching within it. */
class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    const found: { match: RegExpExecArray | null } = { match: null }
    place.match = () => (found.match = super.exec(text))
    try {
      matching.runInContext(place, { timeout: matchMilliseconds })
    } catch (error) {
      if (!isTimeout(error)) throw error
      throw new Error(`the regular expression /${this.source}/ takes too long on a text of ${text.length} characters`, { cause: error })
    }
    return found.match
  }
}

/** An error of another context is no `Error` of this one. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
