/** What the inbox, the log, the home page and the counts need of the world. */
import type { Intent } from '../domain/condition.ts'
import type { ContactHead, ContactProfile, FinishedEnrollment, LiveEnrollment } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { Channel } from '../domain/channel.ts'
import type { Attempt, MessageRow } from '../domain/message.ts'
import type { Counters } from '../domain/tallies.ts'

/** A contact, and the state of the enrollment that is spoken of, where one is. */
interface Enrolled {
  head: ContactHead | null
  live: LiveEnrollment | null
  finished: FinishedEnrollment | null
  profile: ContactProfile | null
}

export interface InboxEntry extends Enrolled {
  interaction: Interaction
}
export interface InboxPorts {
  /** Newest first, up to 100. */
  list(page: { state: 'open' | 'done'; limit: number; after?: string | undefined }): Promise<{ items: InboxEntry[]; next: string | null }>
  /** Handled, or open again where `handled` is null; null where there is no such entry. */
  mark(
    entry: { contactKey: string; id: string },
    mark: { handled: { by: string; at: string } | null; intent?: Intent | undefined },
  ): Promise<InboxEntry | null>
}

export interface LoggedMessage extends Enrolled {
  row: MessageRow
  startedAt: string
  /** What a page that ends with it goes on after. */
  place: string
}
interface LogFilter {
  channel?: Channel | undefined
  outcome?: Attempt['outcome'] | undefined
}
export interface LogPorts {
  /** Of the next `limit` (up to 100), newest first, those that are wanted. */
  list(
    sequenceId: string,
    page: { limit: number; after?: string | undefined } & LogFilter,
  ): Promise<{ items: LoggedMessage[]; next: string | null }>
  /** Those wanted that are listed as open tasks or as unknown instead; `more`: not all were looked through. */
  waiting(sequenceId: string, filter: LogFilter): Promise<{ items: LoggedMessage[]; more: boolean }>
}

export interface WaitingPorts {
  /** At most `most`; with `before` (ISO 8601) of drafts and tasks those that are due before it. */
  count(
    kind: 'draft' | 'task' | 'gate' | 'unknown' | 'inbox' | 'unread',
    most: number,
    before?: string,
  ): Promise<{ count: number; more: boolean }>
  /**
   * Heads of the contacts whose turn comes next, up to twice `limit`. `through`: every one whose turn comes before it (epoch seconds) is among
   * them; null: all are.
   */
  next(limit: number): Promise<{ heads: ContactHead[]; through: number | null }>
  /** Counters of a sequence's hours, `yyyy-mm-ddThh` (UTC), both included. */
  hours(sequenceId: string, from: string, to: string): Promise<Counters | null>
}
