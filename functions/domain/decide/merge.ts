/**
 * Two records of one person become one. The survivor takes over what stands between us and the person, the strictest word of the two on each
 * matter; the other record ends everything and takes nothing new: what it was and did stays readable under its own id.
 */
import { consentChannels } from '../channel.ts'
import type { ContactHead, SuppressionReason } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { changed, livesOf, refused, startChange, withHead } from './change.ts'
import { finish } from './finish.ts'
import { leave } from './opt-out.ts'

type Absorbed = Extract<Signal, { kind: 'absorbed' }>
type MergedAway = Extract<Signal, { kind: 'merged_away' }>

/** The survivor's side. An opt-out of the other record is the person's: it ends what runs for the survivor as if they had said it again. */
export const absorbed = (head: ContactHead, { from, detail }: Absorbed, now: number): Decision => {
  const change = withHead(startChange(head), {
    consent: consentOf(head, from),
    touches: touchesOf(head, from),
    addresses: { ...from.addresses, ...head.addresses },
  })
  const left = personal.reduce((sofar, reason) => leaving(sofar, reason, from, detail, now), change)
  return JSON.stringify(left.head) === JSON.stringify(head) ? refused('nothing_to_do') : changed(left)
}

/** The other record's side. A provider call in flight is waited for, as at any end. */
export const mergedAway = (head: ContactHead, { into, detail }: MergedAway, now: number): Decision => {
  const ended = livesOf(head).reduce((change, enrollment) => finish(change, enrollment, 'replaced', now, detail), startChange(head))
  const { routing: _routing, ...rest } = ended.head
  return changed({ ...ended, head: { ...rest, mergedInto: into } })
}

/** What a record that was merged away still takes: what became of what it had begun, its own repetition, and being forgotten. */
export const outlivesMerge: ReadonlySet<Signal['kind']> = new Set<Signal['kind']>([
  'send_result',
  'claim_expired',
  'send_proven',
  'telling_done',
  'swept',
  'erased',
])

/** What a person says, whichever of their records it was found by: it is for the one that goes on. */
export const followsThePerson: ReadonlySet<Signal['kind']> = new Set<Signal['kind']>([
  'replied',
  'opted_out',
  'opted_in',
  'complained',
  'away',
  'lead_told',
])

/** A dead address says nothing of another one. The stronger word comes first: nothing replaces a complaint. */
const personal = ['complained', 'opted_out', 'unsubscribed'] as const satisfies readonly SuppressionReason[]

const leaving = (change: Change, reason: (typeof personal)[number], from: Absorbed['from'], detail: string, now: number): Change => {
  const channels = consentChannels.filter((channel) => {
    const known = change.head.suppressed[channel]?.reason
    return from.suppressed[channel]?.reason === reason && (known === undefined || (reason === 'complained' && known !== 'complained'))
  })
  if (channels.length === 0) return change
  const decision = leave(change.head, channels, reason, reason === 'complained' ? 'complained' : 'unsubscribed', detail, now)
  if (decision.kind !== 'changed') return change
  return { head: decision.head, before: [...change.before, ...decision.before], after: [...change.after, ...decision.after] }
}

/** A refusal in either record stands; where the survivor has no word, the other's is the person's. */
const consentOf = (head: ContactHead, from: Absorbed['from']): ContactHead['consent'] => {
  const consent = { ...from.consent, ...head.consent }
  for (const channel of consentChannels) {
    const refusal = from.consent[channel]
    if (refusal?.given === false && consent[channel]?.given === true) consent[channel] = refusal
  }
  return consent
}

/** Both records' touches were this person's. */
const touchesOf = (head: ContactHead, from: Absorbed['from']): ContactHead['touches'] => {
  const touches = { ...head.touches }
  for (const [day, count] of Object.entries(from.touches)) touches[day] = (touches[day] ?? 0) + count
  return touches
}
