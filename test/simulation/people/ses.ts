/** SES as the real client meets it: an HTTP request below its retries, answered in SES's own words, or not at all. */
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
  Content: { Simple: { Body: { Text: { Data: string } }; Headers: { Name: string; Value: string }[] } }
}

export const answerAsSes = (providers: Providers, invocation: Invocation, { path, body }: HttpRequest): Promise<HttpAnswer> => {
  if (path !== '/v2/email/outbound-emails') throw new Error(`the simulated SES knows nothing at ${path}`)
  const mail = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array)) as SendEmail
  const tag = (name: string): string => mail.EmailTags.find(({ Name }) => Name === name)?.Value ?? ''
  const header = mail.Content.Simple.Headers.find(({ Name }) => Name === 'List-Unsubscribe')?.Value
  const asked = {
    channel: 'email' as const,
    to: mail.Destination.ToAddresses[0] ?? '',
    messageId: tag('message'),
    attemptId: tag('attempt'),
    enrollmentId: tag('enrollment'),
    sequenceId: tag('sequence'),
    text: mail.Content.Simple.Body.Text.Data,
    tags: Object.fromEntries(mail.EmailTags.map(({ Name, Value }) => [Name, [Value]])),
    ...(header === undefined ? {} : { unsubscribeUrl: header.replaceAll(/[<>]/g, '') }),
  }
  return providers.request(invocation, asked, answerOf).then((answer) => {
    if (answer instanceof Error) throw answer
    return answer
  })
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
