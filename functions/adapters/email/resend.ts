/**
 * Mail by Resend: POST /emails (https://resend.com/docs/api-reference/emails/send-email). It remembers an `Idempotency-Key` for a day: the
 * attempt's id, so that even a request that something between repeats makes one mail. It sends through SES, which assigns a Message-ID that
 * Resend does not tell, and keeps `References`: an enrollment's mails all refer to one id that stands for the enrollment, and thread below it.
 */
import type { EmailChannel } from '../../contract/channels.ts'
import { resendAnswer, resendError } from '../../contract/providers/email.ts'
import { messageReferenceOf, referenceFields } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import { threadIdOf } from '../../domain/mail-id.ts'
import type { ChannelAdapter } from '../channel.ts'
import { refusal, requestOnce, type HttpReading, type Refusal } from '../http.ts'
import { providerAdapter } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { mailbox, mailOf, threadHeaders, unsubscribeHeaders, type Mail, type MailNeeds } from './mail.ts'

type ResendChannel = Extract<EmailChannel, { adapter: 'resend' }>

export const resendAdapter = (channel: ResendChannel, secrets: ProviderSecrets, needs: MailNeeds): ChannelAdapter =>
  providerAdapter('resend', {
    provider: 'resend',
    secrets,
    ask: async (message, { apiKey }) => {
      const mail = await mailOf(message, needs)
      const threadId = threadIdOf(message.enrollmentId, mail.from.address)
      const outcome = await requestOnce(
        {
          url: `${channel.endpoint ?? 'https://api.resend.com'}/emails`,
          headers: {
            accept: 'application/json',
            'content-type': 'application/json',
            authorization: `Bearer ${apiKey}`,
            'idempotency-key': message.attemptId,
            // Requests without one are refused.
            'user-agent': 'touchline',
          },
          body: JSON.stringify(bodyOf(message, mail, threadId)),
        },
        reading,
      )
      return outcome.kind === 'accepted' ? { kind: 'accepted', providerId: outcome.answer, mailId: threadId } : outcome
    },
  })

const bodyOf = (message: OutgoingMessage, mail: Mail, threadId: string) => ({
  from: mailbox(mail.from),
  to: [mail.to],
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  ...(mail.replyTo === null ? {} : { reply_to: mail.replyTo }),
  // The first mail answers nothing, but what follows can only thread below what it refers to as well.
  headers: Object.fromEntries([
    ...(mail.references.length === 0 ? [['References', `<${threadId}>`] as const] : threadHeaders({ references: [threadId] })),
    ...unsubscribeHeaders(mail),
  ]),
  tags: Object.entries(referenceFields(messageReferenceOf(message))).map(([name, value]) => ({ name, value })),
})

const reading: HttpReading<string> = {
  provider: 'Resend',
  accepted: (body) => resendAnswer.safeParse(body).data?.id ?? null,
  refused: (status, body) => {
    const error = resendError.safeParse(body)
    return status >= 400 && error.success ? judgeName(error.data.name, status, `Resend ${error.data.name}: ${error.data.message}`) : null
  },
}

/** https://resend.com/docs/api-reference/errors. A 409 is left to its status: the key was used before, so a mail may be on its way. */
const judgeName = (name: string, status: number, reason: string): Refusal | null => {
  switch (name) {
    case 'rate_limit_exceeded':
      return refusal('transient', reason, { throttled: true })
    case 'daily_quota_exceeded':
    case 'monthly_quota_exceeded':
    case 'missing_api_key':
    case 'restricted_api_key':
    case 'invalid_api_key':
    case 'invalid_from_address':
    case 'invalid_access':
    case 'invalid_region':
      return refusal('account', reason)
    default:
      // A `validation_error` of 403 is about a domain that is not verified; one of 400 or 422 about this mail.
      if (status === 401 || status === 403) return refusal('account', reason)
      return status === 400 || status === 422 || status === 451 ? refusal('permanent', reason) : null
  }
}
