import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { defaultMapping } from '../../functions/contract/crm-defaults/index.ts'
import { itemsOf, UnreadableCall } from '../../functions/contract/crm-items.ts'
import { crmEvents, isCrmDetailType } from '../../functions/contract/crm-events.ts'
import { crmMapping } from '../../functions/contract/crm-mapping.ts'
import type { CrmVendor } from '../../functions/contract/crm.ts'
import { applyMapping, expressionError, type Mapped } from '../../functions/runtime/mapping.ts'
import { crmSamples } from '../hooks/crm-samples.ts'

const receivedAt = '2026-11-20T16:00:05.000Z'
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
const read = (vendor: CrmVendor, body: string) => itemsOf({ vendor, body, receivedAt }, digest)
const samples = crmSamples()

const map = (expression: string, event: unknown = {}, kind = 'any'): Promise<Mapped> =>
  applyMapping({ expressions: { '*': expression }, stages: { '12': 'new' }, properties: [] }, { kind, id: '1', at: receivedAt, event })
const errorIn = async (expression: string, event?: unknown) => {
  const mapped = await map(expression, event)
  if (mapped.kind !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(mapped)}`)
  return mapped.error
}

describe("A vendor's payload, by its default mapping", () => {
  it.each(samples.map((sample) => [`${sample.vendor}: ${sample.about}`, sample] as const))('%s', async (_name, sample) => {
    const mapping = { ...defaultMapping(sample.vendor), stages: sample.stages ?? {} }
    const mapped = await Promise.all(read(sample.vendor, sample.body).map((item) => applyMapping(mapping, item, sample.record)))
    expect(mapped.filter(({ kind }) => kind === 'failed')).toEqual([])
    expect(mapped.flatMap((one) => (one.kind === 'mapped' ? one.events : []))).toEqual(sample.events)
  })

  it('has samples of every vendor, whose events all fit their schemas', () => {
    expect(new Set(samples.map(({ vendor }) => vendor)).size).toBe(6)
    for (const { events } of samples)
      for (const { type, detail } of events) {
        if (!isCrmDetailType(type)) throw new Error(`${type} is no event of ours`)
        expect(crmEvents[type].safeParse(detail).success).toBe(true)
      }
  })

  it('is itself a mapping that could be saved', () => {
    for (const vendor of new Set(samples.map((sample) => sample.vendor))) {
      const mapping = crmMapping.parse(defaultMapping(vendor))
      for (const [kind, expression] of Object.entries(mapping.expressions)) expect(expressionError(kind, expression)).toBeNull()
    }
  })

  it('says what a stage change lacks where nobody could read the deal', async () => {
    const [item] = read('hubspot', samples.find(({ vendor, name }) => vendor === 'hubspot' && name === 'deal-stage-changed')?.body ?? '')
    if (!item) throw new Error('no item')
    const mapped = await applyMapping(defaultMapping('hubspot'), item)
    expect(mapped).toMatchObject({ kind: 'failed', error: { missing: [{ field: 'detail.contacts', message: 'at least 1 entries' }] } })
  })
})

describe('Events of one call', () => {
  it('have an id that stays the same at each delivery', () => {
    for (const { vendor, body } of samples) {
      const again = body.replace('"attemptNumber":0', '"attemptNumber":3')
      if (vendor === 'hubspot') expect(read(vendor, again).map(({ id }) => id)).toEqual(read(vendor, body).map(({ id }) => id))
      const ids = read(vendor, body).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('never hold the session with which one could call Salesforce', () => {
    const body = (samples.find(({ name }) => name === 'contact-changed')?.body ?? '').replace(
      '<SessionId xsi:nil="true"/>',
      '<SessionId>00D5g!secret</SessionId>',
    )
    expect(JSON.stringify(read('salesforce', body))).not.toContain('secret')
  })

  it.each([
    ['hubspot', '{"eventId":1}'],
    ['hubspot', 'not json'],
    ['pipedrive', '[]'],
    ['follow-up-boss', '{"event":"peopleUpdated"}'],
    ['attio', '{"webhook_id":"w","events":[{}]}'],
    ['salesforce', '<a><b></a>'],
    ['salesforce', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['salesforce', '<Envelope><Body/></Envelope>'],
    ['hmac', '"text"'],
  ] as const)('of %s that are not what it documents are refused: %s', (vendor, body) => {
    expect(() => read(vendor, body)).toThrow(UnreadableCall)
  })
})

describe('An expression', () => {
  it('is told where its mistake stands', async () => {
    expect(expressionError('any', '{\n  "type": \n}')).toMatchObject({ kind: 'any', line: 3, position: 14 })
    expect(await errorIn('$nothing()')).toMatchObject({ message: expect.stringContaining('non-function') as string, position: 9 })
  })

  it('is told what its event lacks', async () => {
    const error = await errorIn('{ "type": "Contact Changed", "detail": { "contact": { "firstName": 1 }, "occurredAt": at } }')
    expect(error.missing).toEqual([
      { field: 'detail.contact.id', message: 'is missing: give a string' },
      { field: 'detail.contact.firstName', message: 'give a string' },
    ])
    expect((await errorIn('{ "type": "Contact Moved", "detail": {} }')).missing?.[0]?.message).toContain(
      'use one of: Pipeline Stage Changed',
    )
  })

  it('may say nothing, one event or several', async () => {
    const deleted = '{ "type": "Contact Deleted", "detail": { "contactId": "1", "occurredAt": at } }'
    expect(await map('$exists(event.x) ? 1')).toEqual({ kind: 'mapped', events: [] })
    expect(await map(deleted)).toMatchObject({ events: [{ type: 'Contact Deleted' }] })
    expect(await map(`[${deleted}, ${deleted}]`)).toMatchObject({ events: [{}, {}] })
    expect((await errorIn(`[1..26].(${deleted})`)).message).toContain('at most 25')
  })

  it('gives stages and consents our words', async () => {
    const expression =
      '{ "type": "Pipeline Stage Changed", "detail": { "leadId": "1", "stage": $stage(event.a), "previousStage": $stage(event.b), "occurredAt": at, "contacts": [{ "id": "1", "consent": { "email": $yes(event.yes), "sms": $yes(event.no), "call": $yes(event.perhaps) } }] } }'
    expect(await map(expression, { a: 12, b: 'Lost', yes: 'YES', no: 0, perhaps: 'ask' })).toMatchObject({
      events: [{ detail: { stage: 'new', previousStage: 'Lost', contacts: [{ consent: { email: true, sms: false } }] } }],
    })
  })

  it('ends, however long it would run', async () => {
    expect((await errorIn('($f := function($x) { $f($x + 1) }; $f(1))')).message).toContain('timeout')
  })

  it('ends, however deep it would go', async () => {
    expect((await errorIn('($f := function($x) { 1 + $f($x + 1) }; $f(1))')).message).toContain('Stack overflow')
  })

  it('ends, however long a list it would make', async () => {
    expect((await errorIn('[1..1000000]')).message).toContain('sequence length')
  })

  it('ends, however long a regular expression would try', async () => {
    const started = performance.now()
    expect((await errorIn('$match(event.text, /^(a+)+$/)', { text: `${'a'.repeat(60)}!` })).message).toContain('takes too long')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('reaches nothing but what it is given', async () => {
    expect((await errorIn('$eval("1")')).message).toContain('non-function')
    for (const way of ['event.constructor', 'event.__proto__', '$.constructor.constructor', '$process', '$require'])
      expect(await map(way)).toEqual({ kind: 'mapped', events: [] })
  })

  it('is not asked where the mapping says nothing of a kind', async () => {
    const mapping = { expressions: { known: '1' }, stages: {}, properties: [] }
    for (const kind of ['unknown', 'constructor'])
      expect(await applyMapping(mapping, { kind, id: '1', at: receivedAt, event: {} })).toEqual({ kind: 'unmapped' })
  })
})
