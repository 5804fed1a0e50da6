/** Work that was given up: how it is kept in its dead-letter queue, why, and what an operator does with it. */
import type { GiveUpCause } from '../domain/dead-letter.ts'

/** How often a queue hands a message out before it is given up. */
export const mostReceives = 5

/** The queues whose dead letters an operator reads and redrives, by the function that works them off. */
export const workQueues = ['enroll', 'dispatch', 'engage', 'heal', 'receive', 'crm', 'deliver'] as const
export type WorkQueueName = (typeof workQueues)[number]

/** Why a function gave a message up. */
export interface GivenUp {
  /** `failed` where it failed at each receipt; any other word says that it can never be read. */
  reason: string
  /** The error's own words. */
  detail: string
  /** The queue that it came from: its ARN. */
  source: string
  /** ISO 8601. */
  firstReceivedAt: string
  /** Receipts so far. */
  tries: number
}

/** Names of the message attributes that carry it. */
export const givenUpAttributes = {
  reason: 'reason',
  detail: 'detail',
  source: 'source',
  firstReceivedAt: 'firstReceivedAt',
  tries: 'tries',
} as const satisfies Record<keyof GivenUp, string>

/** One dead letter. */
export interface KeptLetter {
  id: string
  body: string
  /** ISO 8601: when it was given up; where the function gave no answer, when it was first sent. */
  sentAt: string
  tries: number
  cause: GiveUpCause
}

/** `more`: there may be further ones. */
export interface KeptLetters {
  letters: KeptLetter[]
  more: boolean
}

/** A dead-letter queue in an operator's hands. */
export interface DeadLetterQueue {
  /** Up to `most` of them, oldest first; they stay where they are. */
  list(most: number): Promise<KeptLetters>
  /** Sends one back to the queue that it came from; null where it is not there, or somebody else is looking at it. */
  redrive(id: string): Promise<KeptLetter | null>
  /** Sends up to `most` of them back. */
  redriveAll(most: number): Promise<KeptLetters>
  /** Deletes one; null as above. */
  discard(id: string): Promise<KeptLetter | null>
}
