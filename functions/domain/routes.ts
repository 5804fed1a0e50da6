/** Exit routes between sequences, checked when they are saved: every target exists, and no contact can go round in a circle. */
import type { ExitRoutes } from './sequence.ts'
import type { FieldError } from './sequence-edit.ts'

/** A sequence as the others see it: its slug, and the slugs that follow it without a person in between. */
export interface Routed {
  slug: string
  to: readonly string[]
}

/** The slugs that these routes lead to by themselves; at a gate a person decides. */
export const routedTo = (...routes: ExitRoutes[]): string[] => [
  ...new Set(routes.flatMap((one) => Object.values(one)).filter((route) => typeof route === 'string')),
]

/** What is wrong with the routes of one sequence among all the others; draft and published routes of those count alike. */
export const checkRoutes = (slug: string, routes: ExitRoutes, others: readonly Routed[]): FieldError[] => {
  const known = new Map(others.filter((other) => other.slug !== slug).map((other) => [other.slug, other.to]))
  return Object.entries(routes).flatMap(([exit, route]) => {
    const field = `exitRoutes.${exit}`
    const targets = route === null ? [] : typeof route === 'string' ? [route] : route.gate
    const missing = targets.filter((target) => target !== slug && !known.has(target))
    if (missing.length > 0)
      return missing.map((target) => ({ field, message: `there is no sequence "${target}": create it first, or correct its slug` }))
    if (route === slug) return [{ field, message: 'a sequence cannot follow itself: its re-entry policy says who may enter it again' }]
    const way = typeof route === 'string' ? wayTo(slug, route, known) : null
    return way ? [{ field, message: `this would go round in a circle: ${[slug, ...way].join(' → ')}` }] : []
  })
}

/** The shortest way from one sequence to another, both included; null where there is none. */
const wayTo = (goal: string, from: string, known: ReadonlyMap<string, readonly string[]>): string[] | null => {
  const ways: string[][] = [[from]]
  const seen = new Set([from])
  for (let way = ways.shift(); way; way = ways.shift())
    for (const next of known.get(way.at(-1) ?? '') ?? []) {
      if (next === goal) return [...way, next]
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  return null
}
