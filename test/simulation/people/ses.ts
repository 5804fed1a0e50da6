/** SES as the real client meets it: an HTTP request below its retries, answered in SES's own words, or not at all. */
import PostalMime from 'postal-mime'
import type { Invocation } from '../world.ts'
import type { Behaviour, Providers, Request } from './provider.ts'

interface HttpRequest {
  path: string
  body?: unknown
}
interface HttpAnswer {
  response: { statusCode: number; headers: Record<string, string>; body: Uint8Array }
}

interface SendEmail {
  Destination: { ToAddresses: string[] }
  EmailTags: { Name: string; Value: string }[]
  Content: {
    Simple?: { Subject: { Data: string }; Body: { Text: { Data: string } }; Headers: { Name: string; Value: string }[] }
    Raw?: { Data: string }
  }
}

export const answerAsSes = async (providers: Providers, invocation: Invocation, { path, body }: HttpRequest): Promise<HttpAnswer> => {
  if (path !== '/v2/email/outbound-emails') throw new Error(`the simulated SES knows nothing at ${path}`)
  const mail = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array)) as SendEmail
  const tag = (name: string): string => mail.EmailTags.find(({ Name }) => Name === name)?.Value ?? ''
  const { subject, text, oneClick } = await contentOf(mail)
  const asked = {
    channel: 'email' as const,
    to: mail.Destination.ToAddresses[0] ?? '',
    messageId: tag('message'),
    attemptId: tag('attempt'),
    enrollmentId: tag('enrollment'),
    sequenceId: tag('sequence'),
    subject,
    text,
    tags: Object.fromEntries(mail.EmailTags.map(({ Name, Value }) => [Name, [Value]])),
    ...(oneClick === undefined ? {} : { unsubscribeUrl: oneClick.replaceAll(/[<>]/g, '') }),
  }
  const answer = await providers.request(invocation, asked, answerOf)
  if (answer instanceof Error) throw answer
  return answer
}

/** The first mail of an enrollment comes in parts, one that follows as it will be read. */
const contentOf = async ({
  Content: { Simple, Raw },
}: SendEmail): Promise<{ subject: string; text: string; oneClick: string | undefined }> => {
  if (Simple) {
    const oneClick = Simple.Headers.find(({ Name }) => Name === 'List-Unsubscribe')?.Value
    return { subject: Simple.Subject.Data, text: Simple.Body.Text.Data, oneClick }
  }
  const { subject = '', text = '', headers } = await PostalMime.parse(Buffer.from(Raw?.Data ?? '', 'base64'))
  return { subject, text, oneClick: headers.find(({ key }) => key === 'list-unsubscribe')?.value }
}

const answerOf = (behaviour: Behaviour, { providerId }: Request): HttpAnswer | Error => {
  switch (behaviour) {
    case 'accepts':
      return json(200, { MessageId: providerId })
    case 'throttles':
      return failure(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.')
    case 'unreachable':
      return Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { code: 'ECONNREFUSED' })
    case 'refuses':
      return failure(400, 'MessageRejected', 'Email address is malformed.')
    case 'stops':
      return failure(400, 'SendingPausedException', 'Email sending is paused for this account.')
    case 'fails_taken':
    case 'fails_untaken':
      return failure(500, 'InternalFailure', 'The service is unavailable.')
    case 'silent_taken':
    case 'silent_untaken':
      return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' })
    default:
      return behaviour satisfies never
  }
}

const failure = (statusCode: number, type: string, message: string): HttpAnswer => {
  const answer = json(statusCode, { message })
  answer.response.headers['x-amzn-errortype'] = type
  return answer
}

const json = (statusCode: number, body: unknown): HttpAnswer => ({
  response: { statusCode, headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(JSON.stringify(body)) },
})
