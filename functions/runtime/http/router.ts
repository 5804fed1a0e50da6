/** The API's HTTP: route, caller, limits and schemas on the way in; outcomes as status codes on the way out. Nothing else knows HTTP. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'
import type { Caller, Outcome } from '../../contract/api/outcome.ts'
import type { Verbs } from '../../contract/api/requests.ts'
import type { Route } from '../../contract/api/route.ts'
import { fieldErrors } from '../../contract/field-errors.ts'
import { matchRoute } from './match.ts'
import { jsonAnswer, pageAnswer, problemAnswer, refusalAnswer, type HttpAnswer } from './problem.ts'

/** Bytes of a body: a sequence with its copy fits well, and an item of the table is bounded anyway. */
const mostBodyBytes = 300_000

export type Router = (event: APIGatewayProxyEventV2) => Promise<HttpAnswer>

/** Acts once for each key that a caller chose, and gives the kept answer to whoever asks again. */
export type Once = (
  request: { scope: string; key: string; payload: string },
  act: () => Promise<HttpAnswer>,
) => Promise<{ kind: 'answered'; answer: HttpAnswer; replayed: boolean } | { kind: 'in_progress' | 'other_request' }>

/** `failed` is told what a verb threw; the caller only learns the request's id. */
export const createRouter =
  (verbs: Verbs, failed: (error: unknown, route: string) => void, once: Once): Router =>
  async (event) => {
    const method = event.requestContext.http.method
    const match = matchRoute(method, event.rawPath)
    if (match.kind === 'none')
      return problemAnswer({ status: 404, title: 'Not found', reason: 'no_such_route', detail: `Nothing is served at ${event.rawPath}.` })
    if (match.kind === 'method') {
      const allow = match.allow.join(', ')
      const detail = `${event.rawPath} takes ${allow}.`
      return problemAnswer({ status: 405, title: 'Method not allowed', reason: 'method_not_allowed', detail }, { allow })
    }
    const { name, route, params } = match
    const caller = callerOf(event)
    const barred = barredFrom(route, caller)
    if (barred) return barred
    const input = readInput(route, event)
    if ('statusCode' in input) return input
    // The route's own schemas have just parsed the query and the body; the table ties the verb's types to them.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const verb = verbs[name] as (request: unknown) => Promise<Outcome<unknown>>
    const act = async (): Promise<HttpAnswer> =>
      answerOf(route, await verb({ params, ...input, caller: caller ?? { name: 'anyone', roles: [] } }))
    try {
      return method === 'POST' && caller && !route.reads ? await actOnce(once, event, caller, act) : await act()
    } catch (error) {
      failed(error, name)
      const detail = `Something went wrong on our side. Try again; if it stays, give an operator this id: ${event.requestContext.requestId}`
      return problemAnswer({ status: 500, title: 'Internal error', reason: 'internal', detail })
    }
  }

/** A POST with an `Idempotency-Key` acts once for its caller, route and key; without one it acts each time. */
const actOnce = async (once: Once, event: APIGatewayProxyEventV2, caller: Caller, act: () => Promise<HttpAnswer>): Promise<HttpAnswer> => {
  const key = event.headers['idempotency-key']
  if (key === undefined) return act()
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const detail = 'An Idempotency-Key has 1 to 255 visible ASCII characters. Take a fresh UUID for each new request.'
    return problemAnswer({ status: 400, title: 'Bad request', reason: 'invalid_idempotency_key', detail })
  }
  const done = await once({ scope: `${caller.name} ${event.rawPath}`, key, payload: event.body ?? '' }, act)
  switch (done.kind) {
    case 'answered':
      return done.replayed ? { ...done.answer, headers: { ...done.answer.headers, 'idempotency-replayed': 'true' } } : done.answer
    case 'in_progress': {
      const detail = 'The first request with this Idempotency-Key is still being carried out. Ask again in a moment.'
      return problemAnswer({ status: 409, title: 'Not possible as things stand', reason: 'in_progress', detail })
    }
    case 'other_request': {
      const detail = 'This Idempotency-Key was used for another request within the last day. Take a new one for a new request.'
      return problemAnswer({ status: 422, title: 'It cannot be done like this', reason: 'idempotency_key_reused', detail })
    }
    default:
      return done satisfies never
  }
}

