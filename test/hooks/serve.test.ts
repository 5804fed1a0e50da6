import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { SecretProvider } from '../../functions/contract/channels.ts'
import { serve, type ServePorts } from '../../functions/hooks/serve.ts'
import type { HookWork } from '../../functions/hooks/source.ts'
import { refQuery } from './messages.ts'
import { now, publicUrl, secrets, signPostmark, signSendgrid, signTwilio, sourceOf, type Signed } from './signers.ts'

const eventOf = (
  provider: string,
  { body, headers, query }: Signed,
  over: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 => {
  const asText = (headers['content-type'] ?? '').includes('json')
  // The rest of the event says nothing that is looked at.
  return {
    rawPath: `/hooks/${provider}`,
    rawQueryString: query,
    headers,
    body: Buffer.from(body).toString(asText ? 'utf8' : 'base64'),
    isBase64Encoded: !asText,
    requestContext: { requestId: 'r-1', http: { method: 'POST' } },
    ...over,
  } as APIGatewayProxyEventV2
}

const open = (over: Partial<ServePorts> = {}) => {
  const queued: HookWork[] = []
  const counted: string[] = []
  const ports: ServePorts = {
    now: () => now,
    publicUrl,
    source: (name) => (name in secrets ? sourceOf(name as SecretProvider) : null),
    count: (name, detail) => counted.push([name, ...Object.values(detail ?? {})].join(' ')),
    taken: { known: async () => new Set(), mark: async () => undefined },
    handOver: async (work) => void queued.push(...work),
    ...over,
  }
  const call = async (event: APIGatewayProxyEventV2) => {
    const { statusCode, headers, body } = await serve(ports)(event)
    return { statusCode, headers, body: JSON.parse(body) as Record<string, unknown> }
  }
  return { call, ports, queued, counted }
}

const receipt = signTwilio({ MessageSid: 'SM1', MessageStatus: 'delivered' }, { query: refQuery })

describe('an answer', () => {
  it('is short: what was taken, once it is queued', async () => {
    const { call, queued } = open()
    expect(await call(eventOf('twilio', receipt))).toMatchObject({ statusCode: 200, body: { taken: 1, duplicates: 0 } })
    expect(queued).toHaveLength(1)
  })

  it('to what was received before is what a replay sees', async () => {
    const { call } = open({ taken: { known: async (_source, events) => new Set(events), mark: async () => undefined } })
    expect((await call(eventOf('twilio', receipt))).body).toEqual({ taken: 0, duplicates: 1 })
  })

  it('to a text that came in is TwiML without an answer; to a receipt it is not', async () => {
    const text = signTwilio({ MessageSid: 'SM2', From: '+13125550142', To: '+13125550100', Body: 'STOP' })
    const queued: HookWork[] = []
    const { ports } = open({ handOver: async (work) => void queued.push(...work) })
    const { statusCode, headers, body } = await serve(ports)(eventOf('twilio', text))
    expect({ statusCode, type: headers?.['content-type'] }).toEqual({ statusCode: 200, type: 'text/xml' })
    expect(body).toMatch(/<Response\/>$/)
    expect(queued).toMatchObject([{ work: { kind: 'inbound', text: 'STOP' } }])
    expect((await serve(ports)(eventOf('twilio', receipt))).headers?.['content-type']).toBe('application/json')
  })

  it('to a forged call names the check that failed, and is counted', async () => {
    const { call, queued, counted } = open()
    const forged = { ...receipt, headers: { ...receipt.headers, 'x-twilio-signature': 'Zm9yZ2Vk' } }
    const answer = await call(eventOf('twilio', forged))
    expect(answer).toMatchObject({
      statusCode: 401,
      headers: { 'content-type': 'application/problem+json' },
      body: { reason: 'badly_signed' },
    })
    expect(JSON.stringify(answer)).not.toContain(secrets.twilio.authToken)
    expect(queued).toEqual([])
    expect(counted).toEqual(['WebhookRefused twilio badly_signed'])
  })

  it('to a provider whose secret is not filled in asks it to come again', async () => {
    const { call } = open({ source: () => sourceOf('twilio', { twilio: null }) })
    expect(await call(eventOf('twilio', receipt))).toMatchObject({ statusCode: 503, headers: { 'retry-after': '300' } })
  })

  it('to a call that could not be queued is a failure that says nothing was taken', async () => {
    const { call } = open({ handOver: () => Promise.reject(new Error('no queue')) })
    const { statusCode, body } = await call(eventOf('twilio', receipt))
    expect(statusCode).toBe(500)
    expect(body['detail']).toMatch(/nothing of this call counts as taken.*r-1/)
  })

  it.each(['nobody', 'constructor', '__proto__', 'twilio/', 'TWILIO', '', 'twilio/more'])(
    'to /hooks/%s is that there is no such source',
    async (name) => {
      const known: Record<string, ReturnType<typeof sourceOf>> = { twilio: sourceOf('twilio') }
      const { call } = open({ source: (asked) => (Object.hasOwn(known, asked) ? (known[asked] ?? null) : null) })
      expect(await call(eventOf(name, receipt))).toMatchObject({ statusCode: 404, body: { reason: 'no_such_source' } })
    },
  )
})

describe('a hostile body', () => {
  const genuinely = (body: string) => {
    const signed = signPostmark({})
    return { ...signed, body }
  }

  it('that is larger than its source ever sends is refused before anything looks at it', async () => {
    const { call } = open()
    const huge = signTwilio({ MessageSid: 'SM1', Body: 'x'.repeat(100_001) })
    expect(await call(eventOf('twilio', huge))).toMatchObject({ statusCode: 413, body: { reason: 'too_large' } })
  })

  it('of another type is refused with the types that its source sends', async () => {
    const { call } = open()
    const xml = { ...receipt, headers: { ...receipt.headers, 'content-type': 'application/xml' } }
    expect(await call(eventOf('twilio', xml))).toMatchObject({ statusCode: 415 })
    expect(await call(eventOf('postmark', { ...signPostmark({}), headers: {} }))).toMatchObject({ statusCode: 415 })
  })

  it.each([
    ['not JSON', '{"RecordType":'],
    ['empty', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['deep', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['deep in a field that is looked at', `{"RecordType":"Open","Metadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['a name that is no name', '{"RecordType":"Open","__proto__":{"polluted":true}}'],
    ['a time that is none', '{"RecordType":"Open","ReceivedAt":"soon"}'],
    ['a type that is another', '{"RecordType":7}'],
  ])('%s: is told apart or refused, and nothing breaks', async (_name, body) => {
    const { call, queued } = open()
    const { statusCode } = await call(eventOf('postmark', genuinely(body)))
    expect([200, 400]).toContain(statusCode)
    expect(queued).toEqual([])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('says in its answer which field is wrong, and never what stood in it', async () => {
    const { call, counted } = open()
    const { statusCode, body } = await call(
      eventOf('postmark', genuinely('{"RecordType":"Open","Recipient":{"secret":"dana@example.com"}}')),
    )
    expect(statusCode).toBe(400)
    expect(body['detail']).toMatch(/Recipient/)
    expect(JSON.stringify(body)).not.toContain('dana')
    expect(counted).toEqual(['WebhookUnread postmark'])
  })

  it('whose events cannot all be read is answered 200: what can be read is taken', async () => {
    const { call, counted } = open()
    const mixed = signSendgrid([{ event: 'delivered' }, { event: 'open', email: 'd@example.com', timestamp: 1, sg_event_id: 'e' }])
    expect(await call(eventOf('sendgrid', mixed))).toMatchObject({ statusCode: 200, body: { taken: 0, ignored: 1, unread: 1 } })
    expect(counted).toEqual(['WebhookUnread sendgrid'])
  })
})
