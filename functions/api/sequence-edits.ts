/** What every edit of a sequence has in common: refusals with their fields, the write under its revision, the answer. */
import { answer, refuse, type FieldError, type Outcome } from '../contract/api/outcome.ts'
import type { SequenceView } from '../contract/api/views.ts'
import type { Grounds } from '../domain/publish.ts'
import type { Sequence } from '../domain/sequence.ts'
import { sequenceViewOf } from './sequence-view.ts'
import { readInForce, type InForcePorts } from './in-force.ts'
import type { ApiPorts, StoredSequence } from './ports.ts'

export type EditPorts = Pick<ApiPorts, 'now' | 'sequences' | 'counters' | 'contacts' | 'settings'> & InForcePorts

type VariablePorts = Pick<ApiPorts, 'contacts'> & InForcePorts

/** Bytes of a sequence with all its copy; an item of the table holds 400 KB. */
const mostBytes = 350_000

/** Attribute names that a template may use beside the usual ones: those contacts were seen with, and those that the settings announce. */
export const knownVariables = async (ports: VariablePorts): Promise<string[]> => {
  const [{ settings }, seen] = await Promise.all([readInForce(ports), ports.contacts.knownAttributes()])
  return [...new Set([...(settings.attributes ?? []), ...seen])]
}

/** What a draft is held against before it is published. */
export const groundsOf = async (ports: VariablePorts): Promise<Grounds> => {
  const [{ settings, rules }, seen] = await Promise.all([readInForce(ports), ports.contacts.knownAttributes()])
  return { attributes: [...new Set([...(settings.attributes ?? []), ...seen])], windows: rules.windows }
}

export const refusedFor = ({ errors }: { errors: FieldError[] }): Outcome<never> =>
  refuse({
    kind: 'invalid',
    reason: 'sequence_invalid',
    detail: errors.length === 1 ? (errors[0]?.message ?? '') : `${errors.length} things have to change first.`,
    errors,
  })

export const tooLarge = (sequence: Sequence): Outcome<never> | null =>
  Buffer.byteLength(JSON.stringify(sequence)) <= mostBytes
    ? null
    : refusedFor({ errors: [{ field: 'steps', message: 'the texts of a sequence have at most 350,000 bytes together: shorten some' }] })

/** The answer to a write; a stale one is told both revisions, and theirs in full. `read` is the one that the caller worked from. */
export const stored = async (
  { counters }: Pick<EditPorts, 'counters'>,
  written: StoredSequence,
  read?: number,
): Promise<Outcome<SequenceView>> => {
  if (written.kind === 'slug_taken')
    return refusedFor({ errors: [{ field: 'slug', message: `"${written.slug}" is the slug of another sequence: choose another one` }] })
  const now = written.kind === 'stored' ? written.sequence : written.current
  const [counts] = now ? await counters.totals([now.id]) : []
  const view = now ? sequenceViewOf(now, counts ?? {}) : null
  if (written.kind === 'stored' && view) return answer(view)
  return refuse({
    kind: 'stale',
    reason: 'stale_revision',
    detail: 'Someone else changed this sequence meanwhile. Make your change on what it says now: `current` has it.',
    also: {
      currentRevision: now?.revision ?? 0,
      ...(read === undefined ? {} : { givenRevision: read }),
      ...(view ? { current: view } : {}),
    },
  })
}
