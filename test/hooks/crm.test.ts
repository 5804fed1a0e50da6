import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CrmSource, CrmVendor } from '../../functions/contract/crm.ts'
import type { HookRefusal } from '../../functions/contract/hooks.ts'
import { crmHookSources, type CrmSecretOf } from '../../functions/hooks/crm/sources.ts'
import { receive, type ReceivePorts } from '../../functions/hooks/receive.ts'
import { serve } from '../../functions/hooks/serve.ts'
import type { HookCall, HookSource, HookWork } from '../../functions/hooks/source.ts'
import { crmSamples } from './crm-samples.ts'

const now = Date.parse('2026-11-20T16:00:05.000Z')
const publicUrl = 'https://acme.example.com'
const secrets: { [V in CrmVendor]: Record<string, string> } = {
  hubspot: { clientSecret: 'a-client-secret-of-ours' },
  pipedrive: { webhookUser: 'touchline', webhookPassword: 'a long: password' },
  'follow-up-boss': { systemKey: 'a-system-key-of-ours' },
  attio: { webhookSecret: 'a-webhook-secret-of-ours' },
  salesforce: { organizationId: '00D5g000004fakeEAA', key: 'a-key-of-twenty-four-characters' },
  hmac: { secret: 'a-shared-secret-of-ours' },
}
const settings: Record<CrmVendor, CrmSource> = {
  hubspot: { vendor: 'hubspot' },
  pipedrive: { vendor: 'pipedrive' },
  'follow-up-boss': { vendor: 'follow-up-boss' },
  attio: { vendor: 'attio' },
  salesforce: { vendor: 'salesforce' },
  hmac: {
    vendor: 'hmac',
    header: 'X-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    timestamp: { header: 'X-Time', unit: 'seconds', separator: '.', toleranceSeconds: 300 },
    idHeader: 'X-Event',
  },
}
// What each vendor's secret holds is checked where it is read.
const secretOf = (async (_source: string, vendor: CrmVendor) => secrets[vendor]) as unknown as CrmSecretOf
const sourceOf = (vendor: CrmVendor, of: CrmSource = settings[vendor], secret = secretOf): HookSource => {
  const source = crmHookSources({ mine: of }, secret)['crm/mine']
  if (!source) throw new Error('no source')
  return source
}

const mac = (algorithm: string, key: string | undefined, text: string, encoding: 'hex' | 'base64') =>
  createHmac(algorithm, key ?? '')
    .update(text)
    .digest(encoding)

interface Made {
  body: string
  query?: string
  headers: Record<string, string>
}

/** Signs as each vendor's reference says, by code of this test's own. */
const sign: Record<CrmVendor, (body: string, at?: number) => Made> = {
  hubspot: (body, at = now) => ({
    body,
    headers: {
      'x-hubspot-request-timestamp': String(at),
      'x-hubspot-signature-v3': mac('sha256', secrets.hubspot['clientSecret'], `POST${publicUrl}/hooks/crm/mine${body}${at}`, 'base64'),
    },
  }),
  pipedrive: (body) => ({ body, headers: { authorization: `Basic ${btoa('touchline:a long: password')}` } }),
  'follow-up-boss': (body) => ({
    body,
    headers: { 'fub-signature': mac('sha256', secrets['follow-up-boss']['systemKey'], Buffer.from(body).toString('base64'), 'hex') },
  }),
  attio: (body) => ({
    body,
    headers: { 'attio-signature': mac('sha256', secrets.attio['webhookSecret'], body, 'hex'), 'idempotency-key': 'delivery-1' },
  }),
  salesforce: (body) => ({ body, query: `key=${secrets.salesforce['key']}`, headers: {} }),
  hmac: (body, at = now) => {
    const time = String(Math.floor(at / 1000))
    const signature = `sha256=${mac('sha256', secrets.hmac['secret'], `${time}.${body}`, 'hex')}`
    return { body, headers: { 'x-signature': signature, 'x-time': time, 'x-event': 'event-1' } }
  },
}
const callOf = ({ body, query = '', headers }: Made): HookCall => ({
  bytes: Buffer.from(body),
  headers,
  query,
  url: `${publicUrl}/hooks/crm/mine${query === '' ? '' : `?${query}`}`,
})
const samples = crmSamples()
const bodyOf = (vendor: CrmVendor): string => samples.find((sample) => sample.vendor === vendor && sample.events.length > 0)?.body ?? ''
const verdict = async (vendor: CrmVendor, made: Made, source = sourceOf(vendor)): Promise<HookRefusal | null> =>
  (await source.verify(callOf(made), now))?.refused ?? null

const vendors = Object.keys(sign) as CrmVendor[]
const timed = ['hubspot', 'hmac'] as const
/** Those who sign what they send. The others name themselves: whoever can change their calls can read their password too. */
const signing = ['hubspot', 'follow-up-boss', 'attio', 'hmac'] as const

