/** One call of the API: signed in, renewed once where the token was refused, every failure an `ApiProblem`. */
import { closeSession, freshAccessToken } from '../session/session.ts'
import { ApiProblem, problemOf } from './problem.ts'
import { hearDate } from './server-clock.ts'

export interface Given {
  params?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: unknown
}

export const request = async (method: string, path: string, given: Given): Promise<unknown> => {
  const token = await freshAccessToken()
  if (token === null) throw new ApiProblem({ type: 'about:blank', title: 'You are signed out', status: 401 })
  const first = await send(method, path, given, token)
  const answer = first.status === 401 ? await again(method, path, given, first) : first
  if (!answer.ok) throw await problemOf(answer)
  return answer.status === 204 ? null : answer.json()
}

const again = async (method: string, path: string, given: Given, refused: Response): Promise<Response> => {
  const token = await freshAccessToken(true)
  if (token === null) return refused
  const answer = await send(method, path, given, token)
  if (answer.status === 401) closeSession()
  return answer
}

/** Letters of a body that a page may still send while it goes away: browsers allow 64 KiB for all of them together. */
const mostKeptAlive = 15_000

const send = async (method: string, path: string, given: Given, token: string): Promise<Response> => {
  const body = given.body === undefined ? undefined : JSON.stringify(given.body)
  try {
    const answer = await fetch(addressOf(path, given), {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      // What was decided and held back is carried out as its tab is closed.
      keepalive: method !== 'GET' && (body?.length ?? 0) < mostKeptAlive,
    })
    hearDate(answer)
    return answer
  } catch (cause) {
    throw new ApiProblem(
      { type: 'about:blank', title: 'No connection', status: 0, detail: 'The server could not be reached. Check your connection.' },
      { cause },
    )
  }
}

const addressOf = (path: string, { params = {}, query = {} }: Given): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(key, String(value))
  return search.size > 0 ? `${filled}?${search}` : filled
}
