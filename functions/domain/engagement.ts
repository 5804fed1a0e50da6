/**
 * Openings and clicks, and who made them. Mail gateways fetch a mail's pictures and follow its links as it arrives, Apple's Mail fetches
 * pictures for people who never look; SES labels none of it. Each event gets a label and the rule that gave it. What speaks for itself
 * (the provider's word, the address and the agent of whoever came) is judged once; what the time says is judged again with everything
 * that is learnt later: a delivery that is reported after an opening, a second link followed at once.
 */
import type { Engagement, EngagementReason, MessageEvents } from './message.ts'
import { comesFrom } from './scanners.ts'

/** An opening this soon after the delivery (milliseconds) is a scanner's. */
export const automaticOpenMs = 10_000
/** A click this soon after the delivery is a scanner's, and so are clicks on different links this close to one another. */
export const automaticClickMs = 2_000
/** Kept of one message: what comes after is only counted. */
const mostEngagements = 30

export interface Engaged {
  kind: 'opened' | 'clicked'
  at: string
  link?: string
  userAgent?: string
  ip?: string
  /** The provider says that no person did it. */
  automatic?: boolean
}

const labels: Record<EngagementReason, Engagement['label']> = {
  provider_says_so: 'automatic',
  mail_privacy: 'automatic',
  scanner_agent: 'scanner',
  scanner_address: 'scanner',
  at_once: 'scanner',
  several_links_at_once: 'scanner',
  none: 'human',
}

/** What time cannot change. */
const settled: ReadonlySet<EngagementReason> = new Set(['provider_says_so', 'mail_privacy', 'scanner_agent', 'scanner_address'])

/**
 * The events with every engagement labelled, and of each kind the first that a person made. `sentAt` stands in for a delivery that is not
 * reported yet, `before` are the engagements of the row as it was. An event that is told again changes nothing.
 */
export const judged = (
  events: MessageEvents,
  { before, sentAt, engaged }: { before: readonly Engagement[]; sentAt: string | undefined; engaged: Engaged | undefined },
): MessageEvents => {
  const isNew = engaged !== undefined && before.length < mostEngagements && !before.some((one) => isSame(one, engaged))
  const all = isNew ? [...before, fresh(engaged)] : before
  // Nothing is learnt of what an earlier release put down.
  if (all.length === 0 || (engaged === undefined && events.engagements === undefined && !all.some(({ label }) => label === 'human')))
    return events
  const arrived = Date.parse(events.deliveredAt ?? sentAt ?? '')
  const engagements = all.map((one) => labelled(one, all, arrived))
  // Set in place: a row that says nothing new is told by its text.
  const told: MessageEvents = { ...events, engagements }
  const opened = firstOf(engagements, 'opened')
  const clicked = firstOf(engagements, 'clicked')
  if (opened === undefined) delete told.openedByPersonAt
  else told.openedByPersonAt = opened
  if (clicked === undefined) delete told.clickedByPersonAt
  else told.clickedByPersonAt = clicked
  return told
}

/** What a stored row knows. */
export const engagementsIn = (events: MessageEvents): readonly Engagement[] => events.engagements ?? earlierRelease(events)

/** How many of a kind were made by whom. */
export const engagementCounts = (events: MessageEvents, kind: Engaged['kind']): Record<Engagement['label'], number> => {
  const counts = { human: 0, scanner: 0, automatic: 0 }
  for (const one of engagementsIn(events)) if (one.kind === kind) counts[one.label]++
  return counts
}

const fresh = ({ kind, at, link, userAgent, ip, automatic }: Engaged): Engagement => {
  const from = comesFrom({ userAgent, ip })
  const reason: EngagementReason = automatic
    ? 'provider_says_so'
    : from === 'mail_privacy' && kind === 'clicked'
      ? 'none'
      : (from ?? 'none')
  return { kind, at, ...(link === undefined ? {} : { link }), label: labels[reason], reason }
}

const labelled = (one: Engagement, all: readonly Engagement[], arrived: number): Engagement => {
  if (settled.has(one.reason)) return one
  const time = Date.parse(one.at)
  const atOnce = time - arrived < (one.kind === 'opened' ? automaticOpenMs : automaticClickMs)
  const sweeps =
    one.kind === 'clicked' &&
    all.some((other) => other.kind === 'clicked' && other.link !== one.link && Math.abs(Date.parse(other.at) - time) < automaticClickMs)
  const reason: EngagementReason = atOnce ? 'at_once' : sweeps ? 'several_links_at_once' : 'none'
  return { ...one, label: labels[reason], reason }
}

const firstOf = (engagements: readonly Engagement[], kind: Engaged['kind']): string | undefined =>
  engagements
    .filter((one) => one.kind === kind && one.label === 'human')
    .map(({ at }) => at)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))[0]

const isSame = (one: Engagement, { kind, at, link }: Engaged): boolean =>
  one.kind === kind && Date.parse(one.at) === Date.parse(at) && one.link === link

/** A row of an earlier release knows only the first of each kind, and whether a person made it. */
const earlierRelease = ({ openedAt, openedByPersonAt, clickedAt, clickedByPersonAt, clickedLinks }: MessageEvents): Engagement[] => {
  const link = clickedLinks?.[0]
  const once = (kind: Engaged['kind'], first: string | undefined, byPerson: string | undefined): Engagement[] => {
    const of = kind === 'clicked' && link !== undefined ? { link } : {}
    return [
      ...(first !== undefined && first !== byPerson ? [{ kind, at: first, ...of, label: 'scanner', reason: 'at_once' } as const] : []),
      ...(byPerson === undefined ? [] : [{ kind, at: byPerson, ...of, label: 'human', reason: 'none' } as const]),
    ]
  }
  return [...once('opened', openedAt, openedByPersonAt), ...once('clicked', clickedAt, clickedByPersonAt)]
}
