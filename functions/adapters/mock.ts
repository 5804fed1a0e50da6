/** A channel without a provider: every message is accepted and goes nowhere. Its row, marked as simulated, is its record. */
import type { ChannelAdapter } from './channel.ts'

export const mockAdapter = (name: string): ChannelAdapter => ({
  name,
  simulated: true,
  send: (message, now) =>
    Promise.resolve({ kind: 'accepted', providerId: `${name}-${message.attemptId}`, at: new Date(now()).toISOString() }),
})
