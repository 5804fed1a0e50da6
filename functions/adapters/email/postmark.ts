/**
 * Mail by Postmark: POST /email (https://postmarkapp.com/developer/api/email-api). It keeps our Message-ID where `X-PM-KeepID` says so,
 * and has no idempotency key.
 */
import type { EmailChannel } from '../../contract/channels.ts'
import { postmarkAnswer, postmarkError } from '../../contract/providers/email.ts'
import { messageReferenceOf, referenceFields } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import type { ChannelAdapter } from '../channel.ts'
import { refusal, requestOnce, type HttpReading, type Refusal } from '../http.ts'
import { providerAdapter } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { mailbox, mailOf, threadHeaders, unsubscribeHeaders, type Mail, type MailNeeds } from './mail.ts'

type PostmarkChannel = Extract<EmailChannel, { adapter: 'postmark' }>

export const postmarkAdapter = (channel: PostmarkChannel, secrets: ProviderSecrets, needs: MailNeeds): ChannelAdapter =>
  providerAdapter('postmark', {
    provider: 'postmark',
    secrets,
    ask: async (message, { serverToken }) => {
      const mail = await mailOf(message, needs)
      const outcome = await requestOnce(
        {
          url: `${channel.endpoint ?? 'https://api.postmarkapp.com'}/email`,
          headers: { accept: 'application/json', 'content-type': 'application/json', 'x-postmark-server-token': serverToken },
          body: JSON.stringify(bodyOf(message, mail, channel.messageStream)),
        },
        reading,
      )
      return outcome.kind === 'accepted' ? { kind: 'accepted', providerId: outcome.answer, mailId: mail.mailId } : outcome
    },
  })

const bodyOf = (message: OutgoingMessage, mail: Mail, messageStream: string | undefined) => ({
  From: mailbox(mail.from),
  To: mail.to,
  Subject: mail.subject,
  TextBody: mail.text,
  HtmlBody: mail.html,
  ...(mail.replyTo === null ? {} : { ReplyTo: mail.replyTo }),
  Headers: [['Message-ID', `<${mail.mailId}>`], ['X-PM-KeepID', 'true'], ...threadHeaders(mail), ...unsubscribeHeaders(mail)].map(
    ([Name, Value]) => ({ Name, Value }),
  ),
  TrackOpens: true,
  TrackLinks: 'HtmlOnly',
  Metadata: referenceFields(messageReferenceOf(message)),
  ...(messageStream === undefined ? {} : { MessageStream: messageStream }),
})

const reading: HttpReading<string> = {
  provider: 'Postmark',
  accepted: (body) => postmarkAnswer.safeParse(body).data?.MessageID ?? null,
  refused: (status, body) => {
    const error = postmarkError.safeParse(body)
    return error.success && error.data.ErrorCode !== 0 ? judgeCode(error.data.ErrorCode, error.data.Message, status) : null
  },
}

/** Codes of the sender, the server or the account: no mail of this tenant would be taken. */
const accountCodes = new Set([10, 400, 401, 405, 412, 413])

/** https://postmarkapp.com/developer/api/overview#error-codes */
const judgeCode = (code: number, message: string, status: number): Refusal => {
  const reason = `Postmark ${code}: ${message}`
  if (status === 429 || code === 429) return refusal('transient', reason, { throttled: true })
  if (status === 401 || status === 403 || accountCodes.has(code) || isStreamCode(code)) return refusal('account', reason)
  if (code === 100) return refusal('transient', reason)
  // 406, an inactive recipient: bounced, complained or suppressed by hand, and Postmark does not say which. No proof of any of them.
  return refusal('permanent', reason)
}

/** Message streams: 1220 to 1239. */
const isStreamCode = (code: number): boolean => code >= 1220 && code < 1240
