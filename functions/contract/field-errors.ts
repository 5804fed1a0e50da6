/** What a schema found, as sentences that say what to write instead: the API's field errors, and the reasons of events that do not parse. */
import type * as z from 'zod'
import type { FieldError } from './api/outcome.ts'

export const fieldErrors = ({ issues }: Pick<z.ZodError, 'issues'>): FieldError[] =>
  issues.flatMap((issue): FieldError[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: fieldPath([...issue.path, key]),
          message: 'is not known here: remove it, or check its spelling',
        }))
      : [{ field: fieldPath(issue.path), message: sentenceOf(issue) }],
  )

/** `steps[0].channel` */
const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((sofar, part) => {
    if (typeof part === 'number') return `${sofar}[${part}]`
    return sofar === '' ? String(part) : `${sofar}.${String(part)}`
  }, '')

const sentenceOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type')
    return `${issue.message.endsWith('received undefined') ? 'is missing: ' : ''}give ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
  if (issue.code === 'invalid_value') return `use one of: ${issue.values.map(String).join(', ')}`
  // A schema that says more than the bound says it in its own words.
  if (issue.code === 'too_big' && issue.message.startsWith('Too big')) return `at most ${issue.maximum}${unitOf(issue.origin)}`
  if (issue.code === 'too_small' && issue.message.startsWith('Too small')) return `at least ${issue.minimum}${unitOf(issue.origin)}`
  if (issue.code === 'invalid_format' && issue.message.startsWith('Invalid'))
    return issue.format === 'datetime' ? 'write a time with its zone, such as 2026-12-01T09:00:00Z' : issue.message
  return issue.message
}

const unitOf = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '')
