import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { mockClient } from 'aws-sdk-client-mock'
import PostalMime from 'postal-mime'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { judgeSesError } from '../../../functions/adapters/email/ses-errors.ts'
import { sesAdapter } from '../../../functions/adapters/email/ses.ts'
import { at, needs, now, outgoing } from './mails.ts'

const ses = mockClient(SESv2Client)
const adapterIn = (region: string) => {
  vi.stubEnv('AWS_REGION', region)
  return sesAdapter({ tenant: 'acme', configurationSet: 'set-1' }, needs)
}
const adapter = adapterIn('us-east-1')
const send = (overrides: Parameters<typeof outgoing>[0] = {}) => adapter.send(outgoing(overrides), now)
const asked = () => {
  const [call, ...more] = ses.commandCalls(SendEmailCommand)
  expect(more).toEqual([])
  return call?.args[0].input
}
const failure = (name: string, text: string, status?: number, code?: string) =>
  Object.assign(new Error(text), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
    ...(code && { code }),
  })

describe('sending by SES', () => {
  beforeEach(() => ses.reset())

  it('asks once, tagged with all that its events must name, with a one-click way out and a reply address of its own', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' })
    expect(await send()).toEqual({ kind: 'accepted', providerId: 'ses-1', mailId: 'ses-1@email.amazonses.com', at })
    const message = outgoing()
    expect(asked()).toEqual({
      FromEmailAddress: String.raw`"Acme \"Homes\"" <outreach@acme.example.com>`,
      Destination: { ToAddresses: ['dana@example.com'] },
      ReplyToAddresses: ['reply+0123456789abcdefghjkmnpqrs0123456789abcdef@reply.acme.example.com'],
      ConfigurationSetName: 'set-1',
      EmailTags: [
        { Name: 'contact', Value: message.contactKey },
        { Name: 'enrollment', Value: message.enrollmentId },
        { Name: 'message', Value: message.messageId },
        { Name: 'attempt', Value: message.attemptId },
        { Name: 'step', Value: 's2' },
        { Name: 'sequence', Value: message.sequenceId },
        { Name: 'tenant', Value: 'acme' },
      ],
      Content: {
        Simple: {
          Subject: { Data: message.subject, Charset: 'UTF-8' },
          Body: { Text: { Data: message.text, Charset: 'UTF-8' }, Html: { Data: message.html, Charset: 'UTF-8' } },
          Headers: [
            { Name: 'List-Unsubscribe', Value: `<https://acme.example.com/u/${message.messageId}>` },
            { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          ],
        },
      },
    })
  })

  it('follows an earlier mail as a raw one that names it', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-2' })
    await send({ references: ['ses-0@email.amazonses.com', 'ses-1@email.amazonses.com'], from: 'sam@acme.example.com' })
    const input = asked()
    expect(input).toMatchObject({ FromEmailAddress: '=?UTF-8?B?U2FtIE9ydMOteg==?= <sam@acme.example.com>', ConfigurationSetName: 'set-1' })
    expect(input?.Content?.Simple).toBeUndefined()
    const mail = await PostalMime.parse(Buffer.from(input?.Content?.Raw?.Data ?? []))
    expect(mail).toMatchObject({
      from: { name: 'Sam Ortíz', address: 'sam@acme.example.com' },
      to: [{ address: 'dana@example.com' }],
      replyTo: [{ address: 'reply+0123456789abcdefghjkmnpqrs0123456789abcdef@reply.acme.example.com' }],
      subject: 'Ihr Haus – “12 Elm St”',
      inReplyTo: '<ses-1@email.amazonses.com>',
      references: '<ses-0@email.amazonses.com> <ses-1@email.amazonses.com>',
    })
    expect(mail.text?.trim()).toBe(outgoing().text.trim())
    expect(mail.html?.trim()).toBe('<p>Hi Dana</p>')
    expect(mail.headers.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'date', 'message-id']),
    )
  })

  it('threads by the Message-ID that SES assigns in its region', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' })
    expect(await adapterIn('eu-central-1').send(outgoing(), now)).toMatchObject({ mailId: 'ses-1@eu-central-1.amazonses.com' })
  })

  it('sends by the first sender where a message is bound to one that is gone', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-3' })
    await send({ from: 'gone@acme.example.com' })
    expect(asked()?.FromEmailAddress).toContain('<outreach@acme.example.com>')
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
