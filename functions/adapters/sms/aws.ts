/** SMS by AWS End User Messaging: one request a text, whose events come back with our reference in their context. */
import { PinpointSMSVoiceV2Client, SendTextMessageCommand, type SendTextMessageCommandInput } from '@aws-sdk/client-pinpoint-sms-voice-v2'
import { smsConfigurationSet, type SmsChannel } from '../../contract/channels.ts'
import { messageReferenceOf, referenceText } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import { boundSender } from '../../domain/sms-sender.ts'
import type { ChannelAdapter } from '../channel.ts'
import { judgeAwsSmsError } from './aws-errors.ts'

type AwsSettings = Extract<SmsChannel, { adapter: 'aws' }>

/** Seconds for which a text may still be handed to a phone that is off: one that comes hours later comes in the night. */
const secondsToLive = 4 * 3600
const answerMilliseconds = 15_000

export const awsSms = ({ settings, tenant }: { settings: AwsSettings; tenant: string }): ChannelAdapter => {
  // SendTextMessage has no idempotency key: a repeated request is a second text.
  const client = new PinpointSMSVoiceV2Client({
    maxAttempts: 1,
    requestHandler: { requestTimeout: answerMilliseconds, throwOnRequestTimeout: true, connectionTimeout: 3_000 },
  })
  return {
    name: 'aws-sms',
    simulated: false,
    send: async (message, now) => {
      const at = (): string => new Date(now()).toISOString()
      try {
        const { MessageId } = await client.send(new SendTextMessageCommand(requestOf(message, settings, tenant)))
        if (!MessageId) return { kind: 'unknown', reason: 'End User Messaging answered without a message id', at: at() }
        return { kind: 'accepted', providerId: MessageId, at: at() }
      } catch (error) {
        return { ...judgeAwsSmsError(error), at: at() }
      }
    },
  }
}

const requestOf = (message: OutgoingMessage, settings: AwsSettings, tenant: string): SendTextMessageCommandInput => ({
  DestinationPhoneNumber: message.to,
  OriginationIdentity: boundSender(settings.from, message.from),
  MessageBody: message.text,
  ...(settings.messageType === undefined ? {} : { MessageType: settings.messageType }),
  ConfigurationSetName: smsConfigurationSet(tenant, settings),
  ...(settings.maxPrice === undefined ? {} : { MaxPrice: settings.maxPrice }),
  TimeToLive: secondsToLive,
  // The tenant's own rule picks its events out of the account's by this.
  Context: { ref: referenceText(messageReferenceOf(message)), tenant },
})
