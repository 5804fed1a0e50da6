/** Calls, notes and tasks that a person carries out: nothing is sent, a task is listed. */
import type { ChannelAdapter } from './channel.ts'

export const byPerson: ChannelAdapter = {
  name: 'person',
  simulated: false,
  byPerson: true,
  send: () => Promise.reject(new Error('what a person carries out is never handed to an adapter')),
}
