import { describe, expect, it } from 'vitest'
import { windowOf } from '../../functions/domain/hours.ts'
import { isTimeZone, localDate, nextOpening, sameTimeLater } from '../../functions/domain/windows.ts'

const at = (iso: string): number => Date.parse(iso) / 1000
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '')
const any = { windows: {} }
const zone = 'America/Chicago'

describe('the next opening', () => {
  it.each([
    ['email', '2026-11-20T09:00:00Z', '2026-11-20T09:00:00Z', 'is now for email, at any hour'],
    ['task', '2026-11-20T09:00:00Z', '2026-11-20T09:00:00Z', 'is now for what a person does'],
    ['sms', '2026-11-20T14:00:00Z', '2026-11-20T14:00:00Z', 'is now at 08:00 sharp'],
    ['sms', '2026-11-20T13:59:59Z', '2026-11-20T14:00:00Z', 'is 08:00 a second before it'],
    ['sms', '2026-11-21T02:59:00Z', '2026-11-21T02:59:00Z', 'is now at 20:59'],
    ['sms', '2026-11-21T03:00:00Z', '2026-11-21T14:00:00Z', 'is tomorrow at 21:00'],
    ['call', '2026-11-21T07:00:00Z', '2026-11-21T14:00:00Z', 'is this morning after midnight'],
  ] as const)('of %s at %s is %s: it %s', (channel, from, to, _why) => {
    expect(iso(nextOpening(channel, at(from), zone, any))).toBe(to)
  })

  it('keeps local hours across the change of clocks', () => {
    expect(iso(nextOpening('sms', at('2026-11-01T04:00:00Z'), zone, any))).toBe('2026-11-01T14:00:00Z')
    expect(iso(nextOpening('sms', at('2026-03-08T05:00:00Z'), zone, any))).toBe('2026-03-08T13:00:00Z')
  })

  it('is the first moment after a gap that swallows the opening time', () => {
    const rules = { windows: { email: { from: '02:30', to: '05:00' } } }
    expect(iso(nextOpening('email', at('2026-03-08T07:00:00Z'), zone, rules))).toBe('2026-03-08T08:00:00Z')
  })

  it('is the earlier of a repeated hour', () => {
    const rules = { windows: { email: { from: '01:30', to: '05:00' } } }
    expect(iso(nextOpening('email', at('2026-11-01T05:00:00Z'), zone, rules))).toBe('2026-11-01T06:30:00Z')
  })
})

describe('days and holidays', () => {
  const office = { windows: { email: { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] } }, holidays: ['2026-11-26'] }

  it.each([
    ['2026-11-20T22:59:00Z', '2026-11-20T22:59:00Z', 'is now on a Friday at 16:59'],
    ['2026-11-20T23:00:00Z', '2026-11-23T15:00:00Z', 'is Monday morning after Friday’s close'],
    ['2026-11-26T16:00:00Z', '2026-11-27T15:00:00Z', 'is the day after a holiday'],
    ['2026-11-25T23:00:00Z', '2026-11-27T15:00:00Z', 'passes a holiday that comes next'],
  ])('at %s leads to %s: it %s', (from, to, _why) => {
    expect(iso(nextOpening('email', at(from), zone, office))).toBe(to)
  })

  it('close email, SMS and calls on a holiday whatever their hours, and leave to a person what a person does', () => {
    const closed = { windows: {}, holidays: ['2026-11-20'] }
    const noon = at('2026-11-20T18:00:00Z')
    expect(iso(nextOpening('email', noon, zone, closed))).toBe('2026-11-21T06:00:00Z')
    expect(iso(nextOpening('sms', noon, zone, closed))).toBe('2026-11-21T14:00:00Z')
    expect(iso(nextOpening('call', noon, zone, closed))).toBe('2026-11-21T14:00:00Z')
    expect(nextOpening('task', noon, zone, closed)).toBe(noon)
    expect(nextOpening('linkedin', noon, zone, closed)).toBe(noon)
  })

  it('that leave no day at all are an error, not an endless search', () => {
    const never = { windows: { sms: { from: '09:00', to: '17:00', days: [] } } }
    expect(() => nextOpening('sms', at('2026-11-20T18:00:00Z'), zone, never)).toThrow(/not open within 366 days/)
  })
})

