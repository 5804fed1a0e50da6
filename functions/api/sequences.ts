/** Sequences: listing, creating, editing the draft, publishing, and their states. */
import { answer, notFound, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { SequenceView } from '../contract/api/views.ts'
import type { SequencePatch } from '../contract/api/bodies.ts'
import { mustPublish, publish, withStatus, type Published } from '../domain/publish.ts'
import { applyPatch, newSequence, type Edited } from '../domain/sequence-edit.ts'
import type { Sequence } from '../domain/sequence.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { routeErrors, writeNew } from './route-check.ts'
import { groundsOf, refusedFor, stored, tooLarge, type EditPorts } from './sequence-edits.ts'
import { sequenceViewOf, statsRowOf } from './sequence-view.ts'
import type { ApiPorts } from './ports.ts'

export type SequenceVerbPorts = EditPorts & Pick<ApiPorts, 'newId' | 'dispatchQueue'>
type Ports = SequenceVerbPorts

export const listSequences =
  ({ sequences, counters }: Pick<Ports, 'sequences' | 'counters'>): Verb<'listSequences'> =>
  async ({ query: { limit, cursor, status, q } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await sequences.list({ limit, after, status, q })
    const counts = await counters.totals(items.map(({ id }) => id))
    return answer({ items: items.map((sequence, i) => sequenceViewOf(sequence, counts[i] ?? {})), nextCursor: cursorOf(next) })
  }

export const sequenceStats =
  ({ sequences, counters }: Pick<Ports, 'sequences' | 'counters'>): Verb<'sequenceStats'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await sequences.list({ limit, after })
    const counts = await counters.totals(items.map(({ id }) => id))
    return answer({ items: items.map((sequence, i) => statsRowOf(sequence, counts[i] ?? {})), nextCursor: cursorOf(next) })
  }

export const getSequence =
  ({ sequences, counters }: Pick<Ports, 'sequences' | 'counters'>): Verb<'getSequence'> =>
  async ({ params: { id } }) => {
    const sequence = (await sequences.get(id)) ?? (await sequences.bySlug(id))
    if (!sequence) return notFound('sequence', id)
    const [counts] = await counters.totals([sequence.id])
    return answer(sequenceViewOf(sequence, counts ?? {}))
  }

/** `status: "active"` publishes version 1 with the creation: where the draft cannot be published, nothing is created. */
export const createSequence =
  (ports: Ports): Verb<'createSequence'> =>
  async ({ body: { status, ...input }, caller }) => {
    const made = newSequence(input, { id: ports.newId(), owner: caller.name, now: ports.now() })
    if (made.kind === 'refused') return refusedFor(made)
    const slugGiven = input.slug !== undefined
    if (status === 'active') return published(ports, publish(made.sequence, await groundsOf(ports), ports.now(), caller.name), slugGiven)
    const errors = await routeErrors(ports.sequences, made.sequence)
    if (errors.length > 0) return refusedFor({ errors })
    return tooLarge(made.sequence) ?? stored(ports, await writeNew(made.sequence, slugGiven, (sequence) => ports.sequences.put(sequence)))
  }

export const updateSequence =
  (ports: Ports): Verb<'updateSequence'> =>
  async ({ params: { id }, body, caller }) => {
    const { status, revision, ...patch } = body
    const found = await ports.sequences.get(id)
    if (!found) return notFound('sequence', id)
    if (revision !== undefined && revision !== found.revision) return stored(ports, { kind: 'stale', current: found }, revision)
    const draft: Edited = isEmpty(patch) ? { kind: 'edited', sequence: found } : applyPatch(found, patch, ports.now())
    if (draft.kind === 'refused') return refusedFor(draft)
    const errors = patch.exitRoutes === undefined ? [] : await routeErrors(ports.sequences, draft.sequence)
    if (errors.length > 0) return refusedFor({ errors })
    if (status === undefined) return tooLarge(draft.sequence) ?? stored(ports, await ports.sequences.put(draft.sequence))
    return toStatus(ports, found, draft.sequence, status, caller.name)
  }

export const archiveSequence =
  (ports: Ports): Verb<'archiveSequence'> =>
  async ({ params: { id }, caller }) => {
    const found = await ports.sequences.get(id)
    return found ? toStatus(ports, found, found, 'archived', caller.name) : notFound('sequence', id)
  }

/**
 * Activating publishes a changed draft first. Pausing only closes the gate when messages fall due. Resuming and archiving are then told to
 * the running enrollments through a queue; asking for the status that is there already tells them once more, which changes nothing twice.
 */
const toStatus = async (
  ports: Ports,
  found: Sequence,
  draft: Sequence,
  status: NonNullable<SequencePatch['status']>,
  by: string,
): Promise<Outcome<SequenceView>> => {
  const now = ports.now()
  const first: Published | null =
    status === 'active' && draft.status !== 'archived' && mustPublish(draft) ? publish(draft, await groundsOf(ports), now, by) : null
  if (first?.kind === 'refused') return refusedFor(first)
  const errors = first ? await routeErrors(ports.sequences, first.sequence) : []
  if (errors.length > 0) return refusedFor({ errors })
  const turned = withStatus(first?.sequence ?? draft, status, now)
  if (turned.kind === 'refused') return refusedFor(turned)
  const large = tooLarge(turned.sequence)
  if (large) return large
  const unchanged = turned.sequence === found
  const written = unchanged
    ? { kind: 'stored' as const, sequence: found }
    : first
      ? await ports.sequences.publish(turned.sequence, first.version)
      : await ports.sequences.put(turned.sequence)
  if (written.kind === 'stored') {
    if (status === 'active' && (unchanged || found.status === 'paused'))
      await ports.dispatchQueue.send([{ kind: 'sequence_resumed', sequence: found.id }])
    if (status === 'archived') await ports.dispatchQueue.send([{ kind: 'sequence_archived', sequence: found.id }])
  }
  return stored(ports, written)
}

export const published = async (ports: Ports, result: Published, slugGiven = true): Promise<Outcome<SequenceView>> => {
  if (result.kind === 'refused') return refusedFor(result)
  const errors = await routeErrors(ports.sequences, result.sequence)
  if (errors.length > 0) return refusedFor({ errors })
  const write = (sequence: Sequence) => ports.sequences.publish(sequence, result.version)
  return tooLarge(result.sequence) ?? stored(ports, await writeNew(result.sequence, slugGiven, write))
}

const isEmpty = (patch: object): boolean => Object.values(patch).every((value) => value === undefined)
