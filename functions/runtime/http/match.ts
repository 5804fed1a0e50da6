/** Finds the route of a method and path. Fixed parts win over parameters: `/sequences/stats` is not a sequence named stats. */
import type { Route } from '../../contract/api/route.ts'
import { routes, type RouteName } from '../../contract/api/routes.ts'

export type Match =
  | { kind: 'route'; name: RouteName; route: Route; params: Record<string, string> }
  | { kind: 'method'; allow: string[] }
  | { kind: 'none' }

export const matchRoute = (method: string, path: string): Match => {
  const parts = segmentsOf(path)
  const hits = table.flatMap((entry) => {
    const params = paramsOf(entry.segments, parts)
    return params ? [{ ...entry, params }] : []
  })
  const best = Math.max(...hits.map(({ fixed }) => fixed))
  const served = hits.filter(({ fixed }) => fixed === best)
  const hit = served.find(({ route }) => route.method === method)
  if (hit) return { kind: 'route', name: hit.name, route: hit.route, params: hit.params }
  return served.length > 0 ? { kind: 'method', allow: served.map(({ route }) => route.method) } : { kind: 'none' }
}

const segmentsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table's own names, which entries() widens to text
const table = (Object.entries(routes) as [RouteName, Route][]).map(([name, route]) => {
  const segments = segmentsOf(route.path)
  return { name, route, segments, fixed: segments.filter((segment) => !segment.startsWith('{')).length }
})

const paramsOf = (segments: readonly string[], parts: readonly string[]): Record<string, string> | null => {
  if (segments.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [i, segment] of segments.entries()) {
    const part = parts[i] ?? ''
    if (!segment.startsWith('{')) {
      if (segment !== part) return null
      continue
    }
    const value = decoded(part)
    if (value === null) return null
    params[segment.slice(1, -1)] = value
  }
  return params
}

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
