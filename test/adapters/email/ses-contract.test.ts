/** The client of the SDK as it is built for production, against a server that holds the contract of SES and fails as SES and networks fail. */
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sesAdapter } from '../../../functions/adapters/email/ses.ts'
import type { SendResult } from '../../../functions/domain/signal.ts'
import type { ContractServer, Fault } from '../providers/contract-server.ts'
import { exception, openSes, sesMessageId } from '../providers/ses.ts'
import { at, needs, now, outgoing } from './mails.ts'

let server: ContractServer
beforeEach(async () => {
  server = await openSes()
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
  vi.stubEnv('AWS_ENDPOINT_URL', server.url)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const send = (message = outgoing(), more: { answerMilliseconds?: number } = {}): Promise<SendResult> =>
  sesAdapter({ tenant: 'acme', configurationSet: 'touchline-acme', ...more }, needs).send(message, now)
const inOneWord = (result: SendResult): string =>
  result.kind === 'refused' ? `${result.cls}${result.throttled ? ', throttled' : ''}` : result.kind
const followUp = () => outgoing({ references: ['first@email.amazonses.com'], from: 'sam@acme.example.com' })

describe('a mail by the real client of SES', () => {
  it.each([
    ['the first mail of an enrollment', outgoing()],
    ['one that follows', followUp()],
    ['one in every kind of letter', outgoing({ subject: 'Zażółć "gęślą" jaźń 🏠', text: 'Ünïcode\n', from: 'sam@acme.example.com' })],
    [
      'one that follows with long lines in every kind of letter',
      { ...followUp(), text: 'ü'.repeat(2_000), html: `<p>${'🏠'.repeat(900)}</p>` },
    ],
  ])('keeps the contract with %s', async (_what, message) => {
    const mailId = `${sesMessageId}@email.amazonses.com`
    expect(await send(message)).toEqual({ kind: 'accepted', providerId: sesMessageId, mailId, at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
  })

  it('arrives whole where it follows another', async () => {
    await send(followUp())
    const { Content } = JSON.parse(server.received[0]?.body ?? '{}') as { Content: { Raw: { Data: string } } }
    const mail = await PostalMime.parse(Buffer.from(Content.Raw.Data, 'base64'))
    expect(mail).toMatchObject({ subject: outgoing().subject, inReplyTo: '<first@email.amazonses.com>' })
    expect(mail.text?.trim()).toBe(outgoing().text.trim())
  })

  it('is refused for good where it breaks the contract', async () => {
    expect(inOneWord(await send(outgoing({ to: 'dana' })))).toBe('permanent')
    expect(server.broken).toHaveLength(1)
  })

  it.each<[string, Fault, string]>([
    ['a message that SES will not take', exception('MessageRejected', 400, 'Illegal content'), 'permanent'],
    ['a sender that is not verified', exception('MessageRejected', 400, 'Email address is not verified.'), 'account'],
    ['a bad request', exception('BadRequestException', 400), 'permanent'],
    ['too many requests', exception('TooManyRequestsException', 429, 'Maximum sending rate exceeded.'), 'transient, throttled'],
    ['a spent day', exception('TooManyRequestsException', 429, 'Daily message quota exceeded.'), 'account'],
    ['garbage with a 429', { status: 429, body: 'slow down' }, 'transient, throttled'],
    ['a suspended account', exception('AccountSuspendedException', 400), 'account'],
    ['paused sending', exception('SendingPausedException', 400), 'account'],
    ['a MAIL FROM domain that is not verified', exception('MailFromDomainNotVerifiedException', 400), 'account'],
    ['a configuration set that is not there', exception('NotFoundException', 404), 'account'],
    ['a missing grant', exception('AccessDeniedException', 403), 'account'],
    ['a server error', exception('InternalServiceErrorException', 500), 'unknown'],
    ['a server that is not available', exception('ServiceUnavailableException', 503), 'unknown'],
    ['a gateway that gave up', { status: 504, body: '<html>Gateway Timeout</html>' }, 'unknown'],
    ['garbage for an acceptance', { status: 200, body: '<html>ok</html>' }, 'unknown'],
    ['an acceptance without an id', { status: 200, body: {} }, 'unknown'],
    ['a connection that breaks before the answer', 'hang_up', 'unknown'],
    ['half an answer', 'half_an_answer', 'unknown'],
  ])('asks once where it meets %s, and judges by what is certain', async (_what, fault, expected) => {
    server.next(fault)
    const result = await send()
    expect([inOneWord(result), result.at]).toEqual([expected, at])
    expect(server.received).toHaveLength(1)
  })

  it('is waited for no longer than its time, and then nobody knows', async () => {
    server.next('silence')
    expect(inOneWord(await send(outgoing(), { answerMilliseconds: 50 }))).toBe('unknown')
    expect(server.received).toHaveLength(1)
  })

  it('is tried again later where nothing listens', async () => {
    const nobody = await openSes()
    await nobody.close()
    vi.stubEnv('AWS_ENDPOINT_URL', nobody.url)
    expect(inOneWord(await send())).toBe('transient')
  })
})