const answerOf = (route: Route, outcome: Outcome<unknown>): HttpAnswer => {
  switch (outcome.kind) {
    case 'answer':
      return jsonAnswer(route.status, outcome.value)
    case 'page':
      return pageAnswer(outcome.valid ? route.status : 400, outcome.html)
    case 'refused':
      return refusalAnswer(outcome.refusal)
    default:
      return outcome satisfies never
  }
}

const readInput = (route: Route, event: APIGatewayProxyEventV2): HttpAnswer | { query: unknown; body: unknown } => {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  const most = route.mostBodyBytes ?? mostBodyBytes
  if (raw.length > most) {
    const detail = `A body has at most ${most} bytes here; this one has ${raw.length}.`
    return problemAnswer({ status: 413, title: 'Too large', reason: 'too_large', detail })
  }
  const query = route.query?.safeParse(Object.fromEntries(new URLSearchParams(event.rawQueryString)))
  if (query?.error) return invalid('invalid_query', 'The query has mistakes.', query.error)
  if (!route.body) return { query: query?.data, body: undefined }
  // Where everything in a body has a default, none is needed.
  const nothing = raw.length === 0 ? route.body.safeParse(undefined) : null
  if (nothing?.success) return { query: query?.data, body: nothing.data }
  if (!/^application\/(.+\+)?json\b/i.test(event.headers['content-type'] ?? '')) {
    const detail = 'Send the body as JSON, with content-type: application/json.'
    return problemAnswer({ status: 415, title: 'Unsupported media type', reason: 'not_json', detail })
  }
  const read = parseJson(raw.toString('utf8'))
  if (!read)
    return problemAnswer({ status: 400, title: 'Bad request', reason: 'malformed_json', detail: 'The body does not parse as JSON.' })
  const body = route.body.safeParse(read.value)
  return body.error ? invalid('invalid_body', 'The body has mistakes.', body.error) : { query: query?.data, body: body.data }
}

const invalid = (reason: string, detail: string, error: z.ZodError): HttpAnswer =>
  problemAnswer({ status: 400, title: 'Bad request', reason, detail, errors: fieldErrors(error) })

const parseJson = (text: string): { value: unknown } | null => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

const barredFrom = (route: Route, caller: Caller | null): HttpAnswer | null => {
  if (route.access === 'open') return null
  if (!caller) return problemAnswer({ status: 401, title: 'Not signed in', reason: 'not_signed_in', detail: 'Sign in first.' })
  if (caller.roles.includes(route.access)) return null
  const detail = `This needs the role ${route.access}. An admin can give it to you.`
  return problemAnswer({ status: 403, title: 'Not allowed', reason: 'role_missing', detail })
}

const claimsShape = z.object({
  authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
})

/** The caller as the gateway's JWT authorizer found them; an admin is a member too. */
const callerOf = (event: APIGatewayProxyEventV2): Caller | null => {
  const parsed = claimsShape.safeParse(event.requestContext)
  if (!parsed.success) return null
  const { claims } = parsed.data.authorizer.jwt
  const groups = groupsOf(claims['cognito:groups'])
  const roles: Caller['roles'] = groups.includes('admin') ? ['admin', 'member'] : groups.includes('member') ? ['member'] : []
  const name = [claims['email'], claims['username'], claims['sub']].find((value) => typeof value === 'string')
  return { name: typeof name === 'string' ? name : 'unknown', roles }
}

/** An HTTP API hands a list claim over as the text `[admin member]`. */
const groupsOf = (claim: unknown): string[] =>
  Array.isArray(claim) ? claim.map(String) : typeof claim === 'string' ? claim.replaceAll(/[[\]"]/g, '').split(/[\s,]+/) : []
