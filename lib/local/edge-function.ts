/** A CloudFront Function, run on viewer-request in a context of its own with no way out, as at the edge. */
import { createContext, Script } from 'node:vm'

export interface ViewerRequest {
  method: string
  uri: string
  /** Without the question mark. */
  query: string
  headers: Record<string, string>
  ip: string
}
export type ViewerOutcome =
  | { kind: 'request'; uri: string; query: string }
  | { kind: 'response'; status: number; headers: Record<string, string>; body: string }
export type ViewerFunction = (request: ViewerRequest) => Promise<ViewerOutcome>

/** Wall time: far beyond CloudFront's own limit, so that only a loop without end meets it, also on a busy machine. */
const endlessMs = 5_000

type Valued = Record<string, { value: string; multiValue?: { value: string }[] }>

export const loadViewerFunction = (code: string, name: string): ViewerFunction => {
  const context = createContext({ console: { log: () => undefined } }, { codeGeneration: { strings: false, wasm: false } })
  new Script(code, { filename: `${name}.js` }).runInContext(context)
  const call = new Script('handler(event)')
  return async (request) => {
    context.event = eventOf(request)
    const result = (await call.runInContext(context, { timeout: endlessMs })) as {
      uri?: string
      querystring?: Valued
      statusCode?: number
      headers?: Valued
      body?: string | { data: string }
    }
    if (result.statusCode !== undefined)
      return {
        kind: 'response',
        status: result.statusCode,
        headers: Object.fromEntries(Object.entries(result.headers ?? {}).map(([header, { value }]) => [header, value])),
        body: typeof result.body === 'string' ? result.body : (result.body?.data ?? ''),
      }
    return { kind: 'request', uri: result.uri ?? request.uri, query: queryOf(result.querystring ?? {}) }
  }
}

const eventOf = ({ method, uri, query, headers, ip }: ViewerRequest): unknown => {
  const { cookie, ...rest } = headers
  return {
    version: '1.0',
    context: { eventType: 'viewer-request', distributionId: 'LOCAL', distributionDomainName: 'localhost', requestId: 'local' },
    viewer: { ip },
    request: {
      method,
      uri,
      querystring: valued([...new URLSearchParams(query)]),
      headers: valued(Object.entries(rest)),
      cookies: valued((cookie ?? '').split(/;\s*/).flatMap((pair) => (pair.includes('=') ? [pair.split('=', 2) as [string, string]] : []))),
    },
  }
}

const valued = (pairs: [string, string][]): Valued => {
  const result: Valued = {}
  for (const [name, value] of pairs) {
    const earlier = result[name]
    if (earlier) earlier.multiValue = [...(earlier.multiValue ?? [{ value: earlier.value }]), { value }]
    else result[name] = { value }
  }
  return result
}

const queryOf = (given: Valued): string =>
  new URLSearchParams(
    Object.entries(given).flatMap(([name, { value, multiValue }]) =>
      (multiValue ?? [{ value }]).map((one): [string, string] => [name, one.value]),
    ),
  ).toString()
