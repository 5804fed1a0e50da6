/** Which route of an HTTP API a request takes: whole paths before parameters, parameters before greedy ones, `$default` last. */
export interface RoutePattern {
  key: string
  method: string
  segments: string[]
}
export interface Match<R> {
  route: R
  pathParameters: Record<string, string>
}

export const readRouteKey = (key: string): RoutePattern => {
  if (key === '$default') return { key, method: 'ANY', segments: [] }
  const [method = 'ANY', path = '/'] = key.split(' ')
  return { key, method, segments: path.split('/').slice(1) }
}

export const matchRoute = <R extends { pattern: RoutePattern }>(routes: R[], method: string, path: string): Match<R> | undefined => {
  const given = path.split('/').slice(1)
  const fitting = routes
    .filter(({ pattern }) => pattern.key !== '$default' && (pattern.method === 'ANY' || pattern.method === method))
    .map((route) => ({ route, pathParameters: parametersOf(route.pattern.segments, given) }))
    .filter((found): found is Match<R> => found.pathParameters !== undefined)
    .toSorted((a, b) => rank(a.route.pattern).localeCompare(rank(b.route.pattern)))
  const fallback = routes.find(({ pattern }) => pattern.key === '$default')
  return fitting[0] ?? (fallback && { route: fallback, pathParameters: {} })
}

const parametersOf = (pattern: string[], given: string[]): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {}
  for (const [place, segment] of pattern.entries()) {
    const name = /^\{([^}]+)\}$/.exec(segment)?.[1]
    const value = given[place]
    if (name?.endsWith('+')) {
      if (!value) return undefined
      parameters[name.slice(0, -1)] = decode(given.slice(place).join('/'))
      return parameters
    }
    if (value === undefined || (name === undefined && value !== segment) || value === '') return undefined
    if (name !== undefined) parameters[name] = decode(value)
  }
  return given.length === pattern.length ? parameters : undefined
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Sorts the more specific first: segment by segment, then an own method before ANY. */
const rank = ({ segments, method }: RoutePattern): string =>
  segments.map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0')).join('') + (method === 'ANY' ? '1' : '0')
