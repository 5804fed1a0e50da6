/** Email where the tenant wants none to leave: its row, marked as simulated, is its record. */
import { mailIdOf } from '../../domain/mail-id.ts'
import type { ChannelAdapter } from '../channel.ts'
import { mockAdapter } from '../mock.ts'

const accepting = mockAdapter({ name: 'mock-email', channel: 'email' })

export const mockEmail: ChannelAdapter = {
  ...accepting,
  send: async (message, now) => {
    const result = await accepting.send(message, now)
    return result.kind === 'accepted' ? { ...result, mailId: mailIdOf(message, 'mock.invalid') } : result
  },
}
