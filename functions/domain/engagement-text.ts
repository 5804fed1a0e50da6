/** What a contact, or a scanner, did with a message, as sentences. */
import type { MessageEvents } from './message.ts'
import { momentText } from './say-when.ts'

export interface Engagement {
  kind: 'opened' | 'clicked' | 'replied'
  /** ISO 8601, UTC: the first time; that of a person where there is one. */
  at: string
  /** What happened and by whom, to go after the message's name: `was opened`. */
  text: string
}

/** In the order in which they are told: opened, clicked, replied. */
export const engagementsOf = ({
  openedAt,
  openedByPersonAt,
  clickedAt,
  clickedByPersonAt,
  clickedLinks,
  repliedAt,
}: MessageEvents): Engagement[] => {
  const opened = openedByPersonAt ?? openedAt
  const clicked = clickedByPersonAt ?? clickedAt
  const links = clickedLinks && clickedLinks.length > 0 ? `: ${clickedLinks.join(', ')}` : ''
  return [
    ...(opened === undefined ? [] : [{ kind: 'opened' as const, at: opened, text: `was opened${by(openedByPersonAt)}` }]),
    ...(clicked === undefined ? [] : [{ kind: 'clicked' as const, at: clicked, text: `was clicked${by(clickedByPersonAt)}${links}` }]),
    ...(repliedAt === undefined ? [] : [{ kind: 'replied' as const, at: repliedAt, text: 'was answered by the contact' }]),
  ]
}

/** `It was opened at 20 Nov 2026, 09:00 (America/Chicago).`, one sentence each. */
export const engagementText = (events: MessageEvents, zone: string): string[] =>
  engagementsOf(events).map(({ at, text }) => `At ${momentText(at, zone)} it ${text}.`)

const by = (person: string | undefined): string => (person === undefined ? ' automatically, by a mail gateway or a scanner' : '')
