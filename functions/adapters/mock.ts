/**
 * A channel without a provider: every message is accepted and goes nowhere. Its row, marked as simulated, is its record. Simulator numbers
 * have a fate of their own (contract/simulator-numbers.ts): refused at once, or told of a few seconds later as a provider's webhook would.
 */
import { simulatorAnswerSeconds } from '../contract/simulator-numbers.ts'
import type { MessageEventWork, MessageHappening } from '../contract/work.ts'
import type { OutgoingMessage } from '../domain/effect.ts'
import type { SendResult } from '../domain/signal.ts'
import type { ChannelAdapter } from './channel.ts'

/** Puts what becomes of a message on the engage queue, to be received after so many seconds. */
export type Later = (work: MessageEventWork, delaySeconds: number) => Promise<void>

/** What a mock does with one message: refuses it at once, or accepts it and later says what became of it. */
export type MockFate =
  | { kind: 'refused'; answer: Omit<Extract<SendResult, { kind: 'refused' }>, 'kind' | 'at'> }
  | { kind: 'accepted'; becomes?: MessageHappening }

export interface MockOptions {
  name: string
  channel: MessageEventWork['channel']
  /** Absent: every message is accepted, and nothing follows. */
  fateOf?: (message: OutgoingMessage) => MockFate
}

export interface MockAdapter extends ChannelAdapter {
  send(message: OutgoingMessage, now: () => number, later?: Later): Promise<SendResult>
}

/** The mock as dispatch uses it: what becomes of a simulator number's message is told `later`. */
export const telling = (mock: MockAdapter, later: Later): ChannelAdapter => ({
  ...mock,
  send: (message, now) => mock.send(message, now, later),
})

export const mockAdapter = ({ name, channel, fateOf = () => ({ kind: 'accepted' }) }: MockOptions): MockAdapter => ({
  name,
  simulated: true,
  send: async (message, now, later) => {
    const at = new Date(now()).toISOString()
    const fate = fateOf(message)
    if (fate.kind === 'refused') return { kind: 'refused', ...fate.answer, at }
    const providerId = `${name}-${message.attemptId}`
    // Lost, it is an event that a provider never sent: the message was accepted all the same.
    if (fate.becomes)
      await later?.(happened(name, channel, message, providerId, fate.becomes, now()), simulatorAnswerSeconds).catch(() => {})
    return { kind: 'accepted', providerId, at }
  },
})

const happened = (
  provider: string,
  channel: MessageEventWork['channel'],
  { contactKey, enrollmentId, messageId, attemptId, stepId: step, sequenceId }: OutgoingMessage,
  providerId: string,
  event: MessageHappening,
  now: number,
): MessageEventWork => ({
  kind: 'message_event',
  provider,
  channel,
  of: { contactKey, enrollmentId, messageId, attemptId, step, sequenceId },
  providerId,
  eventId: `${providerId}-${event.type}`,
  at: new Date(now + simulatorAnswerSeconds * 1000).toISOString(),
  event,
})
