import { describe, expect, it } from 'vitest'
import { nextFiring, parseExpression } from '../../../lib/local/scheduler/expression.ts'

const next = (text: string, after: string, timeZone?: string, begin = after): string | undefined => {
  const at = nextFiring(parseExpression(text, timeZone), Date.parse(after), Date.parse(begin))
  return at === undefined ? undefined : new Date(at).toISOString()
}

describe('a schedule expression', () => {
  it('at a moment fires once', () => {
    expect(next('at(2026-11-20T15:00:00)', '2026-11-20T14:59:59Z')).toBe('2026-11-20T15:00:00.000Z')
    expect(next('at(2026-11-20T15:00:00)', '2026-11-20T15:00:00Z')).toBeUndefined()
  })

  it('at a moment in a zone', () => {
    expect(next('at(2026-11-20T15:00:00)', '2026-11-20T00:00:00Z', 'America/Chicago')).toBe('2026-11-20T21:00:00.000Z')
    expect(next('at(2026-07-20T15:00:00)', '2026-07-20T00:00:00Z', 'America/Chicago')).toBe('2026-07-20T20:00:00.000Z')
  })

  it('at a rate counts from its beginning', () => {
    expect(next('rate(5 minutes)', '2026-11-20T15:12:00Z', 'UTC', '2026-11-20T15:01:00Z')).toBe('2026-11-20T15:16:00.000Z')
    expect(next('rate(1 hour)', '2026-11-20T16:00:00Z', 'UTC', '2026-11-20T15:00:00Z')).toBe('2026-11-20T17:00:00.000Z')
  })

  it.each([
    ['cron(0 9 ? * MON-FRI *)', '2026-11-20T09:00:00Z', '2026-11-23T09:00:00.000Z'],
    ['cron(*/15 * * * ? *)', '2026-11-20T15:50:00Z', '2026-11-20T16:00:00.000Z'],
    ['cron(30 8 1 1,7 ? *)', '2026-11-20T00:00:00Z', '2027-01-01T08:30:00.000Z'],
    ['cron(0 0 L * ? *)', '2026-11-20T00:00:00Z', '2026-11-30T00:00:00.000Z'],
    ['cron(0 12 29 2 ? *)', '2026-11-20T00:00:00Z', '2028-02-29T12:00:00.000Z'],
  ])('%s after %s fires at %s', (text, after, at) => {
    expect(next(text, after)).toBe(at)
  })

  it('of a cron keeps to its zone over a change of clocks', () => {
    expect(next('cron(0 9 * * ? *)', '2026-10-31T14:00:01Z', 'America/Chicago')).toBe('2026-11-01T15:00:00.000Z')
  })

  it('of a cron skips a local time that does not exist', () => {
    expect(next('cron(30 2 * * ? *)', '2026-03-08T07:59:00Z', 'America/Chicago')).toBe('2026-03-09T07:30:00.000Z')
  })

  it.each([
    'at(2026-11-20 15:00)',
    'at(2026-11-20T15:00:00Z)',
    'rate(0 minutes)',
    'rate(5 fortnights)',
    'cron(0 9 * * * *)',
    'cron(61 * * * ? *)',
    'daily',
  ])('%s is refused', (text) => {
    expect(() => parseExpression(text)).toThrow('Invalid Schedule Expression')
  })
})
