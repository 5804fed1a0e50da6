/** One GET or POST at a CRM's API, only ever to read. */
import * as z from 'zod'
import { refusal, requestOnce, type HttpRequest } from '../http.ts'

/** Milliseconds: a mapping waits for it, and what does not come is asked for again later. */
const timeoutMilliseconds = 8_000

/** The CRM could not be asked now, or does not let us: the event is tried again. */
export class CrmNotRead extends Error {
  override name = 'CrmNotRead'
}

/** What it says, or undefined where it has no such record. Throws `CrmNotRead`. */
export const readFrom = async <T>(vendor: string, request: HttpRequest, shape: z.ZodType<T>): Promise<T | undefined> => {
  const outcome = await requestOnce(
    { ...request, timeoutMilliseconds },
    {
      provider: vendor,
      accepted: (body) => shape.safeParse(body).data ?? null,
      refused: (status) => (status === 404 || status === 410 ? refusal('permanent', 'gone') : null),
    },
  )
  if (outcome.kind === 'accepted') return outcome.answer
  if (outcome.kind === 'refused' && outcome.cls === 'permanent' && outcome.reason === 'gone') return undefined
  throw new CrmNotRead(outcome.reason)
}

export const joinUrl = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`