describe('a number that lies over several zones', () => {
  const florida = ['America/Chicago', 'America/New_York'] as const
  const anywhere = { windows: {} }

  it('is texted only in hours that are lawful in all of them', () => {
    expect(iso(nextOpening('sms', at('2026-11-20T13:30:00Z'), florida, anywhere))).toBe('2026-11-20T14:00:00Z')
    expect(iso(nextOpening('sms', at('2026-11-21T02:30:00Z'), florida, anywhere))).toBe('2026-11-21T14:00:00Z')
    expect(iso(nextOpening('sms', at('2026-11-21T01:30:00Z'), florida, anywhere))).toBe('2026-11-21T01:30:00Z')
  })

  it('takes the tenant’s hours at its first zone, and the lawful ones in the others, where those have nothing in common', () => {
    const early = { windows: { sms: { from: '09:00', to: '09:45' } } }
    expect(iso(nextOpening('sms', at('2026-11-20T12:00:00Z'), florida, early))).toBe('2026-11-20T15:00:00Z')
  })

  it('takes the lawful hours alone where even that leaves nothing', () => {
    const evening = { windows: { sms: { from: '20:15', to: '21:00' } } }
    expect(iso(nextOpening('sms', at('2026-11-21T02:20:00Z'), florida, evening))).toBe('2026-11-21T14:00:00Z')
  })

  it('does not wait half a year for two clocks to meet', () => {
    const early = { windows: { sms: { from: '09:00', to: '09:45' } } }
    expect(iso(nextOpening('sms', at('2026-04-01T00:00:00Z'), ['America/Phoenix', 'America/Denver'], early))).toBe('2026-04-01T16:00:00Z')
  })
})

describe('a tenant’s hours', () => {
  it('narrow SMS and calls and never widen them', () => {
    expect(windowOf('sms', { windows: { sms: { from: '10:00', to: '18:00' } } })).toEqual({ from: 600, to: 1080 })
    expect(windowOf('call', { windows: { call: { from: '05:00', to: '23:00' } } })).toEqual({ from: 480, to: 1260 })
    const round = { windows: { sms: { from: '00:00', to: '24:00' }, call: { from: '00:00', to: '24:00' } } }
    for (const channel of ['sms', 'call'] as const)
      expect(iso(nextOpening(channel, at('2026-11-21T03:00:00Z'), zone, round))).toBe('2026-11-21T14:00:00Z')
  })

  it('that would never open count as not set', () => {
    expect(windowOf('sms', { windows: { sms: { from: '22:00', to: '23:00' } } })).toEqual({ from: 480, to: 1260 })
    expect(windowOf('email', { windows: { email: { from: '18:00', to: '09:00' } } })).toBeNull()
  })

  it('may open email until midnight', () => {
    expect(windowOf('email', { windows: { email: { from: '09:00', to: '24:00' } } })).toEqual({ from: 540, to: 1440 })
  })
})

it('a date is the contact’s own', () => {
  expect(localDate(at('2026-11-21T03:00:00Z'), zone)).toBe('2026-11-20')
  expect(localDate(at('2026-11-21T03:00:00Z'), 'Asia/Tokyo')).toBe('2026-11-21')
})

it('the same time tomorrow is an hour more or less away when the clocks change', () => {
  expect(sameTimeLater(at('2026-10-31T15:00:00Z'), 1, zone) - at('2026-10-31T15:00:00Z')).toBe(25 * 3600)
})

it('knows a time zone from something else', () => {
  expect(['America/Chicago', 'UTC', 'Mars/Olympus', '', '+02:00', undefined].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
