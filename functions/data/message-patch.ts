/** What one event changes of a message row; every part is safe to tell twice. */
import { engagementsIn, judged, type Engaged } from '../domain/engagement.ts'
import { keptAttempts } from '../domain/message-row.ts'
import type { Attempt, MessageEvents, MessageRow, MessageStatus } from '../domain/message.ts'

/** Times are ISO 8601; of each kind of event the first stays. */
export interface MessagePatch {
  /** Becomes the status where it stands at one of `from`, or bounced without a word against the address. */
  status?: { to: MessageStatus; from: readonly MessageStatus[]; afterSoftBounce?: true }
  /** The whole event says nothing of a row at this status. */
  unless?: MessageStatus
  /** Set where they are not set yet. */
  first?: Partial<Omit<MessageEvents, 'clickedLinks' | 'opens' | 'clicks' | 'openedByPersonAt' | 'clickedByPersonAt' | 'engagements'>>
  /** What a call came to: set where there is nothing yet, or where what is there is older. */
  latest?: Required<Pick<MessageEvents, 'outcome' | 'outcomeAt'>>
  /** Somebody, or something, opened it or followed a link in it: told as a person's or a scanner's by all that is known of it. */
  engaged?: Engaged
  /** Counted once for each `once`, up to a hundred of them. */
  counted?: { name: 'opens' | 'clicks'; once: string }
  /** Added to the clicked links where it is not there yet. */
  link?: string
  /** It left after all: the time where the row has none. */
  sentAt?: string
  /** A person says that it arrived though its answer was lost: the whole patch says nothing of a row at another status. */
  settled?: NonNullable<Attempt['settled']>
  task?: NonNullable<MessageRow['task']>
}

export interface Patchable {
  row: MessageRow
  /** Which counted events it has seen. */
  seen: readonly string[]
}

const mostSeen = 100
const mostLinks = 20

/** The row with the event in it, or null where it says nothing new. */
export const patched = ({ row, seen }: Patchable, patch: MessagePatch): Patchable | null => {
  if (patch.unless === row.status || (patch.settled && row.status !== 'unknown')) return null
  const stays = staying(row)
  const first = Object.fromEntries(Object.entries(patch.first ?? {}).filter(([name]) => !stays.has(name)))
  const latest = patch.latest && (row.events.outcomeAt ?? '') < patch.latest.outcomeAt ? patch.latest : {}
  const events: MessageEvents = judged(
    { ...row.events, ...first, ...latest },
    { before: engagementsIn(row.events), sentAt: row.sentAt ?? patch.sentAt, engaged: patch.engaged },
  )
  const counted = patch.counted && !seen.includes(patch.counted.once) && seen.length < mostSeen ? patch.counted : undefined
  if (counted) events[counted.name] = (events[counted.name] ?? 0) + 1
  const links = events.clickedLinks ?? []
  if (patch.link !== undefined && !links.includes(patch.link) && links.length < mostLinks) events.clickedLinks = [...links, patch.link]
  const next: MessageRow = {
    ...row,
    events,
    ...(patch.status && isFrom(row, patch.status) ? { status: patch.status.to } : {}),
    ...(patch.sentAt !== undefined && row.sentAt === undefined ? { sentAt: patch.sentAt } : {}),
    ...(patch.task && row.task?.state === 'open' ? { task: patch.task } : {}),
    ...(patch.settled ? { attempts: settledAt(row.attempts, patch.settled) } : {}),
  }
  if (JSON.stringify(next) === JSON.stringify(row)) return null
  return { row: next, seen: counted ? [...seen, counted.once] : seen }
}

/** The last attempt is the one whose answer was lost. */
const settledAt = (attempts: readonly Attempt[], settled: NonNullable<Attempt['settled']>): Attempt[] =>
  attempts.map((attempt, i) => (i === attempts.length - 1 ? { ...attempt, settled } : attempt))

const isFrom = ({ status, events }: MessageRow, { from, afterSoftBounce }: NonNullable<MessagePatch['status']>): boolean =>
  from.includes(status) ||
  (afterSoftBounce === true && status === 'bounced' && (events.bounceKind === 'soft' || events.bounceKind === 'undetermined'))

/**
 * Names of the events that are there already, but for what became of an earlier try: a message that was sent again after a bounce is delivered
 * after it left, not before.
 */
const staying = ({ events, sentAt = '' }: MessageRow): Set<string> => {
  const names = new Set(Object.keys(events))
  if (events.deliveredAt !== undefined && events.deliveredAt < sentAt) names.delete('deliveredAt')
  if (events.bouncedAt !== undefined && events.bouncedAt < sentAt)
    for (const name of ['bouncedAt', 'bounceType', 'bounceKind']) names.delete(name)
  return names
}

/** What an earlier try of a call came to is no answer to this one. */
const eventsAnew = (events: MessageEvents, { attempts }: MessageRow): MessageEvents => {
  const outcome = attempts.at(-1)?.outcome
  if (outcome !== 'accepted' && outcome !== 'unknown') return events
  const { outcome: _earlier, outcomeAt: _then, ...kept } = events
  return kept
}

/** A message of this revision is with its provider or over: no gate closes for it any more. */
const gone: ReadonlySet<MessageStatus> = new Set(['sent', 'delivered', 'bounced', 'unknown', 'failed'])
const gated: ReadonlySet<MessageStatus> = new Set(['scheduled', 'held', 'skipped'])

/**
 * A row that replaces a stored one: what came to it meanwhile stays, namely events, what they made of its status, earlier attempts and a
 * task done. Worked: a delivery that came before its own send was recorded leaves `delivered`, with the content of the later write. What a
 * gate said ahead of a commit that was lost to the message's own claim stays an attempt, and changes nothing else.
 */
export const replaced = (stored: MessageRow, next: MessageRow): MessageRow => {
  if (gone.has(stored.status) && gated.has(next.status) && next.revision <= stored.revision) {
    const kept = new Set(stored.attempts.map(({ id }) => id))
    return { ...stored, attempts: keptAttempts([...next.attempts.filter(({ id }) => !kept.has(id)), ...stored.attempts]) }
  }
  const known = new Set(next.attempts.map(({ id }) => id))
  const attempts = keptAttempts([...stored.attempts.filter(({ id }) => !known.has(id)), ...next.attempts])
  const events = { ...next.events, ...stored.events }
  // It left once, and in whose words it did, whatever is planned for it now.
  const sentAt = next.sentAt ?? stored.sentAt
  const isSameText = stored.sentAt !== undefined && stored.sentAt === sentAt
  const variant = next.variant ?? (isSameText ? stored.variant : undefined)
  const left = { ...next, ...(sentAt === undefined ? {} : { sentAt }), ...(variant ? { variant } : {}) }
  if (stored.attempts.at(-1)?.id !== next.attempts.at(-1)?.id) return { ...left, events: eventsAnew(events, next), attempts }
  return {
    ...left,
    ...(stored.status === 'delivered' || stored.status === 'bounced' ? { status: stored.status } : {}),
    ...(stored.task && stored.task.state !== 'open' ? { task: stored.task } : {}),
    events,
    attempts,
  }
}