describe('A call of a CRM', () => {
  it.each(samples.map((sample) => [`${sample.vendor}: ${sample.about}`, sample] as const))(
    'is believed as its vendor signs it. %s',
    async (_, sample) => {
      expect(await verdict(sample.vendor, sign[sample.vendor](sample.body))).toBeNull()
    },
  )

  it.each(vendors)('of %s without a signature is refused', async (vendor) => {
    expect(await verdict(vendor, { body: bodyOf(vendor), headers: {} })).toBe('unsigned')
  })

  it.each(vendors)('of %s is refused while nobody has filled in its secret', async (vendor) => {
    const source = sourceOf(vendor, settings[vendor], async () => null)
    expect(await verdict(vendor, sign[vendor](bodyOf(vendor)), source)).toBe('not_configured')
  })

  it.each(vendors)('of %s signed with another secret is refused', async (vendor) => {
    const others = (async () =>
      Object.fromEntries(Object.entries(secrets[vendor]).map(([name]) => [name, '00D5g000004otherAAA-else']))) as unknown as CrmSecretOf
    expect(await verdict(vendor, sign[vendor](bodyOf(vendor)), sourceOf(vendor, settings[vendor], others))).toBe('badly_signed')
  })

  it.each(timed)('of %s is refused once it is old, and before its time', async (vendor) => {
    const body = bodyOf(vendor)
    expect(await verdict(vendor, sign[vendor](body, now - 299_000))).toBeNull()
    expect(await verdict(vendor, sign[vendor](body, now - 302_000))).toBe('outside_window')
    expect(await verdict(vendor, sign[vendor](body, now + 302_000))).toBe('outside_window')
  })

  it.each(timed)('of %s that does not say when it was signed is refused', async (vendor) => {
    const made = sign[vendor](bodyOf(vendor))
    const { 'x-hubspot-request-timestamp': _a, 'x-time': _b, ...headers } = made.headers
    expect(await verdict(vendor, { ...made, headers })).toBe('not_timed')
  })

  it.each(timed)('of %s with a later time on an old signature is refused', async (vendor) => {
    const made = sign[vendor](bodyOf(vendor), now - 60_000)
    const time = vendor === 'hubspot' ? { 'x-hubspot-request-timestamp': String(now) } : { 'x-time': String(now / 1000) }
    expect(await verdict(vendor, { ...made, headers: { ...made.headers, ...time } })).toBe('badly_signed')
  })

  it.each(signing)('of %s is refused with any byte of it changed', async (vendor) => {
    const made = sign[vendor](bodyOf(vendor))
    await fc.assert(
      fc.asyncProperty(fc.nat(made.body.length - 1), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
        const bytes = Buffer.from(made.body)
        bytes[place] = (bytes[place] ?? 0) ^ flip
        const refused = await sourceOf(vendor).verify({ ...callOf(made), bytes }, now)
        return refused?.refused === 'badly_signed'
      }),
    )
  })

  it('of HubSpot is refused at another address', async () => {
    const made = sign.hubspot(bodyOf('hubspot'))
    const source = sourceOf('hubspot')
    expect(await source.verify({ ...callOf(made), url: `${publicUrl}/hooks/crm/mine?x=1` }, now)).toEqual({ refused: 'badly_signed' })
  })

  it('of HubSpot is signed over its address with some characters decoded, and no others', async () => {
    const body = bodyOf('hubspot')
    const decoded = `${publicUrl}/hooks/crm/mine?to=a@b/c:d&kept=%20%26%3D`
    const signature = mac('sha256', secrets.hubspot['clientSecret'], `POST${decoded}${body}${now}`, 'base64')
    const headers = { 'x-hubspot-request-timestamp': String(now), 'x-hubspot-signature-v3': signature }
    const url = `${publicUrl}/hooks/crm/mine?to=a%40b%2Fc%3ad&kept=%20%26%3D`
    expect(await sourceOf('hubspot').verify({ bytes: Buffer.from(body), headers, query: '', url }, now)).toBeNull()
  })

  it.each(['touchline:another', 'another:a long: password', 'touchline:', ':a long: password', 'touchline'])(
    'of Pipedrive is refused with half of what it should carry: %s',
    async (credentials) => {
      const headers = { authorization: `Basic ${btoa(credentials)}` }
      expect(await verdict('pipedrive', { body: bodyOf('pipedrive'), headers })).toBe(
        credentials.includes(':') ? 'badly_signed' : 'unsigned',
      )
    },
  )

  it('of Salesforce is refused from another organisation, and read by nobody without the key', async () => {
    const body = bodyOf('salesforce')
    const query = `key=${secrets.salesforce['key']}`
    const other = body.replace('00D5g000004fakeEAA', '00D5g000004elseEAA')
    expect(await verdict('salesforce', { body: other, query, headers: {} })).toBe('badly_signed')
    expect(await verdict('salesforce', { body: body.replace('00D5g000004fakeEAA', '00D5g000004fake'), query, headers: {} })).toBeNull()
    expect(await verdict('salesforce', { body: '<not-xml', query: 'key=wrong', headers: {} })).toBe('badly_signed')
  })

  it('of a system of one’s own may sign its body alone, in base64', async () => {
    const plain = sourceOf('hmac', { vendor: 'hmac', header: 'Signature', algorithm: 'sha512', encoding: 'base64' })
    const body = bodyOf('hmac')
    const good = mac('sha512', secrets.hmac['secret'], body, 'base64')
    expect(await verdict('hmac', { body, headers: { signature: good } }, plain)).toBeNull()
    expect(await verdict('hmac', { body, headers: { signature: good.toLowerCase() } }, plain)).toBe('badly_signed')
  })
})

