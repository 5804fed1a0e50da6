/** Exit routes and slugs among all the other sequences: what every write of a sequence asks first. */
import type { FieldError } from '../contract/api/outcome.ts'
import { checkRoutes, routedTo, type Routed } from '../domain/routes.ts'
import { nextSlug } from '../domain/sequence-edit.ts'
import type { ExitRoutes, Sequence } from '../domain/sequence.ts'
import type { SequencePorts, StoredSequence } from './ports.ts'

/** What keeps these exit routes from being saved. */
export const routeErrors = async (
  { routes }: Pick<SequencePorts, 'routes'>,
  { slug, exitRoutes }: Pick<Sequence, 'slug' | 'exitRoutes'>,
): Promise<FieldError[]> => {
  const targets = targetsOf(exitRoutes)
  if (targets.length === 0) return []
  return checkRoutes(slug, exitRoutes, await routes(targets))
}

/** Every slug that the routes name, suggested at a gate or followed by themselves. */
export const targetsOf = (exitRoutes: ExitRoutes): string[] =>
  Object.values(exitRoutes).flatMap((route) => (route === null ? [] : typeof route === 'string' ? [route] : route.gate))

export const routedOf = ({ slug, exitRoutes }: Sequence): Routed => ({ slug, to: routedTo(exitRoutes) })

const mostTries = 100

/** Writes a new sequence. A slug that nobody gave, made from the name, takes the next free number. */
export const writeNew = async (
  sequence: Sequence,
  slugGiven: boolean,
  write: (sequence: Sequence) => Promise<StoredSequence>,
): Promise<StoredSequence> => {
  const first = await write(sequence)
  if (slugGiven) return first
  let written = first
  for (let slug = sequence.slug, tries = 1; written.kind === 'slug_taken' && tries < mostTries; tries++) {
    slug = nextSlug(slug)
    written = await write({ ...sequence, slug })
  }
  return written
}
