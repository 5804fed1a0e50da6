import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secretProviders, type SecretProvider } from '../../functions/contract/channels.ts'
import type { HookCall } from '../../functions/hooks/source.ts'
import { refQuery } from './messages.ts'
import {
  callOf,
  now,
  secrets,
  signPostmark,
  signResend,
  signSendgrid,
  signTelnyx,
  signTwilio,
  signTwilioJson,
  signVapi,
  sourceOf,
  twilioSignature,
  type Signed,
  type SignOptions,
} from './signers.ts'

interface Scheme {
  provider: SecretProvider
  sign: (options?: SignOptions) => Signed
  /** Headers that prove who sends. */
  proofs: string[]
  /** The header that says when. */
  time?: string
  /** Its proof is about the body: any other byte is another call. */
  coversBody: boolean
  /** Its secrets, each of which is another than ours. */
  otherSecrets: unknown
}

const schemes: Record<string, Scheme> = {
  'Twilio, a form': {
    provider: 'twilio',
    sign: (options) =>
      signTwilio(
        { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+13125550142', Body: 'ünïcode & more' },
        { query: refQuery, ...options },
      ),
    proofs: ['x-twilio-signature'],
    coversBody: true,
    otherSecrets: { authToken: 'another' },
  },
  'Twilio, JSON': {
    provider: 'twilio',
    sign: (options) => signTwilioJson({ MessageSid: 'SM1', MessageStatus: 'sent' }, { query: refQuery, ...options }),
    proofs: ['x-twilio-signature'],
    coversBody: true,
    otherSecrets: { authToken: 'another' },
  },
  Telnyx: {
    provider: 'telnyx',
    sign: (options) => signTelnyx({ data: { id: 'e1', event_type: 'message.sent' } }, options),
    proofs: ['telnyx-signature-ed25519'],
    time: 'telnyx-timestamp',
    coversBody: true,
    otherSecrets: { apiKey: 'k', publicKey: Buffer.alloc(32, 9).toString('base64') },
  },
  SendGrid: {
    provider: 'sendgrid',
    sign: (options) => signSendgrid([{ event: 'open', email: 'dana@example.com' }], options),
    proofs: ['x-twilio-email-event-webhook-signature'],
    time: 'x-twilio-email-event-webhook-timestamp',
    coversBody: true,
    // Of SendGrid's published example.
    otherSecrets: {
      apiKey: 'k',
      webhookPublicKey:
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
    },
  },
  Resend: {
    provider: 'resend',
    sign: (options) => signResend({ type: 'email.opened', created_at: '2026-11-21T10:00:00Z', data: {} }, options),
    proofs: ['svix-signature', 'svix-id'],
    time: 'svix-timestamp',
    coversBody: true,
    otherSecrets: { apiKey: 'k', webhookSecret: 'whsec_YW5vdGhlcg==' },
  },
  Postmark: {
    provider: 'postmark',
    sign: (options) => signPostmark({ RecordType: 'Open' }, options),
    proofs: ['authorization'],
    coversBody: false,
    otherSecrets: { serverToken: 't', webhookUser: 'postmark', webhookPassword: 'another of sixteen letters' },
  },
  'VAPI, signed': {
    provider: 'vapi',
    sign: (options) => signVapi({ message: { type: 'status-update' } }, options),
    proofs: ['x-vapi-signature'],
    coversBody: true,
    otherSecrets: { apiKey: 'k', webhookSecret: 'another of sixteen letters' },
  },
  'VAPI, by its shared secret': {
    provider: 'vapi',
    sign: () => ({
      body: '{}',
      query: '',
      headers: { 'content-type': 'application/json', 'x-vapi-secret': secrets.vapi.webhookSecret ?? '' },
    }),
    proofs: ['x-vapi-secret'],
    coversBody: false,
    otherSecrets: { apiKey: 'k', webhookSecret: 'another of sixteen letters' },
  },
  'VAPI, by a bearer token': {
    provider: 'vapi',
    sign: () => ({
      body: '{}',
      query: '',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secrets.vapi.webhookSecret}` },
    }),
    proofs: ['authorization'],
    coversBody: false,
    otherSecrets: { apiKey: 'k', webhookSecret: 'another of sixteen letters' },
  },
}

const fieldsIn = (bytes: Buffer): string => new URLSearchParams(bytes.toString('latin1')).toString()
const judge = (provider: SecretProvider, call: HookCall, at = now) => sourceOf(provider).verify(call, at)

describe.each(Object.entries(schemes))('%s', (_name, { provider, sign, proofs, time, coversBody, otherSecrets }) => {
  const genuine = () => callOf(provider, sign())

  it('is believed where the provider itself calls', async () => {
    expect(await judge(provider, genuine())).toBeNull()
  })

  it.each(proofs)('is refused without %s', async (header) => {
    const call = genuine()
    expect(await judge(provider, { ...call, headers: { ...call.headers, [header]: undefined } })).toEqual({ refused: 'unsigned' })
    expect(await judge(provider, { ...call, headers: { ...call.headers, [header]: '' } })).toEqual({ refused: 'unsigned' })
  })

  it('is refused under another secret', async () => {
    expect(await sourceOf(provider, { [provider]: otherSecrets }).verify(genuine(), now)).toEqual({ refused: 'badly_signed' })
  })

  it('is refused as long as its secret is not filled in', async () => {
    expect(await sourceOf(provider, { [provider]: null }).verify(genuine(), now)).toEqual({ refused: 'not_configured' })
    if (provider !== 'twilio')
      expect(await sourceOf(provider, { [provider]: { apiKey: 'k', serverToken: 't' } }).verify(genuine(), now)).toEqual({
        refused: 'not_configured',
      })
  })

  it.runIf(coversBody)('is refused with any other byte in its body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
        const call = genuine()
        const bytes = Buffer.from(call.bytes)
        bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ flip
        // A form may write the same fields in other bytes (`%2b` for `%2B`): Twilio signs the fields.
        fc.pre(fieldsIn(bytes) !== fieldsIn(call.bytes))
        expect(await judge(provider, { ...call, bytes })).toEqual({ refused: 'badly_signed' })
      }),
    )
  })

  it('is refused with any other letter in its proof', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 33, max: 126 }), async (place, code) => {
        const call = genuine()
        const proof = call.headers[proofs[0] ?? ''] ?? ''
        const at = place % proof.length
        const other = proof.slice(0, at) + String.fromCharCode(code) + proof.slice(at + 1)
        // The scheme's name is read in any case.
        fc.pre(other.toLowerCase() !== proof.toLowerCase())
        expect(await judge(provider, { ...call, headers: { ...call.headers, [proofs[0] ?? '']: other } })).not.toBeNull()
      }),
    )
  })

  it.runIf(time !== undefined)('is refused five minutes late, five minutes early, at another time than signed, and at none', async () => {
    const seconds = now / 1000
    for (const [at, refused] of [
      [seconds - 301, 'outside_window'],
      [seconds + 301, 'outside_window'],
      [seconds - 299, null],
      [seconds + 299, null],
    ] as const) {
      const verdict = await judge(provider, callOf(provider, sign({ at })))
      expect(verdict, String(at)).toEqual(refused === null ? null : { refused })
    }
    const call = callOf(provider, sign({ at: seconds - 301 }))
    const fresh = { ...call, headers: { ...call.headers, [time ?? '']: String(seconds) } }
    expect(await judge(provider, fresh)).toEqual({ refused: 'badly_signed' })
    expect(await judge(provider, { ...call, headers: { ...call.headers, [time ?? '']: undefined } })).toEqual({ refused: 'not_timed' })
  })
})

it('every provider with a secret is a source of its own', () => {
  expect([...new Set(Object.values(schemes).map(({ provider }) => provider))].toSorted()).toEqual([...secretProviders].toSorted())
})

describe('Twilio signs the address that it calls', () => {
  const signed = schemes['Twilio, a form']?.sign() ?? { body: '', headers: {}, query: '' }
  const call = callOf('twilio', signed)

  it.each(['https://evil.example/hooks/twilio', 'http://touch.example.com/hooks/twilio', 'https://touch.example.com/hooks/twilio/'])(
    'and not %s',
    async (url) => {
      expect(await judge('twilio', { ...call, url: `${url}?${call.query}` })).toEqual({ refused: 'badly_signed' })
    },
  )

  it('with its query: a receipt cannot be put onto another message', async () => {
    expect(await judge('twilio', { ...call, url: `${call.url}x`, query: `${call.query}x` })).toEqual({ refused: 'badly_signed' })
  })
})

describe('the providers’ own published examples', () => {
  it('Twilio’s form', async () => {
    const body = new URLSearchParams({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+12349013030',
      Digits: '1234',
      From: '+12349013030',
      To: '+18005551212',
    }).toString()
    const call = {
      bytes: Buffer.from(body),
      query: 'foo=1&bar=2',
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
    }
    expect(await sourceOf('twilio', { twilio: { authToken: '12345' } }).verify(call, now)).toBeNull()
  })

  it('Twilio’s parameter that comes several times is signed once for each value', async () => {
    const url = 'https://touch.example.com/hooks/twilio'
    const signature = twilioSignature('12345', `${url}Sidcd`.replace('Sidcd', 'SidaSidb'))
    const call = {
      bytes: Buffer.from('Sid=b&Sid=a&Sid=b'),
      query: '',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    }
    expect(await sourceOf('twilio', { twilio: { authToken: '12345' } }).verify(call, now)).toBeNull()
  })

  it('SendGrid’s event, at the time it was signed', async () => {
    const event = {
      email: 'hello@world.com',
      event: 'dropped',
      reason: 'Bounced Address',
      sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
      sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
      'smtp-id': '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>',
      timestamp: 1600112492,
    }
    const call = {
      bytes: Buffer.from(`${JSON.stringify([event])}\r\n`),
      query: '',
      url: '',
      headers: {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature':
          'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
        'x-twilio-email-event-webhook-timestamp': '1600112502',
      },
    }
    const source = sourceOf('sendgrid', { sendgrid: schemes['SendGrid']?.otherSecrets })
    expect(await source.verify(call, 1600112502_000)).toBeNull()
    expect(await source.verify(call, now)).toEqual({ refused: 'outside_window' })
    expect(await source.verify({ ...call, bytes: call.bytes.subarray(0, -2) }, 1600112502_000)).toEqual({ refused: 'badly_signed' })
  })

  it('Svix’s payload, also among signatures of keys that are being rotated', async () => {
    const genuine = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    const call = {
      bytes: Buffer.from('{"test": 2432232314}'),
      query: '',
      url: '',
      headers: {
        'content-type': 'application/json',
        'svix-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'svix-timestamp': '1614265330',
        'svix-signature': genuine,
      },
    }
    const source = sourceOf('resend', { resend: { apiKey: 'k', webhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } })
    const withSignature = (signature: string) => ({ ...call, headers: { ...call.headers, 'svix-signature': signature } })
    expect(await source.verify(call, 1614265330_000)).toBeNull()
    expect(await source.verify(withSignature(`v1,bm9uc2Vuc2U= v2,b3RoZXI= ${genuine}`), 1614265330_000)).toBeNull()
    expect(await source.verify(withSignature('v1,bm9uc2Vuc2U= v1,bW9yZQ=='), 1614265330_000)).toEqual({ refused: 'badly_signed' })
    expect(await source.verify(withSignature(genuine.replace('v1,', 'v2,')), 1614265330_000)).toEqual({ refused: 'unsigned' })
  })
})

it('a wrong signature is not made up for by VAPI’s shared secret beside it', async () => {
  const call = callOf('vapi', {
    body: '{}',
    query: '',
    headers: { 'x-vapi-signature': '00', 'x-vapi-secret': secrets.vapi.webhookSecret ?? '' },
  })
  expect(await judge('vapi', call)).toEqual({ refused: 'badly_signed' })
})
