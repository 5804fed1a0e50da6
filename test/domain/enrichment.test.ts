import { describe, expect, it } from 'vitest'
import { triedText, waterfall, wellFormed, type Source, type SourceAnswer } from '../../functions/domain/enrichment.ts'

const source = (name: string, answer: SourceAnswer, asked: string[] = []): Source => ({
  name,
  ask: async () => {
    asked.push(name)
    return answer
  },
})
const found = (value: string, costCents = 5): SourceAnswer => ({ kind: 'found', value, costCents })
const good = async (value: string) => (value.startsWith('good') ? { address: value } : { why: 'it failed before' })

describe('the waterfall', () => {
  it('asks in order, and nobody after the first good answer', async () => {
    const asked: string[] = []
    const sources = [
      source('one', { kind: 'nothing', costCents: 1 }, asked),
      source('two', { kind: 'failed', detail: 'it is down' }, asked),
      source('three', found('bad@example.com'), asked),
      source('four', found('good@example.com'), asked),
      source('five', found('good-too@example.com'), asked),
    ]
    const result = await waterfall(sources, good)
    expect(asked).toEqual(['one', 'two', 'three', 'four'])
    expect(result.found).toEqual({ source: 'four', address: 'good@example.com', costCents: 5 })
    expect(result.tried.map((one) => triedText('email', one))).toEqual([
      'one knows no other email address (cost 0.01)',
      'two could not be asked for an email address: it is down',
      'three knows an email address that is not used: it failed before (cost 0.05)',
      'four knows an email address (cost 0.05)',
    ])
  })

  it('goes on past a source that answers later, and waits for it where no other knows one', async () => {
    const crm = source('crm', { kind: 'later' })
    expect(await waterfall([crm, source('two', found('good@example.com'))], good)).toMatchObject({ found: { source: 'two' }, waits: false })
    expect(await waterfall([crm, source('two', { kind: 'nothing', costCents: 0 })], good)).toMatchObject({ found: null, waits: true })
    expect(await waterfall([source('two', { kind: 'nothing', costCents: 0 })], good)).toMatchObject({ found: null, waits: false })
  })
})

describe('an address that a source names', () => {
  it.each([
    ['email', ' Dana@Home.Example ', 'dana@home.example'],
    ['email', 'dana@localhost', null],
    ['email', 'not an address', null],
    ['phone', '+1 (312) 555-0177', '+13125550177'],
    ['phone', '312 555 0177', null],
    ['phone', '+19995550177', null],
    ['phone', '+1312', null],
  ] as const)('as %s "%s" is %s', (kind, said, value) => {
    expect(wellFormed(kind, said)).toBe(value)
  })
})
