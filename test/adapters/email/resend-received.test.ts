import { afterEach, describe, expect, it } from 'vitest'
import { openResendReceived } from '../../../functions/adapters/email/resend-received.ts'
import { openContractServer, type Contract, type ContractServer, type Fault } from '../providers/contract-server.ts'
import { receivedId, receivedMail, resendReceiving, withPart } from '../providers/resend-receiving.ts'
import { resendErrors, resendKey } from '../providers/resend.ts'

const reports = new Set(['message/delivery-status'])
const secrets = (apiKey = resendKey) => ({ get: async () => ({ apiKey }) as never })

describe('a mail that Resend received', () => {
  let server: ContractServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })
  const open = async (contract: Contract, apiKey?: string) => {
    server = await openContractServer(contract)
    return { server, fetchMail: openResendReceived(server.url, secrets(apiKey)) }
  }

  it('is fetched by its id as Resend documents it', async () => {
    const { server: at, fetchMail } = await open(resendReceiving(receivedMail()))
    expect(await fetchMail(receivedId, reports)).toMatchObject({
      mail: { id: receivedId, text: 'Tell me more, please.', message_id: '<answer@mail.example.com>' },
      parts: [],
    })
    expect(at.broken).toEqual([])
    expect(at.received).toHaveLength(1)
  })

  it('comes with its reports, for which the key is told to nobody else, and with no other part', async () => {
    const { server: at, fetchMail } = await open(resendReceiving(withPart('message/delivery-status; charset=utf-8'), 'Action: failed'))
    const received = await fetchMail(receivedId, reports)
    expect(received?.parts).toEqual([{ type: 'message/delivery-status', text: 'Action: failed' }])
    expect(at.broken).toEqual([])
    expect(at.received).toHaveLength(3)
  })

  it('is cut where a part is longer than any report', async () => {
    const { fetchMail } = await open(resendReceiving(withPart('message/delivery-status'), 'x'.repeat(300_000)))
    expect((await fetchMail(receivedId, reports))?.parts[0]?.text).toHaveLength(100_000)
  })

  it('is nothing where Resend has none of that id', async () => {
    const { fetchMail } = await open(resendReceiving(receivedMail()))
    expect(await fetchMail('00000000-0000-4000-8000-000000000000', reports)).toBeNull()
  })

  it.each<[string, Fault]>([
    ['is too busy', resendErrors.rate],
    ['fails', resendErrors.server],
    ['breaks off', 'hang_up'],
    ['sends half an answer', 'half_an_answer'],
    ['sends no JSON', { status: 200, body: '<html>' }],
    ['sends another thing', { status: 200, body: { object: 'list' } }],
    ['sends us elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ])('is asked for again where Resend %s: it throws, and the same call then succeeds', async (_title, fault) => {
    const { server: at, fetchMail } = await open(resendReceiving(receivedMail()))
    at.next(fault)
    await expect(fetchMail(receivedId, reports)).rejects.toThrow()
    expect(await fetchMail(receivedId, reports)).not.toBeNull()
  })

  it('says what to do where the key may only send, and never the key', async () => {
    const { fetchMail } = await open(resendReceiving(receivedMail()), 're_only_sends')
    await expect(fetchMail(receivedId, reports)).rejects.toThrow(
      'Resend answered 403 when it was asked for a received mail: its key must have full access',
    )
    await expect(fetchMail(receivedId, reports)).rejects.not.toThrow('re_only_sends')
  })

  it('is refused where its part lies at an address of another scheme', async () => {
    const { server: at, fetchMail } = await open(resendReceiving(withPart('message/delivery-status')))
    at.next({ status: 200, body: withPart('message/delivery-status') }, { status: 200, body: { download_url: 'file:///etc/passwd' } })
    await expect(fetchMail(receivedId, reports)).rejects.toThrow('not encrypted')
  })
})
