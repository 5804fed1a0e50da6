/** What stands behind the text and voice adapters until they are live: a provider that takes, refuses, fails or says nothing. */
import { presence } from '../virtual.ts'
import type { Invocation } from '../world.ts'
import type { Behaviour, Providers, Request } from './provider.ts'

interface Outgoing {
  contactKey: string
  stepId: string
  messageId: string
  attemptId: string
  enrollmentId: string
  sequenceId: string
  to: string
  text: string
}

export const answerAsVoice =
  (channel: 'sms' | 'call', providers: () => Providers) =>
  async (message: Outgoing, now: () => number): Promise<unknown> => {
    const invocation = presence.getStore() as Invocation
    const { messageId, attemptId, enrollmentId, sequenceId, to, text, contactKey, stepId } = message
    const tags = { contact: [contactKey], step: [stepId] }
    const asked = { channel, messageId, attemptId, enrollmentId, sequenceId, to, text, tags }
    try {
      const { behaviour, request } = await providers().request(invocation, asked, (behaviour, request) => ({ behaviour, request }))
      return answerOf(behaviour, request, new Date(now()).toISOString())
    } catch (error) {
      const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
      const at = new Date(now()).toISOString()
      return refused ? { kind: 'refused', cls: 'transient', reason: 'not reached', at } : { kind: 'unknown', reason: String(error), at }
    }
  }

const answerOf = (behaviour: Behaviour, { providerId }: Request, at: string): unknown => {
  switch (behaviour) {
    case 'accepts':
      return { kind: 'accepted', providerId, at }
    case 'throttles':
    case 'unreachable':
      return { kind: 'refused', cls: 'transient', reason: behaviour, at }
    case 'refuses':
      return { kind: 'refused', cls: 'permanent', reason: 'no such number', at }
    case 'stops':
      return { kind: 'refused', cls: 'account', reason: 'the account is closed', at }
    case 'fails_taken':
    case 'fails_untaken':
    case 'silent_taken':
    case 'silent_untaken':
      return { kind: 'unknown', reason: behaviour, at }
    default:
      return behaviour satisfies never
  }
}
