/** A running enrollment on a newer version of its sequence: every message keeps its place by step id. */
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision, Effect } from '../effect.ts'
import { messageRow } from '../message-row.ts'
import { rebase } from '../plan-rebase.ts'
import type { SequenceVersion } from '../sequence.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, before, changed, livesOf, refused, scheduleAll, secondsOf, startChange, withMoved } from './change.ts'
import { headLimits } from './enroll.ts'
import { passedOver } from './lifecycle.ts'
import { copiesOf } from './live-copies.ts'
import { noted } from './steer.ts'

/** Moving twice changes nothing twice. A message with a provider at this moment keeps what it is. */
export const versionMoved = (head: ContactHead, { version, from }: Extract<Signal, { kind: 'version_moved' }>, now: number): Decision => {
  const enrollment = livesOf(head).find(({ sequenceId }) => sequenceId === version.sequenceId)
  if (!enrollment) return refused('not_enrolled')
  if (enrollment.version >= version.version) return refused('same_version', `version ${enrollment.version}`)
  const was = from.find((one) => one.sequenceId === version.sequenceId && one.version === enrollment.version) ?? null
  const moved = moveTo(startChange(head), enrollment, version, was, now)
  const size = JSON.stringify(moved.head).length
  if (size > headLimits.characters && size > JSON.stringify(head).length)
    return refused('head_full', 'the version has more steps than fit beside the other sequences')
  return changed(moved)
}

const moveTo = (change: Change, enrollment: LiveEnrollment, version: SequenceVersion, was: SequenceVersion | null, now: number): Change => {
  // A pause is given back in full when it ends: until then its clock stands still.
  const at = enrollment.status === 'paused' ? (enrollment.pausedAt ?? secondsOf(now)) : secondsOf(now)
  const { plan, moved, added, past, removed } = rebase(enrollment, version, was, at)
  const { routes: _routes, ...rest } = enrollment
  const going: LiveEnrollment = { ...rest, ...copiesOf(version), version: version.version, plan }
  const rows = past.map(
    (item): Effect => ({ kind: 'put_message', row: messageRow(change.head, going, item, { status: 'skipped', attempts: [] }) }),
  )
  const planned = after(
    before(withMoved(change, going, { plan, moved }, now), ...rows),
    ...added.flatMap((item) => scheduleAll(going.id, item, now)),
  )
  const left = removed.reduce((sofar, item) => passedOver(sofar, going, item, 'step_removed'), planned)
  return noted(left, going, `moved from version ${enrollment.version} to version ${version.version}`, now)
}
