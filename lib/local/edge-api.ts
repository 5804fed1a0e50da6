/** The HTTP API of the template: routes, JWT authorizer, and the payload format 2.0 both ways. */
import { randomUUID } from 'node:crypto'
import type { Issuer } from './issuer.ts'
import { apiResources, type ApiRoute } from './edge-api-resources.ts'
import { matchRoute } from './edge-routes.ts'
import { checkToken, type Verdict } from './edge-token.ts'
import type { ServiceContext } from './service.ts'

export interface EdgeRequest {
  method: string
  /** As it was sent, still encoded. */
  path: string
  query: string
  headers: Record<string, string>
  body: Buffer
  sourceIp: string
}
export interface EdgeAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer
}
export type HttpApi = (request: EdgeRequest) => Promise<EdgeAnswer>

/** API Gateway's own limit. */
const largestBody = 10 * 1024 * 1024

export const createHttpApi = (context: ServiceContext, issuer: Issuer): HttpApi => {
  const { template, clock } = context
  const api = apiResources(template)
  const carryOut: HttpApi = async (request) => {
    if (request.body.length > largestBody) return message(413, 'Request Entity Too Large')
    const match = matchRoute(api.routes, request.method, request.path)
    if (!match) return message(404, 'Not Found')
    const { route, pathParameters } = match
    const verdict: Verdict | null =
      route.authorizer && checkToken(request.headers.authorization, route.authorizer, issuer.jwks().keys, route.scopes, Date.now())
    if (verdict?.allowed === false) return refusal(verdict)
    const event = eventOf(request, route, pathParameters, verdict, {
      accountId: template.account,
      apiId: api.id,
      domain: api.domain,
      stage: api.stage,
      now: clock.now(),
    })
    try {
      context.authorize(
        { kind: 'service', name: 'apigateway.amazonaws.com', sourceArn: route.sourceArn },
        'lambda:InvokeFunction',
        route.functionArn,
      )
      const answer = await inTime(context.invokeFunction(route.functionArn, event), route.timeoutMs)
      if (answer === 'late') return message(503, 'Service Unavailable')
      if (answer.functionError !== undefined) return message(500, 'Internal Server Error')
      return answerOf(answer.payload)
    } catch (error) {
      context.log(`${route.pattern.key} failed: ${String(error)}`)
      return message(500, 'Internal Server Error')
    }
  }
  // Every answer of API Gateway says when it was given; here that is the dial's time.
  return async (request) => {
    const answer = await carryOut(request)
    return { ...answer, headers: { ...answer.headers, date: new Date(clock.now()).toUTCString() } }
  }
}

const message = (status: number, text: string, headers: Record<string, string> = {}): EdgeAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message: text })),
})

const refusal = (verdict: Extract<Verdict, { allowed: false }>): EdgeAnswer =>
  verdict.status === 401
    ? message(401, 'Unauthorized', { 'www-authenticate': 'Bearer' })
    : message(403, 'Forbidden', { 'www-authenticate': `Bearer error="insufficient_scope" error_description="${verdict.why}"` })

interface Surroundings {
  accountId: string
  apiId: string
  domain: string
  stage: string
  now: number
}

const eventOf = (
  { method, path, query, headers, body, sourceIp }: EdgeRequest,
  route: ApiRoute,
  pathParameters: Record<string, string>,
  verdict: Verdict | null,
  { accountId, apiId, domain, stage, now }: Surroundings,
): Record<string, unknown> => {
  const { cookie, ...rest } = headers
  const parameters = new URLSearchParams(query)
  const asText = isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey: route.pattern.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: { ...rest, host: domain },
    ...(query && {
      queryStringParameters: Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')])),
    }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId,
      apiId,
      ...(verdict?.allowed && { authorizer: { jwt: { claims: verdict.claims, scopes: verdict.scopes } } }),
      domainName: domain,
      domainPrefix: domain.split('.')[0],
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId: randomUUID(),
      routeKey: route.pattern.key,
      stage,
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: asText ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !asText,
  }
}

/** Bodies of these types are handed over as text, all others (forms too) in base64. */
const isText = (contentType: string | undefined): boolean =>
  contentType !== undefined && /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml)))/i.test(contentType)

/** `20/Nov/2026:15:00:00 +0000` */
const commonLogTime = (now: number): string => {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

/** With a `statusCode` the answer says all; without one it is the body itself, as JSON. */
const answerOf = (payload: unknown): EdgeAnswer => {
  const structured = payload !== null && typeof payload === 'object' && 'statusCode' in payload
  if (!structured)
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload ?? null)),
    }
  const answer = payload as {
    statusCode: number | string
    headers?: Record<string, unknown>
    cookies?: string[]
    body?: string
    isBase64Encoded?: boolean
  }
  const headers = Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]))
  return {
    status: Number(answer.statusCode),
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers, ...(answer.cookies && { 'set-cookie': answer.cookies }) },
    body: Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'),
  }
}

/** The integration's timeout is by wall time: whoever asks waits for real. */
const inTime = async <T>(work: Promise<T>, milliseconds: number): Promise<T | 'late'> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
