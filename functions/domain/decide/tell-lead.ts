/** One answer ends the lead's other conversations: at once with the same contact; other contacts are told, and the head keeps it until they are. */
import type { ContactHead, PendingTelling } from '../contact.ts'
import type { Decision, Effect } from '../effect.ts'
import type { Signal } from '../signal.ts'
import { overdueSeconds } from '../wake.ts'
import type { Change } from './change.ts'
import { after, changed, livesOf, refused, secondsOf, startChange, withHead } from './change.ts'
import { finish } from './finish.ts'
import { unfollowed } from './follow.ts'

type Answered = Pick<PendingTelling, 'leadId' | 'sequenceId'>

/** Ends what else runs for the same lead, here and at its other contacts. A newer telling of a lead stands in for an older one. */
export const stopLead = (change: Change, { leadId, sequenceId }: Answered, exit: PendingTelling['exit'], now: number): Change => {
  const pending = change.head.telling ?? []
  const older = pending.find((telling) => telling.leadId === leadId)
  const telling: PendingTelling = { leadId, exit, sequenceId: sequenceId ?? older?.sequenceId ?? null, at: secondsOf(now) }
  const ended = endOfLead(change, telling, now)
  return after(withHead(ended, { telling: [...pending.filter((other) => other !== older), telling] }), tell(ended.head, telling))
}

/** What has waited for its telling since `until` (epoch seconds) less two minutes, or longer. */
export const tellAgain = (head: ContactHead, until: number): Effect[] =>
  (head.telling ?? []).filter(({ at }) => at + overdueSeconds <= until).map((telling) => tell(head, telling))

const tell = ({ key }: ContactHead, telling: PendingTelling): Effect => ({ kind: 'tell_lead', exceptContactKey: key, ...telling })

export const leadTold = (head: ContactHead, signal: Extract<Signal, { kind: 'lead_told' }>, now: number): Decision => {
  const change = endOfLead(startChange(head), signal, now)
  return change.head === head ? refused('nothing_to_do') : changed(change)
}

/** The other contacts know: unless there has been another answer since, nothing waits any more. */
export const tellingDone = (head: ContactHead, { leadId, at }: Extract<Signal, { kind: 'telling_done' }>): Decision => {
  const { telling = [], ...rest } = head
  const left = telling.filter((pending) => pending.leadId !== leadId || pending.at !== at)
  if (left.length === telling.length) return refused('nothing_to_do')
  return changed(startChange(left.length > 0 ? { ...rest, telling: left } : rest))
}

/** What began after the answer goes on, however late it is told. */
const endOfLead = (change: Change, { leadId, exit, sequenceId, at }: PendingTelling, now: number): Change =>
  livesOf(change.head)
    .filter((other) => other.leadId === leadId && (sequenceId !== null || other.stopWholeLead))
    .filter((other) => secondsOf(Date.parse(other.enrolledAt)) <= at)
    .reduce((sofar, other) => finish(sofar, unfollowed(other, exit), exit, now, 'another of the lead’s conversations was answered'), change)