/** A table and a queue in memory. */
const memory = () => {
  const taken = new Set<string>()
  const queued: HookWork[] = []
  const ports: ReceivePorts = {
    now: () => now,
    taken: {
      known: async (_, events) => new Set(events.filter((event) => taken.has(event))),
      mark: async (_, events) => events.forEach((event) => taken.add(event)),
    },
    handOver: async (work) => void queued.push(...work),
  }
  return { ports, queued }
}

describe('What a CRM tells', () => {
  it.each(vendors)('is queued event by event, and once however often %s sends it', async (vendor) => {
    const { ports, queued } = memory()
    const sample = samples.filter((one) => one.vendor === vendor).toSorted((a, b) => b.events.length - a.events.length)[0]
    const call = callOf(sign[vendor](sample?.body ?? ''))
    const first = await receive(ports, 'crm/mine', sourceOf(vendor), call)
    expect(first).toMatchObject({ kind: 'received', duplicates: 0 })
    const count = queued.length
    expect(count).toBeGreaterThan(0)
    expect(queued.every((one) => one.to === 'crm' && one.work.source === 'mine')).toBe(true)
    expect(await receive(ports, 'crm/mine', sourceOf(vendor), call)).toMatchObject({ taken: 0, duplicates: count })
    expect(queued).toHaveLength(count)
  })

  it('counts as the same event at HubSpot’s next attempt', async () => {
    const { ports, queued } = memory()
    const body = bodyOf('hubspot')
    for (const text of [body, body.replaceAll('"attemptNumber":0', '"attemptNumber":1')])
      await receive(ports, 'crm/mine', sourceOf('hubspot'), callOf(sign.hubspot(text)))
    expect(queued).toHaveLength(1)
  })
})

const answerTo = async (vendor: CrmVendor, made: Made, contentType: string) => {
  const { ports } = memory()
  const handle = serve({ ...ports, source: (name) => (name === 'crm/mine' ? sourceOf(vendor) : null), publicUrl, count: () => undefined })
  const event = {
    rawPath: '/hooks/crm/mine',
    rawQueryString: made.query ?? '',
    headers: { ...made.headers, 'content-type': contentType },
    body: made.body,
    isBase64Encoded: false,
    requestContext: { requestId: 'r1' },
  }
  // Only these fields are looked at.
  return handle(event as unknown as Parameters<typeof handle>[0])
}

describe('The answer', () => {
  it('is what Salesforce takes for an acknowledgement', async () => {
    const answer = await answerTo('salesforce', sign.salesforce(bodyOf('salesforce')), 'text/xml; charset=utf-8')
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/xml' } })
    expect(answer.body).toContain('<Ack>true</Ack>')
  })

  it.each(['', 'text/plain', 'application/vnd.mine+json', 'application/x-www-form-urlencoded'])(
    'to a system of one’s own is the same whatever it calls its JSON ("%s")',
    async (type) => {
      const answer = await answerTo('hmac', sign.hmac(bodyOf('hmac')), type)
      expect(answer.statusCode).toBe(200)
      expect(JSON.parse(answer.body)).toMatchObject({ taken: 1 })
      expect((await answerTo('hmac', sign.hmac('type=Contact'), type)).statusCode).toBe(400)
    },
  )

  it('is a problem document where a call is not believed, with no acknowledgement in it', async () => {
    const answer = await answerTo('salesforce', { body: bodyOf('salesforce'), query: 'key=wrong', headers: {} }, 'text/xml')
    expect(answer.statusCode).toBe(401)
    expect(answer.body).not.toContain('Ack')
  })

  it.each([
    ['hubspot', '{', 'application/json', 400],
    ['hubspot', '[{"eventId":1}]', 'application/json', 400],
    ['pipedrive', '{"meta":7}', 'application/json', 400],
    ['attio', '{"events":[]}', 'text/plain', 415],
    ['hmac', JSON.stringify({ long: 'x'.repeat(250_000) }), 'application/json', 413],
  ] as const)('to a genuine call of %s that cannot be taken in says so', async (vendor, body, type, status) => {
    expect((await answerTo(vendor, sign[vendor](body), type)).statusCode).toBe(status)
  })
})
