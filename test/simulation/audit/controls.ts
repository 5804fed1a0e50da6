/** What an admin stopped stays stopped, and what a person must approve leaves only once they did. */
import type { Finding } from '../ledger.ts'
import { tenant } from '../tenant.ts'
import { localAt } from './clock.ts'
import { handMs, iso, type View } from './view.ts'

export const underControl = (view: View): Finding[] => [...stopped(view), ...allowed(view), ...approved(view), ...ownersAway(view)]

/** A batch of records shares one look at the controls: they act from the next one on, a minute later at most. */
const batchMs = 60_000

const stopped = (view: View): Finding[] =>
  view.known('switch').flatMap(({ known, said, what }) => {
    if (what.sending !== 'stopped') return []
    const again = view.words('switch').find((word) => word.what.sending === 'on' && (word.known ?? Infinity) >= said)
    return view.ledger.requests
      .filter(({ at }) => at > known + batchMs && at < (again?.said ?? Infinity))
      .map(({ at, messageId }) => ({
        rule: 'while_sending_is_stopped',
        detail: `message ${messageId} at ${iso(at)}, stopped at ${iso(known)}`,
      }))
  })

const allowed = (view: View): Finding[] =>
  view.known('allow').flatMap(({ known, said, what: { list } }) => {
    if (list === null) return []
    const next = view.words('allow').find((word) => word.said > said || (word.what.list === null && (word.known ?? Infinity) >= said))
    return view.ledger.requests
      .filter(({ at, to }) => at > known + batchMs && at < (next?.said ?? Infinity) && !list.some((entry) => to.endsWith(entry)))
      .map(({ at, to }) => ({ rule: 'not_on_the_allow_list', detail: `${to} at ${iso(at)}` }))
  })

/** A healed step may leave by another channel than the one that was approved; its approval is then asked for again. */
const approved = (view: View): Finding[] => {
  const { script, sequenceIds, messages, requests } = view.ledger
  return requests.flatMap(({ messageId, sequenceId, at, channel, to, text }) => {
    const message = messages.find(({ id }) => id === messageId)
    const step = script.sequences[sequenceIds.indexOf(sequenceId)]?.steps[Number(message?.stepId.slice(1)) - 1]
    if (step?.approval !== 'draft') return []
    const said = view.words('approve').filter((word) => word.what.messageId === messageId && word.said <= at)
    if (said.length === 0) return [{ rule: 'not_approved', detail: `message ${messageId} at ${iso(at)}` }]
    const asApproved = said.some(({ what }) => what.channel === channel && what.recipient === to && text.includes(what.body))
    return asApproved ? [] : [{ rule: 'not_as_approved', detail: `${channel} to ${to}, message ${messageId} at ${iso(at)}` }]
  })
}

/** Nothing leaves for who is away, by the tenant's calendar: one person owns all sequences of a history. */
const ownersAway = (view: View): Finding[] =>
  view.known('absence').flatMap(({ known, said, what: { days } }) => {
    if (!days) return []
    const next = view.words('absence').find((word) => word.said > said)
    const isAway = (at: number): boolean => {
      const { date } = localAt(at, tenant.timeZone)
      return days.from <= date && date <= days.to
    }
    return view.ledger.requests
      .filter(({ at }) => at > known + batchMs && at < (next?.said ?? Infinity) && isAway(at) && isAway(at - handMs))
      .map(({ at, messageId }) => ({ rule: 'while_the_owner_is_away', detail: `message ${messageId} at ${iso(at)}` }))
  })
