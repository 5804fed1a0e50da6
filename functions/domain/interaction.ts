/** An entry of the contact's timeline that is not a message's own row: what came in, what became of a message, what was done. */
import type { Channel } from './channel.ts'
import type { Intent } from './condition.ts'

/** An entry of the contact's timeline that is not a message's own row. */
export interface Interaction {
  id: string
  contactKey: string
  at: string
  channel: Channel
  direction: 'inbound' | 'outbound' | 'system'
  kind: InteractionKind
  messageId?: string
  enrollmentId?: string
  sequenceId?: string
  subject?: string
  /** What was written, or a call's transcript: what the person wrote themselves, without what they quoted. */
  body?: string
  detail?: string
  /** The whole as it came in, where `body` is a part of it. */
  whole?: string
  summary?: string
  outcome?: InteractionOutcome
  sentiment?: Sentiment
  intent?: Intent
  /** Of a call, seconds. */
  durationSeconds?: number
  disposition?: string
  appointmentBooked?: boolean
  objections?: Objection[]
  keyTopics?: string[]
  /** The provider's id of the message or call. */
  providerId?: string
  /** How an answer was matched to the message that it answers. */
  matchedBy?: 'token' | 'references' | 'sender'
  /** S3 key of the mail as it came in. */
  rawKey?: string
  /** Who handled what a person wrote, and when (ISO 8601). */
  handledBy?: string
  handledAt?: string
}

export const interactionKinds = [
  'delivered',
  'opened',
  'clicked',
  'replied',
  'bounced',
  'complained',
  'unsubscribed',
  'healed',
  // Of an earlier release: an enrollment tells of its own beginning and end.
  'enrolled',
  'finished',
  // What a call, task or note came to: recorded by a person, or reported by a voice provider.
  'outcome',
  'out_of_office',
  // A mail that is not believed: neither an answer nor anything else, and kept for a person to read.
  'set_aside',
  // A person paused, resumed, took over …
  'steered',
  // What a gate came to, or why no sequence followed an exit.
  'routed',
  // A text or call that did not get through.
  'undelivered',
  // An admin opened what was closed.
  'lifted',
  // HELP, and the text that answers it.
  'asked_for_help',
  'help_answered',
  // Contact data that was asked for or found.
  'enriched',
] as const
export type InteractionKind = (typeof interactionKinds)[number]

export const interactionOutcomes = [
  'delivered',
  'replied',
  'answered',
  'voicemail',
  'no_answer',
  'busy',
  'failed',
  'bounced',
  'opened',
  'clicked',
] as const
export type InteractionOutcome = (typeof interactionOutcomes)[number]
export const sentiments = ['positive', 'negative', 'neutral', 'objection', 'interested', 'confused'] as const
export type Sentiment = (typeof sentiments)[number]
export const objections = ['price', 'timing', 'competitor', 'authority', 'need', 'trust', 'urgency'] as const
export type Objection = (typeof objections)[number]
