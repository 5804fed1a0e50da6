/** The interface that every channel's adapter implements: live and mock ones alike. */
import type { OutgoingMessage } from '../domain/effect.ts'
import type { SendResult } from '../domain/signal.ts'

export interface ChannelAdapter {
  name: string
  /** A mock: nothing leaves, and the message says so. */
  simulated: boolean
  /** One request to the provider, at most: never repeats it, never throws. `now` in epoch milliseconds. */
  send(message: OutgoingMessage, now: () => number): Promise<SendResult>
}
