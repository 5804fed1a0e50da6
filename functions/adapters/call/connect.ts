/**
 * Calls by Amazon Connect: the tenant's own flow speaks to the person. It finds the step's text and what is known of the conversation in the
 * contact's attributes, and whose call it is, by which the end of the call is told later (engage/connect-event.ts).
 */
import type { StartOutboundVoiceContactCommandInput } from '@aws-sdk/client-connect'
import type { CallChannel } from '../../contract/channels.ts'
import { connectReferenceAttribute, instanceIdOf } from '../../contract/connect-events.ts'
import { messageReferenceOf, referenceText } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import type { ChannelAdapter } from '../channel.ts'
import { connectOpener } from './connect-client.ts'
import { judgeConnectError } from './connect-errors.ts'
import { spokenHistory } from './history.ts'

export type ConnectCalls = Extract<CallChannel, { adapter: 'connect' }>

export const connectCalls = (settings: ConnectCalls): ChannelAdapter => {
  const open = connectOpener()
  return {
    name: 'connect',
    simulated: false,
    takesHistory: true,
    send: async (message, now) => {
      const at = (): string => new Date(now()).toISOString()
      try {
        const { sdk, client } = await open()
        const { ContactId } = await client.send(new sdk.StartOutboundVoiceContactCommand(requestOf(message, settings)))
        if (!ContactId) return { kind: 'unknown', reason: 'Amazon Connect answered without a contact id', at: at() }
        return { kind: 'accepted', providerId: ContactId, at: at() }
      } catch (error) {
        return { ...judgeConnectError(error), at: at() }
      }
    },
  }
}

const requestOf = (message: OutgoingMessage, settings: ConnectCalls): StartOutboundVoiceContactCommandInput => ({
  InstanceId: instanceIdOf(settings.instanceId),
  ContactFlowId: settings.contactFlowId,
  DestinationPhoneNumber: message.to,
  // For seven days a second request of the same name starts no second call while the first one lasts.
  ClientToken: message.attemptId,
  QueueId: settings.queueId,
  SourcePhoneNumber: settings.sourcePhoneNumber,
  RingTimeoutInSeconds: settings.ringSeconds,
  Attributes: attributesOf(message),
})

/** Bytes of all keys and values together: Connect takes 32,768. */
const mostBytes = 32_000
const mostText = 12_000

/** The newest of the conversation is kept where not all of it fits. */
const attributesOf = (message: OutgoingMessage): Record<string, string> => {
  const known: Record<string, string> = {
    ...message.variables,
    [connectReferenceAttribute]: referenceText(messageReferenceOf(message)),
    message: cut(message.text, mostText),
  }
  let lines = message.history ?? []
  while (lines.length > 0 && bytesOf({ ...known, conversation: spokenHistory(lines) }) > mostBytes) lines = lines.slice(1)
  return lines.length === 0 ? known : { ...known, conversation: spokenHistory(lines) }
}

const bytesOf = (attributes: Record<string, string>): number =>
  Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)

const cut = (text: string, most: number): string => {
  if (Buffer.byteLength(text) <= most) return text
  const letters = Array.from(text)
  while (Buffer.byteLength(letters.join('')) > most) letters.splice(Math.floor(letters.length * 0.95))
  return letters.join('')
}
