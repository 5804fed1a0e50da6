/**
 * One request to a provider over HTTP, and what became of it. It is never repeated: only where it is certain that the provider took nothing
 * may a message be tried again, and whoever planned it does that.
 */
import type { SendResult } from '../domain/signal.ts'

/** Milliseconds for the whole exchange. */
const answerMilliseconds = 15_000
/** Characters of an answer that are read: none of these providers says more about one message. */
const mostAnswer = 256_000
/** Characters of a reason that are kept. */
const mostReason = 300

export interface HttpRequest {
  url: string
  /** POST where it is absent. */
  method?: 'GET' | 'POST' | 'PUT'
  headers: Record<string, string>
  body?: string
  timeoutMilliseconds?: number
}

/** What the provider did not take; `at` is whoever's that asks. */
export type Refusal = Omit<Extract<SendResult, { kind: 'refused' }>, 'at'>

export type HttpOutcome<T> = { kind: 'accepted'; answer: T } | Refusal | { kind: 'unknown'; reason: string }

export interface HttpReading<T> {
  /** As it stands in reasons. */
  provider: string
  /** What a 2xx says (an empty body reads as `{}`); null where it is not what the provider documents: then nobody knows what became of it. */
  accepted(body: unknown, headers: Headers): T | null
  /** What a 2xx, 3xx or 4xx says about a refusal in the provider's own words; null where its status alone decides. */
  refused?(status: number, body: unknown, headers: Headers): Refusal | null
}

export const refusal = (cls: Refusal['cls'], reason: string, more: Pick<Refusal, 'throttled' | 'failure'> = {}): Refusal => ({
  kind: 'refused',
  cls,
  reason: reason.slice(0, mostReason),
  ...more,
})

/** Never throws. A 5xx, a timeout, a reset, a redirect and an unreadable 2xx are `unknown`: the provider may have taken it. */
export const requestOnce = async <T>(request: HttpRequest, reading: HttpReading<T>): Promise<HttpOutcome<T>> => {
  const prepared = prepare(request)
  // What was wrong is not repeated: it would quote the key.
  if (!prepared) return refusal('account', `${reading.provider} was not asked: its key or endpoint cannot be sent as it stands`)
  let response: Response
  try {
    response = await fetch(prepared)
  } catch (error) {
    return judgeLost(error, reading.provider)
  }
  return judgeAnswer(response, await readBody(response), reading)
}

const prepare = ({ url, method = 'POST', headers, body, timeoutMilliseconds }: HttpRequest): Request | null => {
  try {
    return new Request(url, {
      method,
      // A connection kept over a function's sleep is dead when it wakes, and then nobody can tell whether the request arrived.
      headers: { ...headers, connection: 'close' },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      // The body has to come within the same time, so the signal outlives the headers.
      signal: AbortSignal.timeout(timeoutMilliseconds ?? answerMilliseconds),
    })
  } catch {
    return null
  }
}

const judgeAnswer = <T>({ status, headers }: Response, body: unknown, reading: HttpReading<T>): HttpOutcome<T> => {
  const said = `${reading.provider} answered ${status}`
  if (status >= 500) return { kind: 'unknown', reason: said }
  const own = body === undefined ? null : (reading.refused?.(status, body, headers) ?? null)
  if (own) return own
  if (status < 300) {
    const answer = body === undefined ? null : reading.accepted(body, headers)
    return answer === null ? { kind: 'unknown', reason: `${said} with something else than it documents` } : { kind: 'accepted', answer }
  }
  return judgeStatus(status, said)
}

const judgeStatus = (status: number, said: string): Refusal | { kind: 'unknown'; reason: string } => {
  switch (status) {
    case 401:
    case 403:
      return refusal('account', `${said}: its key is refused. Check the provider's secret`)
    case 402:
      return refusal('account', `${said}: the account has to be paid for`)
    case 404:
    case 405:
    case 410:
      return refusal('account', `${said}: check its endpoint and account in the tenant file`)
    case 425:
      return refusal('transient', said)
    case 429:
      return refusal('transient', said, { throttled: true })
    default:
      // A redirect may follow an acceptance, 408 comes from whatever stands between as well, and 409 may mean that it is under way.
      return status < 400 || status === 408 || status === 409 ? { kind: 'unknown', reason: said } : refusal('permanent', said)
  }
}

/** The connection was never opened, so the provider has seen nothing. */
const neverOpened = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const judgeLost = (error: unknown, provider: string): Refusal | { kind: 'unknown'; reason: string } => {
  if (error instanceof Error && error.name === 'TimeoutError') return { kind: 'unknown', reason: `${provider} did not answer in time` }
  const { code, syscall, message } = causeOf(error)
  const why = code === '' ? message : code
  if (neverOpened.has(code) || syscall === 'connect') return refusal('transient', `${provider} could not be reached: ${why}`)
  return { kind: 'unknown', reason: `the connection to ${provider} broke: ${why}`.slice(0, mostReason) }
}

/** `fetch` says only that it failed; why stands in the cause. */
const causeOf = (error: unknown): { code: string; syscall: string; message: string } => {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
  const text = (key: string): string => {
    const value: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, key) : undefined
    return typeof value === 'string' ? value : ''
  }
  return { code: text('code'), syscall: text('syscall'), message: text('message') || 'no reason given' }
}

/** Undefined where it broke off, is no JSON, or is longer than any answer. An empty one is `{}`: some say everything by status and headers. */
const readBody = async (response: Response): Promise<unknown> => {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > mostAnswer) return undefined
    }
    text += decoder.decode()
    return text.trim() === '' ? {} : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}
