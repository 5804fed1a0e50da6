/**
 * Openings and clicks that no person made. Mail gateways fetch a mail's pictures and follow its links as it arrives; SES labels none of it,
 * and a user agent or an address of a privacy proxy proves nothing either way, for a person's own openings come through it as well. What
 * tells them apart is the time: such openings follow the delivery within seconds, such clicks within two, or several links are followed at once.
 */
import type { MessageEvents } from './message.ts'

/** An opening this soon after the delivery (milliseconds) is automatic. */
export const automaticOpenMs = 10_000
/** A click this soon after the delivery is automatic, and so are clicks on different links this close to one another. */
export const automaticClickMs = 2_000

export interface Engaged {
  kind: 'opened' | 'clicked'
  at: string
  link?: string
}

/**
 * The events with what a person did told apart: of each kind the first stays, and one that a later event shows to have been automatic (the
 * delivery was reported after it, a second link was followed at once) is taken back. `sentAt` stands in for a delivery that is not reported
 * yet; `clickTimes` are those of earlier clicks, epoch milliseconds.
 */
export const personal = (
  events: MessageEvents,
  { sentAt, clickTimes, engaged }: { sentAt: string | undefined; clickTimes: readonly number[]; engaged: Engaged | undefined },
): MessageEvents => {
  const arrived = Date.parse(events.deliveredAt ?? sentAt ?? '')
  const isAtOnce = (at: string, within: number): boolean => Date.parse(at) - arrived < within
  const sweepsLinks =
    engaged?.kind === 'clicked' &&
    !(events.clickedLinks ?? []).includes(engaged.link ?? '') &&
    clickTimes.some((time) => Math.abs(Date.parse(engaged.at) - time) < automaticClickMs)
  const opened = events.openedByPersonAt ?? (engaged?.kind === 'opened' ? engaged.at : undefined)
  const clicked = sweepsLinks ? undefined : (events.clickedByPersonAt ?? (engaged?.kind === 'clicked' ? engaged.at : undefined))
  const told: MessageEvents = { ...events }
  if (opened === undefined || isAtOnce(opened, automaticOpenMs)) delete told.openedByPersonAt
  else told.openedByPersonAt = opened
  if (clicked === undefined || isAtOnce(clicked, automaticClickMs)) delete told.clickedByPersonAt
  else told.clickedByPersonAt = clicked
  return told
}
