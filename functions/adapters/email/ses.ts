/**
 * Email by SES v2: one request a message, tagged with everything that its later events must name. The first mail of an enrollment goes as
 * `Simple`; one that follows another goes as `Raw`, for only there are `In-Reply-To` and `References` ours to write. SES assigns the
 * Message-ID of both.
 */
import { SendEmailCommand, SESv2Client, type EmailContent, type SendEmailCommandInput } from '@aws-sdk/client-sesv2'
import { messageTags } from '../../contract/events.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import type { ChannelAdapter } from '../channel.ts'
import { mailOf, unsubscribeHeaders, type Mail, type MailNeeds } from './mail.ts'
import { mailboxHeader, mimeOf } from './mime.ts'
import { judgeSesError } from './ses-errors.ts'

export interface SesOptions {
  tenant: string
  configurationSet: string
  /** How long an answer is waited for; after that nobody knows what became of the mail. */
  answerMilliseconds?: number
}

export const sesAdapter = (options: SesOptions, needs: MailNeeds): ChannelAdapter => {
  // SendEmail has no idempotency key: a repeated request is a second mail.
  const client = new SESv2Client({
    maxAttempts: 1,
    requestHandler: { requestTimeout: options.answerMilliseconds ?? 15_000, throwOnRequestTimeout: true, connectionTimeout: 3_000 },
  })
  return {
    name: 'ses',
    simulated: false,
    send: async (message, now) => {
      const at = (): string => new Date(now()).toISOString()
      const mail = await mailOf(message, needs)
      try {
        const domain = mailDomain(await client.config.region())
        const { MessageId } = await client.send(new SendEmailCommand(requestOf(message, mail, options, now())))
        if (MessageId === undefined) return { kind: 'unknown', reason: 'SES answered without a message id', at: at() }
        return { kind: 'accepted', providerId: MessageId, mailId: `${MessageId}@${domain}`, at: at() }
      } catch (error) {
        return { ...judgeSesError(error), at: at() }
      }
    },
  }
}

/** What stands behind the `@` of the Message-IDs that SES assigns. */
const mailDomain = (region: string): string => (region === 'us-east-1' ? 'email.amazonses.com' : `${region}.amazonses.com`)

const requestOf = (message: OutgoingMessage, mail: Mail, { tenant, configurationSet }: SesOptions, now: number): SendEmailCommandInput => ({
  FromEmailAddress: mailboxHeader(mail.from.name, mail.from.address),
  Destination: { ToAddresses: [mail.to] },
  ConfigurationSetName: configurationSet,
  EmailTags: tagsOf(message, tenant),
  ...(mail.references.length > 0
    ? { Content: { Raw: { Data: Buffer.from(mimeOf(mail, { date: new Date(now), boundary: message.attemptId })) } } }
    : { Content: { Simple: simpleOf(mail) }, ...(mail.replyTo === null ? {} : { ReplyToAddresses: [mail.replyTo] }) }),
})

const simpleOf = (mail: Mail): EmailContent['Simple'] => ({
  Subject: data(mail.subject),
  Body: { Text: data(mail.text), Html: data(mail.html) },
  Headers: unsubscribeHeaders(mail).map(([Name, Value]) => ({ Name, Value })),
})

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
