/** Signs calls as each provider's own library does, after its published algorithm; and opens our sources as the function does. */
import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { ProviderSecret, SecretProvider } from '../../functions/contract/channels.ts'
import type { FetchReceived } from '../../functions/contract/providers/resend-received.ts'
import { providerSources } from '../../functions/hooks/providers.ts'
import type { HookCall, HookSource } from '../../functions/hooks/source.ts'

/** Saturday, 21 November 2026, 10:00 UTC. */
export const now = Date.parse('2026-11-21T10:00:00Z')
export const publicUrl = 'https://touch.example.com'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const edPublic = Buffer.from(ed.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')

export const secrets: { [P in SecretProvider]: ProviderSecret<P> } = {
  postmark: { serverToken: 'token', webhookUser: 'postmark', webhookPassword: 'a password of 24 letters' },
  resend: { apiKey: 're_1', webhookSecret: `whsec_${Buffer.from('twenty-four bytes of key').toString('base64')}` },
  sendgrid: { apiKey: 'SG.1', webhookPublicKey: ec.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') },
  telnyx: { apiKey: 'KEY1', publicKey: edPublic },
  twilio: { authToken: '12345678901234567890123456789012' },
  vapi: { apiKey: 'vapi', webhookSecret: 'a secret of sixteen letters' },
}

/** The one token of a reply address that is ours. */
export const replyToken = 'a'.repeat(42)

/** `known`: secrets that are another than `secrets`, or not there. */
export const sourceOf = (
  provider: SecretProvider,
  known: Partial<Record<SecretProvider, unknown>> = {},
  fetchReceived: FetchReceived = async () => null,
): HookSource => {
  // A test may hand over a secret that lacks what the schema allows to lack.
  const secretOf = async (name: SecretProvider) => (name in known ? known[name] : secrets[name]) as never
  const source = providerSources([provider], secretOf, async (token) => (token === replyToken ? 'MESSAGE' : null), fetchReceived)[provider]
  if (!source) throw new Error(`${provider} is no source`)
  return source
}

export interface Signed {
  body: string | Buffer
  headers: Record<string, string>
  query: string
}

export const callOf = (provider: string, { body, headers, query }: Signed): HookCall => ({
  bytes: Buffer.from(body),
  headers,
  query,
  url: `${publicUrl}/hooks/${provider}${query === '' ? '' : `?${query}`}`,
})

export interface SignOptions {
  /** Epoch seconds. */
  at?: number
  query?: string
  id?: string
  secret?: string
}

const json = { 'content-type': 'application/json' }
const atNow = Math.floor(now / 1000)

export const twilioSignature = (token: string, url: string, fields: Record<string, string> = {}): string => {
  const signed = Object.keys(fields)
    .toSorted()
    .reduce((text, name) => text + name + (fields[name] ?? ''), url)
  return createHmac('sha1', token).update(signed).digest('base64')
}

export const signTwilio = (fields: Record<string, string>, { query = '', secret = secrets.twilio.authToken }: SignOptions = {}): Signed => {
  const url = `${publicUrl}/hooks/twilio${query === '' ? '' : `?${query}`}`
  return {
    body: new URLSearchParams(fields).toString(),
    query,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': twilioSignature(secret, url, fields) },
  }
}

/** As Twilio signs what it sends as JSON. */
export const signTwilioJson = (value: unknown, { query: asked = '', secret = secrets.twilio.authToken }: SignOptions = {}): Signed => {
  const body = JSON.stringify(value)
  const query = [asked, `bodySHA256=${createHash('sha256').update(body).digest('hex')}`].filter(Boolean).join('&')
  return { body, query, headers: { ...json, 'x-twilio-signature': twilioSignature(secret, `${publicUrl}/hooks/twilio?${query}`) } }
}

export const signTelnyx = (value: unknown, { at = atNow, query = '' }: SignOptions = {}): Signed => {
  const body = JSON.stringify(value)
  const signature = sign(null, Buffer.from(`${at}|${body}`), ed.privateKey).toString('base64')
  return { body, query, headers: { ...json, 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': String(at) } }
}

export const signSendgrid = (value: unknown, { at = atNow }: SignOptions = {}): Signed => {
  // SendGrid ends its body with a line break, which is signed too.
  const body = `${JSON.stringify(value)}\r\n`
  const signature = sign('sha256', Buffer.from(`${at}${body}`), ec.privateKey).toString('base64')
  return {
    body,
    query: '',
    headers: {
      ...json,
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': String(at),
    },
  }
}

export const signResend = (
  value: unknown,
  { at = atNow, id = 'msg_1', secret = secrets.resend.webhookSecret ?? '' }: SignOptions = {},
): Signed => {
  const body = JSON.stringify(value)
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  return { body, query: '', headers: { ...json, 'svix-id': id, 'svix-timestamp': String(at), 'svix-signature': `v1,${signature}` } }
}

export const signPostmark = (
  value: unknown,
  { secret = `${secrets.postmark.webhookUser}:${secrets.postmark.webhookPassword}` }: SignOptions = {},
): Signed => ({
  body: JSON.stringify(value),
  query: '',
  headers: { ...json, authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
})

export const signVapi = (value: unknown, { secret = secrets.vapi.webhookSecret ?? '' }: SignOptions = {}): Signed => {
  const body = JSON.stringify(value)
  return { body, query: '', headers: { ...json, 'x-vapi-signature': createHmac('sha256', secret).update(body).digest('hex') } }
}
