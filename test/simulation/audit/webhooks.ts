/** What providers say comes in by webhook: what is genuine and was taken in has its effect, and what is forged has none. */
import type { Finding } from '../ledger.ts'
import { iso, type View } from './view.ts'

export const heardByWebhook = (view: View): Finding[] => [...forged(view), ...lost(view), ...unsaid(view), ...refusedBefore(view)]

/** Whoever cannot sign is told so. */
const forged = ({ ledger: { hooked } }: View): Finding[] =>
  hooked
    .filter((call) => call.forged && call.status !== null && call.status < 400)
    .map(({ event, at, status }) => ({ rule: 'forgery_believed', detail: `${event} at ${iso(at)} was answered ${status}` }))

/** A call that was answered well is not sent again: its work was done by then, or lies among the dead letters. */
const lost = ({ ledger: { hooked, workedOff, dead } }: View): Finding[] =>
  hooked
    .filter(({ forged: isForged, matters, status }) => !isForged && matters && status === 200)
    .filter(({ event }) => !workedOff.has(event) && !dead.some(({ body }) => body.includes(event.split('.')[0] ?? event)))
    .map(({ event, at }) => ({ rule: 'webhook_lost', detail: `${event} was taken in at ${iso(at)}, and nothing came of it` }))

const shown = { delivered: 'deliveredAt', opened: 'openedAt', clicked: 'clickedAt' } as const

/** What no provider ever said is not shown. */
const unsaid = (view: View): Finding[] => {
  const said = new Set(view.words('event').map(({ what }) => `${what.event} ${what.messageId}`))
  return view.ledger.messages.flatMap(({ id, events }) =>
    Object.entries(shown)
      .filter(([event, name]) => events[name] !== undefined && !said.has(`${event} ${id}`))
      .map(([event]) => ({ rule: 'event_of_nobody', detail: `message ${id} is shown as ${event}, which nobody said` })),
  )
}

/** An invocation records its provider's answer within its time (ms); what it did not record is shown as unknown. */
const recordedMs = 30_000

/** Of a number that its provider refused, by an answer that the product shows: who left is texted again only after START, who is not there never. */
const refusedBefore = (view: View): Finding[] => {
  const recorded = new Set(
    view.ledger.messages.flatMap(({ attempts = [] }) =>
      attempts.filter(({ outcome }) => outcome === 'refused_permanent').map(({ id }) => id),
    ),
  )
  const starts = view.words('opt_in')
  return view.ledger.requests.flatMap((first) => {
    const { says, to, at, attemptId } = first
    if (says === undefined || says === 'landline' || !recorded.has(attemptId)) return []
    const channels = says === 'left' ? ['sms'] : ['sms', 'call']
    return view.ledger.requests
      .filter((request) => request.to === to && channels.includes(request.channel) && request.at > at + recordedMs)
      .filter((request) => says === 'gone' || !starts.some(({ what, said }) => what.address === to && said <= request.at))
      .map((request) => ({
        rule: 'after_provider_refusal',
        detail: `${request.channel} to ${to} at ${iso(request.at)}, whose provider said at ${iso(at)} that it is ${says}`,
      }))
  })
}
