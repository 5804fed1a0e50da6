import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { judgeSesError } from '../../functions/adapters/email/ses-errors.ts'
import { sesAdapter } from '../../functions/adapters/email/ses.ts'
import type { OutgoingMessage } from '../../functions/domain/effect.ts'

const ses = mockClient(SESv2Client)
const adapter = sesAdapter({
  tenant: 'acme',
  fromAddress: 'outreach@acme.example.com',
  fromName: 'Acme "Homes"',
  configurationSet: 'set-1',
  unsubscribeUrl: ({ messageId }) => Promise.resolve(`https://acme.example.com/u/${messageId}`),
})
const message: OutgoingMessage = {
  messageId: 'M1',
  attemptId: 'A1',
  enrollmentId: 'E1',
  sequenceId: 'SEQ1',
  stepId: 's1',
  contactKey: 'ck1',
  channel: 'email',
  to: 'dana@example.com',
  addressKey: 'ae1',
  subject: 'Hello',
  body: 'Hi',
  text: 'Hi\n\n--\nAcme',
  html: '<p>Hi</p>',
}
const at = '2026-11-20T15:00:00.000Z'
const send = () => adapter.send(message, () => Date.parse(at))
const failure = (name: string, text: string, status?: number, code?: string) =>
  Object.assign(new Error(text), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
    ...(code && { code }),
  })

describe('sending by SES', () => {
  beforeEach(() => ses.reset())

  it('asks once, tagged with all that its events must name, with a one-click way out', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' })
    expect(await send()).toEqual({ kind: 'accepted', providerId: 'ses-1', at })
    const [call, ...more] = ses.commandCalls(SendEmailCommand)
    expect(more).toEqual([])
    expect(call?.args[0].input).toMatchObject({
      FromEmailAddress: String.raw`"Acme \"Homes\"" <outreach@acme.example.com>`,
      Destination: { ToAddresses: ['dana@example.com'] },
      ConfigurationSetName: 'set-1',
      EmailTags: [
        { Name: 'contact', Value: 'ck1' },
        { Name: 'enrollment', Value: 'E1' },
        { Name: 'message', Value: 'M1' },
        { Name: 'attempt', Value: 'A1' },
        { Name: 'step', Value: 's1' },
        { Name: 'sequence', Value: 'SEQ1' },
        { Name: 'tenant', Value: 'acme' },
      ],
    })
    expect(call?.args[0].input.Content?.Simple?.Headers).toEqual([
      { Name: 'List-Unsubscribe', Value: '<https://acme.example.com/u/M1>' },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ])
  })

  it('never throws: a failure is an answer too', async () => {
    ses.on(SendEmailCommand).rejects(failure('TooManyRequestsException', 'slow down', 429))
    expect(await send()).toEqual({ kind: 'refused', cls: 'transient', reason: 'TooManyRequestsException: slow down', at, throttled: true })
  })

  it.each([
    ['a throttle', failure('TooManyRequestsException', 'Maximum sending rate exceeded.', 429), 'transient'],
    ['a connection that was never opened', failure('Error', 'connect', undefined, 'ECONNREFUSED'), 'transient'],
    ['a name that does not resolve', failure('Error', 'getaddrinfo', undefined, 'ENOTFOUND'), 'transient'],
    ['a spent daily quota', failure('LimitExceededException', 'Daily message quota exceeded.', 400), 'account'],
    ['a paused account', failure('SendingPausedException', 'paused', 400), 'account'],
    ['a missing grant', failure('AccessDeniedException', 'not authorized to perform ses:SendEmail', 403), 'account'],
    ['an identity that is not verified', failure('MessageRejected', 'Email address is not verified.', 400), 'account'],
    ['no credentials', failure('CredentialsProviderError', 'none'), 'account'],
    ['a message that SES will not take', failure('MessageRejected', 'Illegal content', 400), 'permanent'],
    ['a bad request', failure('BadRequestException', 'Missing final @domain', 400), 'permanent'],
    ['a timeout', failure('TimeoutError', 'socket timed out after 15000 ms'), 'unknown'],
    ['a reset connection', failure('Error', 'socket hang up', undefined, 'ECONNRESET'), 'unknown'],
    ['a server error', failure('InternalFailure', 'oops', 500), 'unknown'],
    ['something else altogether', 'a string', 'unknown'],
  ])('judges %s', (_what, error, judged) => {
    const answer = judgeSesError(error)
    expect(answer.kind === 'refused' ? answer.cls : answer.kind).toBe(judged)
  })
})
