/** Problem details (RFC 9457): every error that the API answers has this one shape. */
import type { FieldError, Refusal } from '../../contract/api/outcome.ts'
import type { Problem } from '../../contract/api/views.ts'

export interface HttpAnswer {
  statusCode: number
  headers: Record<string, string>
  body: string
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

export const jsonAnswer = (statusCode: number, value: unknown): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...common },
  body: JSON.stringify(value),
})

export const textAnswer = (statusCode: number, type: string, body: string): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': type, ...common },
  body,
})

/** Stands for an answer that was too long to be kept under its Idempotency-Key: what was asked is done, and only its report is gone. */
export const doneAnswer = ({ statusCode }: HttpAnswer): HttpAnswer =>
  jsonAnswer(statusCode, {
    carriedOut: true,
    answerKept: false,
    detail:
      'The first request with this Idempotency-Key was carried out, and nothing was done again now. Its answer was too long to be kept: read what it changed, such as the enrollments of the sequence.',
  })

export const pageAnswer = (statusCode: number, html: string): HttpAnswer => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    ...common,
  },
  body: html,
})

type ProblemParts = Pick<Problem, 'status' | 'title' | 'detail'> & {
  reason: string
  errors?: FieldError[]
  also?: Record<string, unknown>
}

export const problemAnswer = (
  { status, title, detail, reason, errors, also }: ProblemParts,
  headers: Record<string, string> = {},
): HttpAnswer => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json', ...common, ...headers },
  body: JSON.stringify({ type: `/problems/${reason.replaceAll('_', '-')}`, title, status, detail, reason, errors, ...also }),
})

export const refusalAnswer = ({ kind, reason, detail, errors, also }: Refusal): HttpAnswer =>
  problemAnswer({ ...statusOf[kind], reason, detail, ...(errors ? { errors } : {}), ...(also ? { also } : {}) })

const statusOf: Record<Refusal['kind'], { status: number; title: string }> = {
  not_found: { status: 404, title: 'Not found' },
  invalid: { status: 422, title: 'It cannot be done like this' },
  conflict: { status: 409, title: 'Not possible as things stand' },
  stale: { status: 409, title: 'It was changed meanwhile' },
}
