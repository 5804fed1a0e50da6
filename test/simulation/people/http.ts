/** The API as its callers meet it: a request as the gateway hands it over, an answer or none. */
import { noFaults, type Faults } from '../faults.ts'
import type { Handler, World } from '../world.ts'

/** Null where no answer came: the function died. */
export type Answer = { status: number; body: unknown } | null

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: string
  body?: unknown
  /** The auditor's own reads, and what sets a history up, meet no faults. */
  calm?: boolean
  role?: 'admin' | 'member'
}

/** Who asks: what they make is theirs. */
export const caller = 'sam@example.com'

export const createHttp = (world: World, api: Handler) => {
  const call = ({ method, path, query = '', body, calm = false, role = 'admin' }: Call, answered: (answer: Answer) => void): void => {
    const label = `api ${method} ${path}`
    const open = path.startsWith('/u/')
    const event = {
      version: '2.0',
      routeKey: '$default',
      rawPath: path,
      rawQueryString: query,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      requestContext: {
        http: { method, path },
        requestId: label,
        ...(open ? {} : { authorizer: { jwt: { claims: { 'cognito:groups': `[${role}]`, email: caller, sub: 'sam' } } } }),
      },
      isBase64Encoded: false,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const faults: { faults?: Faults } = calm ? { faults: noFaults } : {}
    world.invoke(label, api, event, { seconds: 30, ...faults }, (ending) => {
      if (ending.kind !== 'answered') return answered(null)
      const { statusCode, body: text } = ending.value as { statusCode: number; body?: string }
      answered({ status: statusCode, body: read(text) })
    })
  }

  /** A person tries again while no answer comes or the server says that it failed. */
  const insist = (asked: Call, answered: (answer: Answer) => void, tries = 8): void =>
    call(asked, (answer) => {
      if (answer && answer.status < 500) answered(answer)
      else if (tries <= 1) answered(null)
      else world.after(20_000, () => insist(asked, answered, tries - 1))
    })

  return { call, insist }
}

const read = (text: string | undefined): unknown => {
  if (text === undefined || !text.startsWith('{')) return text
  return JSON.parse(text) as unknown
}
