/**
 * Mail by SendGrid: POST /v3/mail/send (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send). It keeps our Message-ID and
 * has no idempotency key. An acceptance is an empty 202.
 */
import type { EmailChannel } from '../../contract/channels.ts'
import { sendgridErrors } from '../../contract/providers/email.ts'
import { messageReferenceOf, referenceText, sendgridArgument } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import type { ChannelAdapter } from '../channel.ts'
import { refusal, requestOnce, type HttpReading, type Refusal } from '../http.ts'
import { providerAdapter } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { mailOf, threadHeaders, unsubscribeHeaders, type Mail, type MailNeeds } from './mail.ts'

type SendgridChannel = Extract<EmailChannel, { adapter: 'sendgrid' }>

export const sendgridAdapter = (channel: SendgridChannel, secrets: ProviderSecrets, needs: MailNeeds): ChannelAdapter =>
  providerAdapter('sendgrid', {
    provider: 'sendgrid',
    secrets,
    ask: async (message, { apiKey }) => {
      const mail = await mailOf(message, needs)
      const outcome = await requestOnce(
        {
          url: `${channel.endpoint ?? 'https://api.sendgrid.com'}/v3/mail/send`,
          headers: { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
          body: JSON.stringify(bodyOf(message, mail)),
        },
        reading,
      )
      if (outcome.kind !== 'accepted') return outcome
      // Its reference promises no header: the mail goes by our Message-ID then, which its events name as `smtp-id`.
      return { kind: 'accepted', providerId: outcome.answer ?? mail.mailId, mailId: mail.mailId }
    },
  })

const bodyOf = (message: OutgoingMessage, mail: Mail) => ({
  personalizations: [
    {
      to: [{ email: mail.to }],
      custom_args: { [sendgridArgument]: referenceText(messageReferenceOf(message)) },
    },
  ],
  from: { email: mail.from.address, name: mail.from.name },
  ...(mail.replyTo === null ? {} : { reply_to: { email: mail.replyTo } }),
  subject: mail.subject,
  // Plain text first: SendGrid asks for this order.
  content: [
    { type: 'text/plain', value: mail.text },
    { type: 'text/html', value: mail.html },
  ],
  headers: Object.fromEntries([['Message-ID', `<${mail.mailId}>`], ...threadHeaders(mail), ...unsubscribeHeaders(mail)]),
  tracking_settings: {
    click_tracking: { enable: true, enable_text: false },
    open_tracking: { enable: true },
    // The footer and the headers have our own way out.
    subscription_tracking: { enable: false },
  },
})

const reading: HttpReading<string | undefined> = {
  provider: 'SendGrid',
  accepted: (body, headers) => (isEmpty(body) ? (headers.get('x-message-id') ?? undefined) : null),
  refused: (status, body) => {
    const errors = sendgridErrors.safeParse(body)
    if (status < 400 || !errors.success) return null
    const reason = `SendGrid ${status}: ${errors.data.errors.map(({ message }) => message ?? '').join('; ')}`
    return judge(
      status,
      reason,
      errors.data.errors.map(({ field }) => field ?? ''),
    )
  },
}

const judge = (status: number, reason: string, fields: readonly string[]): Refusal | null => {
  if (status === 429) return refusal('transient', reason, { throttled: true })
  // 401 also means that the credits are used up, 403 that the sender is not verified.
  if (status === 401 || status === 403 || status === 451) return refusal('account', reason)
  if (status === 400 && fields.some((field) => /^(from|reply_to)\b/.test(field))) return refusal('account', reason)
  return status === 400 || status === 413 ? refusal('permanent', reason) : null
}

const isEmpty = (body: unknown): boolean => typeof body === 'object' && body !== null && Object.keys(body).length === 0
