/** Email by SES v2: one request a message, tagged with everything that its later events must name. */
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { messageTags } from '../../contract/events.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import type { ChannelAdapter } from '../channel.ts'
import { judgeSesError } from './ses-errors.ts'

export interface SesOptions {
  tenant: string
  fromAddress: string
  fromName: string
  configurationSet: string
  /** The one-click address (RFC 8058) of a message. */
  unsubscribeUrl(message: Pick<OutgoingMessage, 'addressKey' | 'messageId'>): Promise<string>
}

const answerMilliseconds = 15_000

export const sesAdapter = (options: SesOptions): ChannelAdapter => {
  // SendEmail has no idempotency key: a repeated request is a second mail.
  const client = new SESv2Client({
    maxAttempts: 1,
    requestHandler: { requestTimeout: answerMilliseconds, throwOnRequestTimeout: true, connectionTimeout: 3_000 },
  })
  return {
    name: 'ses',
    simulated: false,
    send: async (message, now) => {
      const at = (): string => new Date(now()).toISOString()
      // The secret behind it is known already: the mail's own footer names the same address.
      const unsubscribeUrl = await options.unsubscribeUrl(message)
      try {
        const { MessageId } = await client.send(new SendEmailCommand(requestOf(message, options, unsubscribeUrl)))
        if (MessageId === undefined) return { kind: 'unknown', reason: 'SES answered without a message id', at: at() }
        return { kind: 'accepted', providerId: MessageId, at: at() }
      } catch (error) {
        return { ...judgeSesError(error), at: at() }
      }
    },
  }
}

const requestOf = (
  message: OutgoingMessage,
  options: SesOptions,
  unsubscribeUrl: string,
): ConstructorParameters<typeof SendEmailCommand>[0] => {
  return {
    FromEmailAddress: `${quoted(options.fromName)} <${options.fromAddress}>`,
    Destination: { ToAddresses: [message.to] },
    ConfigurationSetName: options.configurationSet,
    EmailTags: tagsOf(message, options.tenant),
    Content: {
      Simple: {
        Subject: data(message.subject ?? ''),
        Body: { Text: data(message.text), ...(message.html === undefined ? {} : { Html: data(message.html) }) },
        Headers: [
          { Name: 'List-Unsubscribe', Value: `<${unsubscribeUrl}>` },
          { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
        ],
      },
    },
  }
}

const data = (text: string): { Data: string; Charset: string } => ({ Data: text, Charset: 'UTF-8' })

/** Tags hold ids and keys only: SES takes letters, digits, `_` and `-`, and repeats them in every event. */
const tagsOf = (message: OutgoingMessage, tenant: string): { Name: string; Value: string }[] => {
  const values: Record<(typeof messageTags)[number], string> = {
    contact: message.contactKey,
    enrollment: message.enrollmentId,
    message: message.messageId,
    attempt: message.attemptId,
    step: message.stepId,
    sequence: message.sequenceId,
    tenant,
  }
  return messageTags.map((name) => ({ Name: name, Value: values[name] }))
}

/** A display name as RFC 5322 quotes it; encoded where it is not plain ASCII (RFC 2047). */
const quoted = (name: string): string =>
  /^[\x20-\x7e]*$/.test(name)
    ? `"${name.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`
    : `=?UTF-8?B?${Buffer.from(name, 'utf8').toString('base64')}?=`
