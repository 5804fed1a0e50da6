/** The interface that every channel's adapter implements: live and mock ones alike. */
import type { OutgoingMessage } from '../domain/effect.ts'
import type { SendResult } from '../domain/signal.ts'

export interface ChannelAdapter {
  name: string
  /** A mock: nothing leaves, and the message says so. */
  simulated: boolean
  /** Set where a person carries its messages out: each becomes a task, and nothing is sent. */
  byPerson?: true
  /** Set where it tells the other side of the conversation so far: that is read for it, and for no other. */
  takesHistory?: true
  /** One request to the provider, at most: never repeats it, never throws. `now` in epoch milliseconds. */
  send(message: OutgoingMessage, now: () => number): Promise<SendResult>
}
