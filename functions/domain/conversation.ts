/**
 * What was said so far, as lines for a voice assistant's prompt (S2 1.5), and what it came to, by the names that templates know it under. What a
 * contact wrote is data and nothing else: one line each, quoted, without anything that could end the quotation or be taken for a template.
 */
import type { Channel } from './channel.ts'
import type { Interaction, InteractionKind } from './interaction.ts'
import type { MessageRow } from './message.ts'
import { localDate } from './windows.ts'

export interface Conversation {
  /** Oldest first. */
  lines: string[]
  /** Only what is known. */
  variables: Record<string, string>
}

export interface ConversationOf {
  /** The contact's newest message rows and interactions, in any order. */
  rows: readonly MessageRow[]
  interactions: readonly Interaction[]
  timeZone: string
  /** Epoch milliseconds. */
  now: number
}

/** The newest lines are kept, up to so many and so many letters in all. */
const most = { lines: 40, letters: 6_000, words: 280 }

interface Entry {
  at: string
  channel: Channel
  /** What it was, such as `Inbound SMS reply`. */
  what: string
  said: string
}

export const conversationOf = (of: ConversationOf): Conversation => {
  const entries = [...of.rows.flatMap((row) => outbound(row, of.interactions)), ...of.interactions.flatMap(inbound)].toSorted((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  )
  return { lines: newest(linesOf(entries, of.timeZone)), variables: variablesOf(entries, of) }
}

const names: Record<Channel, string> = { email: 'email', sms: 'SMS', call: 'call', linkedin: 'LinkedIn note', task: 'task' }

const outbound = (row: MessageRow, interactions: readonly Interaction[]): Entry[] => {
  if (row.sentAt === undefined || row.status === 'failed') return []
  const { channel, subject, body = '' } = row
  const text = subject === undefined ? body : `${subject}: ${body}`
  const said = channel === 'call' ? callText(row, interactions) : quoted(text)
  return [{ at: row.sentAt, channel, what: `Outbound ${names[channel]}`, said }]
}

/** A call is told by what it came to, and only where that is not known by what was to be said. */
const callText = ({ id, body = '', events }: MessageRow, interactions: readonly Interaction[]): string => {
  const report = interactions.find(({ kind, messageId }) => kind === 'outcome' && messageId === id)
  const outcome = events.outcome ?? report?.outcome
  if (outcome === undefined && !report) return quoted(body)
  const length = report?.durationSeconds === undefined ? '' : ` (${Math.round(report.durationSeconds)}s)`
  const told = (report?.summary ?? report?.body ?? '').trim()
  return `${plain(outcome ?? 'over').replaceAll('_', ' ')}${length}${told === '' ? '' : `, ${quoted(told)}`}`
}

/** What the person said or decided; what merely became of a message is told with it. */
const heardAs: Partial<Record<InteractionKind, (name: string) => string>> = {
  replied: (name) => (name === names.call ? 'Inbound call' : `Inbound ${name} reply`),
  out_of_office: (name) => `Automatic ${name} reply`,
  unsubscribed: (name) => `Opted out of ${name}`,
}

const inbound = ({ kind, direction, at, channel, subject, body, detail }: Interaction): Entry[] => {
  const what = heardAs[kind]?.(names[channel])
  if (direction !== 'inbound' || what === undefined) return []
  return [{ at, channel, what, said: quoted(body ?? subject ?? detail ?? '') }]
}

/** `[Day 2, 10:00am] Outbound SMS: "…"`: days from the first entry on, times at the contact's place. */
const linesOf = (entries: readonly Entry[], timeZone: string): string[] => {
  const first = entries[0]
  if (!first) return []
  const clock = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', minute: '2-digit', hour12: true })
  return entries.map(({ at, what, said }) => {
    const time = clock.format(Date.parse(at)).replaceAll(/\s/g, '').toLowerCase()
    return `[Day ${daysBetween(first.at, at, timeZone) + 1}, ${time}] ${what}: ${said}`
  })
}

const newest = (lines: readonly string[]): string[] => {
  const kept: string[] = []
  let letters = 0
  for (const line of lines.toReversed()) {
    letters += line.length
    if (kept.length === most.lines || letters > most.letters) break
    kept.unshift(line)
  }
  return kept
}

const daysBetween = (from: string, to: string, timeZone: string): number => {
  const day = (at: string): number => Date.parse(localDate(Math.floor(Date.parse(at) / 1000), timeZone)) / 86_400_000
  return Math.max(0, Math.round(day(to) - day(from)))
}

const quoted = (text: string): string => `"${plain(text)}"`

/**
 * One line of plain words: no markup, no quoted mail, no control or invisible letters, no braces of a template, no quotation mark or angle
 * bracket that could end what it stands in. Cut at a stated length.
 */
const plain = (text: string): string => {
  const line = text
    .replaceAll(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<[^<>]*>/g, ' ')
    .split(/\r?\n/)
    .filter((one) => !one.trimStart().startsWith('>'))
    .join(' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/["“”„«»]/g, "'")
    .replaceAll(/[<>{}[\]]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const letters = Array.from(line)
  return letters.length > most.words ? `${letters.slice(0, most.words - 1).join('')}…` : line
}

const variablesOf = (entries: readonly Entry[], { rows, interactions, timeZone, now }: ConversationOf): Record<string, string> => {
  const latest = interactions.toSorted((a, b) => (a.at < b.at ? 1 : -1))
  const call = latest.find(({ channel, kind }) => channel === 'call' && kind === 'outcome')
  const text = latest.find(({ channel, kind }) => channel === 'sms' && kind === 'replied')
  const mail = rows.filter(({ channel, sentAt }) => channel === 'email' && sentAt !== undefined).toSorted(bySent)[0]
  const objections = [...new Set(latest.flatMap(({ objections = [] }) => objections))]
  const first = entries[0]
  const known: Record<string, string | undefined> = {
    last_call_summary: call?.summary ?? call?.detail,
    last_call_outcome: call?.outcome,
    last_sms_reply: text?.body,
    last_sms_reply_intent: text?.intent,
    last_email_subject: mail?.subject,
    last_email_status: mail && statusOf(mail),
    overall_sentiment: sentimentOf(latest),
    objections_raised: objections.join(', '),
    interaction_count: countsOf(entries),
    days_since_first_contact: first && counted(daysBetween(first.at, new Date(now).toISOString(), timeZone), 'day'),
    last_channel_used: entries.at(-1)?.channel,
    appointment_discussed: latest.some(({ appointmentBooked }) => appointmentBooked === true) ? 'yes' : 'no',
  }
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, plain(value)]])),
  )
}

const bySent = (a: MessageRow, b: MessageRow): number => ((a.sentAt ?? '') < (b.sentAt ?? '') ? 1 : -1)

const statusOf = ({ events, status }: MessageRow): string => {
  if (events.repliedAt !== undefined) return 'replied'
  if (events.clickedByPersonAt !== undefined) return 'clicked'
  return events.openedByPersonAt === undefined ? status : 'opened'
}

/** What most of the last five that say something say; of equals the newest. */
const sentimentOf = (latest: readonly Interaction[]): string | undefined => {
  const last = latest.flatMap(({ sentiment }) => sentiment ?? []).slice(0, 5)
  const votes = (one: string): number => last.filter((other) => other === one).length
  return last.toSorted((a, b) => votes(b) - votes(a))[0]
}

/** `3 calls, 5 SMS, 2 emails`. */
const countsOf = (entries: readonly Entry[]): string => {
  const of = (channel: Channel): number => entries.filter((entry) => entry.channel === channel).length
  const parts = [of('call') && counted(of('call'), 'call'), of('sms') && `${of('sms')} SMS`, of('email') && counted(of('email'), 'email')]
  return parts.filter((part) => part !== 0).join(', ')
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
