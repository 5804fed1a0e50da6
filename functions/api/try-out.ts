/** Enrolling as if: the same signal as the real thing, at its time in the contact's projected future. */
import type { Outcome } from '../contract/api/outcome.ts'
import type { RefusalView } from '../contract/api/preview.ts'
import { conflictsOf, limitConflict, type Conflict, type ConflictChoice } from '../domain/conflicts.ts'
import { enrollmentIdFrom } from '../domain/ids.ts'
import { project, sequenceKey, type Projection, type Surroundings } from '../domain/project.ts'
import { rowReasonText } from '../domain/row-reasons.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { Signal } from '../domain/signal.ts'
import type { Around, LookPorts } from './look-around.ts'
import type { ApiPorts } from './ports.ts'
import { refusedFor } from './sequence-edits.ts'

export type TryPorts = LookPorts & Pick<ApiPorts, 'now' | 'entropy' | 'enrollments'>

export interface Attempt {
  version: SequenceVersion
  /** The sequence's owner. */
  owner: string
  /** Epoch milliseconds. */
  at: number
  onConflict: ConflictChoice
  restart: boolean
  /** They were never in any sequence: there is no last time to look for. */
  isFirst?: boolean
}

export interface Tried {
  enrollmentId: string
  conflicts: Conflict[]
  after: Projection
  /** With the version that was tried out. */
  surroundings: Surroundings
}

const yearMs = 366 * 86_400_000

/** The moment (epoch milliseconds) from which somebody would be enrolled: now, or up to a year ahead. */
export const startOf = (startAt: string | undefined, now: number): number | Outcome<never> => {
  const at = startAt === undefined ? now : Date.parse(startAt)
  if (at >= now && at - now <= yearMs) return at
  const message = at < now ? 'this time is over: give one in the future, or none for now' : 'at most a year ahead'
  return refusedFor({ errors: [{ field: 'startAt', message }] })
}

export const tryOut = async (ports: TryPorts, around: Around, attempt: Attempt): Promise<Tried> => {
  const { head, profile } = around
  const { version, owner, at, onConflict, restart, isFirst = false } = attempt
  const now = ports.now()
  const surroundings: Surroundings = {
    ...around.surroundings,
    sequences: new Map([...around.surroundings.sequences, [sequenceKey(version), { status: 'active', owner, version }]]),
  }
  const finishedBefore = isFirst ? null : await ports.enrollments.lastFinished(profile.key, version.sequenceId)
  const enrollmentId = enrollmentIdFrom(at, ports.entropy())
  const enrolling = (choice: ConflictChoice): Signal => ({
    kind: 'enroll',
    enrollmentId,
    version,
    leadId: profile.leadId,
    stage: null,
    by: 'manual',
    records: surroundings.records,
    lastFinishedAt: finishedBefore,
    onConflict: choice,
    ...(restart ? { restart } : {}),
  })
  const before = project(head, surroundings, { now })
  const withIt = (choice: ConflictChoice): Projection => project(head, surroundings, { now, begin: [{ at, signal: enrolling(choice) }] })
  const parallel = withIt('parallel')
  const overBy = before.enrollments.filter(({ finish }) => finish && Date.parse(finish.at) <= at)
  const ends = overBy.flatMap(({ sequenceId, finish }) => (sequenceId === version.sequenceId && finish ? [finish.at] : []))
  const conflicts = conflictsOf({
    running: (head?.enrollments ?? []).filter(({ id }) => !overBy.some((over) => over.enrollmentId === id)),
    version,
    lastFinishedAt: ends.toSorted().at(-1) ?? finishedBefore,
    nameOf: (sequenceId) =>
      [...surroundings.sequences.values()].find((one) => one.version.sequenceId === sequenceId)?.version.name ?? sequenceId,
    now: at,
  })
  const limit = limitConflict(
    before,
    parallel,
    surroundings.rules.dailyTouchLimit,
    conflicts.some(({ kind }) => kind === 'other_sequence'),
  )
  return {
    enrollmentId,
    conflicts: limit ? [...conflicts, limit] : conflicts,
    // Where nothing else runs, every choice comes to the same.
    after: onConflict === 'parallel' || (head?.enrollments ?? []).length === 0 ? parallel : withIt(onConflict),
    surroundings,
  }
}

/** Why enrolling would be refused, as the API says it; null where it would not. */
export const refusalOf = ({ refusals: [refused] }: Projection): RefusalView | null =>
  refused ? { reason: refused.reason, ...(refused.detail === undefined ? {} : { detail: refused.detail }), text: refused.text } : null

export const notKnown: RefusalView = { reason: 'not_known', text: rowReasonText('not_known') }
