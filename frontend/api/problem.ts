import type { Problem } from '../../functions/contract/api/views.ts'
import { isRecord } from './reading.ts'

/** What the API refused or failed at, as RFC 9457 problem details. Its message is a sentence for a person. */
export class ApiProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options)
    this.name = 'ApiProblem'
    this.problem = problem
  }
}

export const problemOf = async (answer: Response): Promise<ApiProblem> => {
  const body: unknown = await answer.json().catch(() => null)
  return new ApiProblem(
    isProblem(body) ? body : { type: 'about:blank', title: `The server answered ${answer.status}`, status: answer.status },
  )
}

const isProblem = (body: unknown): body is Problem =>
  isRecord(body) && typeof body['title'] === 'string' && typeof body['status'] === 'number'

/** One sentence, or several where several things are wrong: each with the place that it is about. */
export const sentenceOf = (error: unknown): string => {
  const errors = error instanceof ApiProblem ? (error.problem.errors ?? []) : []
  if (errors.length > 0) return errors.map(({ field, message }) => `${placeOf(normalised(field))}${message}.`).join(' ')
  return error instanceof Error ? withoutRoutes(error.message) : 'Something went wrong.'
}

/** Of what is not there the API says by which request it is found, which is for programs: `There is no such task.` */
const withoutRoutes = (sentence: string): string =>
  sentence.replace(/^There is no (?<what>[\w ]+) ".*"\. Look it up: .*$/s, 'There is no such $<what>.').replace(/ Look it up: GET .*$/s, '')

/** `steps.1.condition.tests.0.step` → `Step 2, condition: `; `goalStages.0` → `Goal stages: `. */
const placeOf = (field: string): string => {
  const step = /^steps\.(?<index>\d+)\.?(?<rest>.*)$/.exec(field)?.groups
  if (step) return `Step ${Number(step['index']) + 1}${step['rest'] ? `, ${partName(step['rest'])}` : ''}: `
  const name = partName(field)
  return name === '' ? '' : `${name.charAt(0).toUpperCase()}${name.slice(1)}: `
}

/** The field's own name in words; what lies within it stands in the message. */
const partName = (field: string): string =>
  (field.split('.')[0] ?? '').replace(/Minutes$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Messages by field (`steps.0.subject`), whichever way the index is written; what names no field is under ''. */
export const fieldErrors = (error: unknown): Record<string, string> =>
  error instanceof ApiProblem ? byField(error.problem.errors ?? []) : {}

/** The first complaint of each field (`steps.0.subject`), of a list such as a publish preview gives. */
export const byField = (errors: NonNullable<Problem['errors']>): Record<string, string> =>
  Object.fromEntries(errors.map(({ field, message }) => [normalised(field), message] as const).toReversed())

const normalised = (field: string): string =>
  field
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .replaceAll('/', '.')
    .replace(/^\.?(body\.)?/, '')
