/** One request by which a CRM is written to, or asked whether it has been already. */
import type * as z from 'zod'
import type { Activity } from '../../domain/activity.ts'
import { refusal, requestOnce, type HttpOutcome, type HttpRequest, type Refusal } from '../http.ts'
import { joinUrl } from './reading.ts'

/**
 * What came of writing one activity. `written`: it is there, made now or by an earlier try. `account`: nothing at all can be written until
 * somebody mends it. `unknown`: it may have been made.
 */
export type Written = { /** HTTP status, where there was an answer. */ status?: number } & (
  | { kind: 'written'; id: string; earlier: boolean }
  | { kind: 'refused'; cls: Refusal['cls']; reason: string; /** Seconds that the CRM asks to wait. */ retryAfter?: number }
  | { kind: 'unknown'; reason: string }
)

export interface CrmWriter {
  /** `mayBeThere`: an earlier try may have made it; the CRM is asked first, where it can be. One request to write, never repeated. Throws what reading the secret throws. */
  write(activity: Activity, mayBeThere: boolean): Promise<Written>
}

/** Milliseconds: three requests fit into the function's time. */
const timeoutMilliseconds = 10_000
/** Seconds: nobody is waited for longer than this because of a header. */
const mostWait = 86_400

export interface Asked<T> {
  vendor: string
  request: HttpRequest
  shape: z.ZodType<T>
  /** Why a 4xx is this activity's own fault and will never be taken, in the vendor's words; null where its status decides. */
  hopeless?: (status: number, body: unknown) => string | null
  /** A 4xx that says that too much was asked for, beside 429. */
  limited?: (status: number, body: unknown) => boolean
}

export type Answered<T> = { outcome: HttpOutcome<T>; status?: number; retryAfter?: number }

export const ask = async <T>({ vendor, request, shape, hopeless, limited }: Asked<T>): Promise<Answered<T>> => {
  const seen: Pick<Answered<T>, 'status' | 'retryAfter'> = {}
  const outcome = await requestOnce<T>(
    { ...request, timeoutMilliseconds },
    {
      provider: vendor,
      accepted: (body) => shape.safeParse(body).data ?? null,
      refused: (status, body, headers) => {
        seen.status = status
        const seconds = secondsOf(headers.get('retry-after'))
        if (seconds !== null) seen.retryAfter = seconds
        if (status < 400) return null
        if (limited?.(status, body)) return refusal('transient', `${vendor} answered ${status}: its limit is reached`, { throttled: true })
        const why = hopeless?.(status, body) ?? null
        return why === null ? null : refusal('permanent', `${vendor} answered ${status}: ${why}`)
      },
    },
  )
  return { outcome, ...seen }
}

/** `Retry-After`: seconds, or a date of HTTP, which is counted from now. */
const secondsOf = (said: string | null): number | null => {
  if (said === null || said.trim() === '') return null
  const seconds = /^\d+$/.test(said.trim()) ? Number(said) : (Date.parse(said) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), mostWait) : null
}

/** What is not the answer that was hoped for. */
export const notWritten = <T>({ outcome, ...seen }: Answered<T>): Written | null => {
  if (outcome.kind === 'accepted') return null
  if (outcome.kind === 'unknown') return { ...seen, kind: 'unknown', reason: outcome.reason }
  return { ...seen, kind: 'refused', cls: outcome.cls, reason: outcome.reason }
}

export const refusedForGood = (reason: string): Written => ({ kind: 'refused', cls: 'permanent', reason })

/** The id of what is there; an answer itself is never null (http.ts). */
export interface Found {
  id: string | null
}

/** Writes by `make`, unless `find` (null: the CRM cannot be asked) answers the id of one that is there. */
export const writeOnce = async (
  mayBeThere: boolean,
  find: (() => Promise<Answered<Found>>) | null,
  make: () => Promise<Answered<string>>,
): Promise<Written> => {
  if (mayBeThere && find) {
    const found = await find()
    const failed = notWritten(found)
    if (failed) return failed
    if (found.outcome.kind === 'accepted' && found.outcome.answer.id !== null)
      return { kind: 'written', id: found.outcome.answer.id, earlier: true, ...statusOf(found) }
  }
  const made = await make()
  const failed = notWritten(made)
  if (failed) return failed
  return made.outcome.kind === 'accepted'
    ? { kind: 'written', id: made.outcome.answer, earlier: false, ...statusOf(made) }
    : { kind: 'unknown', reason: 'no answer' }
}

const statusOf = ({ status }: { status?: number }): { status?: number } => (status === undefined ? {} : { status })

export const jsonPost = (endpoint: string, path: string, headers: Record<string, string>, body: unknown): HttpRequest => ({
  url: joinUrl(endpoint, path),
  headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
  body: JSON.stringify(body),
})

export const jsonGet = (endpoint: string, path: string, headers: Record<string, string>): HttpRequest => ({
  url: joinUrl(endpoint, path),
  method: 'GET',
  headers: { ...headers, accept: 'application/json' },
})

/** Deals are leads of ours under this name (contract/crm-defaults). */
export const dealOf = ({ leadId }: Pick<Activity, 'leadId'>): string | null =>
  leadId.startsWith('deal-') ? leadId.slice('deal-'.length) : null

/** Where the CRM's record has no place for the direction, the text says it. */
export const directed = ({ direction, text }: Pick<Activity, 'direction' | 'text'>): string =>
  `${direction === 'inbound' ? 'From the contact' : 'To the contact'}:\n${text}`
