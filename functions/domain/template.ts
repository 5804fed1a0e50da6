/** Templates with merge variables: rendered strictly, so that a missing value is named instead of sent empty. */
import { Liquid, LiquidError, UndefinedVariableError } from 'liquidjs'
import type { ContactProfile } from './contact.ts'
import { isNearMiss } from './near-miss.ts'
import type { TenantRules } from './signal.ts'

export type MergeValue = string | number | boolean
export type MergeValues = Record<string, MergeValue>

export type Rendered = { kind: 'rendered'; text: string } | { kind: 'missing'; names: string[] } | { kind: 'broken'; message: string }

/** Variables that every contact may have. */
export const standardVariables = ['first_name', 'last_name', 'full_name', 'email', 'phone', 'company'] as const

/** Variables that the conversation fills once there is one; a template gives them a default. */
export const conversationVariables = [
  'last_call_summary',
  'last_sms_reply',
  'last_sms_reply_intent',
  'overall_sentiment',
  'objections_raised',
  'interaction_count',
  'days_since_first_contact',
  'last_channel_used',
  'appointment_discussed',
] as const

/** What a contact's templates can say. Empty values are left out: they count as missing. */
export const mergeVariables = (profile: ContactProfile, rules: Pick<TenantRules, 'company'>): MergeValues => {
  const standard: Record<string, MergeValue | undefined> = {
    first_name: profile.firstName,
    last_name: profile.lastName,
    full_name: [profile.firstName, profile.lastName].filter((part) => part?.trim()).join(' '),
    email: profile.email,
    phone: profile.phone,
    company: rules.company,
  }
  const values: MergeValues = {}
  for (const [name, value] of [...Object.entries(profile.attributes), ...Object.entries(standard)])
    if (value !== undefined && (typeof value !== 'string' || value.trim() !== '')) values[name] = value
  return values
}

/** Renders a template to plain text. Every variable that has neither a value nor a default is named, not only the first. */
export const render = (template: string, values: MergeValues): Rendered => {
  const missing = new Set<string>()
  const known: MergeValues = { ...values }
  for (let look = 0; look <= variableLimit; look++) {
    try {
      const text: unknown = engine.parseAndRenderSync(template, known)
      return missing.size > 0 ? { kind: 'missing', names: [...missing] } : { kind: 'rendered', text: String(text) }
    } catch (error) {
      const name = undefinedRoot(error)
      if (name === null) return { kind: 'broken', message: messageOf(error) }
      // Values are flat: a variable inside one stays undefined whatever is put in its place.
      if (missing.has(name)) break
      missing.add(name)
      known[name] = 'missing'
    }
  }
  return { kind: 'missing', names: [...missing] }
}

/** Attributes that a CRM of leads usually sends: known before the first contact is. */
export const usualAttributes = ['street', 'city', 'state', 'zip', 'agent'] as const

export interface TemplateCheck {
  /** Why it does not parse. */
  syntax?: string
  /** Variables that no contact has and that have no default; with the variable that was probably meant. */
  unknown: { name: string; meant?: string }[]
  /** Conversation variables without a default: they have no value until there was a conversation. */
  needDefault: string[]
}

/** What is wrong with a template before anyone is enrolled. A near miss of a known variable is unknown even with a default. */
export const checkTemplate = (template: string, knownAttributes: Iterable<string>): TemplateCheck => {
  const parsed = parse(template)
  if (parsed.syntax !== undefined) return { syntax: parsed.syntax, unknown: [], needDefault: [] }
  const known = new Set<string>([...standardVariables, ...usualAttributes, ...knownAttributes])
  const conversation = new Set<string>(conversationVariables)
  const trial = render(template, Object.fromEntries(parsed.variables.map((name) => [name, 'value'])))
  const strangers = parsed.variables.filter((name) => !known.has(name) && !conversation.has(name))
  return {
    ...(trial.kind === 'broken' ? { syntax: trial.message } : {}),
    unknown: strangers.flatMap((name) => {
      const meant = [...known, ...conversation].find((other) => isNearMiss(name, other))
      if (meant === undefined) return alwaysHasDefault(template, name) ? [] : [{ name }]
      return [{ name, meant }]
    }),
    needDefault: parsed.variables.filter((name) => conversation.has(name) && !alwaysHasDefault(template, name)),
  }
}

/** The merge variables that a template names, each once; empty where it does not parse. */
export const variablesOf = (template: string): string[] => parse(template).variables

const variableLimit = 100

const engine = new Liquid({
  strictVariables: true,
  lenientIf: true,
  strictFilters: true,
  ownPropertyOnly: true,
  memoryLimit: 1e6,
  renderLimit: 200,
  templates: {},
})
// A body is one text: it includes nothing, and nothing in it escapes escaping.
delete engine.filters['raw']
for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]

/** Whether every place that prints the variable gives it a default. Conditions need none. */
const alwaysHasDefault = (template: string, name: string): boolean =>
  [...template.matchAll(/\{\{-?([^}]*)\}\}/g)].every(([, inside = '']) => {
    const [printed = '', ...filters] = inside.split('|')
    return rootOf(printed.trim()) !== name || filters.some((filter) => filter.trim().startsWith('default:'))
  })

const rootOf = (name: string): string => name.split(/[.[]/, 1)[0] ?? name

const parse = (template: string): { variables: string[]; syntax?: string } => {
  try {
    const names = engine.globalFullVariablesSync(engine.parse(template)).map(rootOf)
    return { variables: [...new Set(names)] }
  } catch (error) {
    return { variables: [], syntax: unclosedField(template) ?? messageOf(error) }
  }
}

const undefinedRoot = (error: unknown): string | null => {
  if (!UndefinedVariableError.is(error) || !('originalError' in error)) return null
  const cause = error.originalError
  const named = typeof cause === 'object' && cause !== null && 'variableName' in cause ? cause.variableName : null
  return typeof named === 'string' ? rootOf(named) : null
}

const messageOf = (error: unknown): string => {
  const said = LiquidError.is(error) || error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : ''
  const [, tag] = /^tag \{%-? *(\w+)[^%]*%\} not closed/.exec(said) ?? []
  if (tag !== undefined) return `{% ${tag} %} has no end: add {% end${tag} %}`
  const [, begun] = /^tag "(\{%-? *\w*).*not closed/.exec(said) ?? []
  if (begun !== undefined) return `${begun} is not closed: add %}`
  return said === '' ? 'it cannot be read as a template' : said.replace(/, line:(\d+), col:\d+$/, ', in line $1')
}

/** The first `{{` that another one, or the end, follows before its `}}`: the parser tells only where it gave up. */
const unclosedField = (template: string): string | null => {
  const [begun] = /\{\{-?[ \t]*\w*(?=(?:(?!\}\})[^])*?(?:\{\{|$(?![^])))/.exec(template) ?? []
  return begun === undefined ? null : `${begun} is not closed: add }}`
}
