/** The days on which clocks change, and a year of them: checked with the platform's own calendar, not with the product's. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closesAt, nextOpening, type OpeningRules, type Zones } from '../../functions/domain/windows.ts'

const at = (iso: string): number => Date.parse(iso) / 1000
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '')
const email = (from: string, to: string): OpeningRules => ({ windows: { email: { from, to } } })

describe('a local 02:30 that does not exist', () => {
  it.each([
    ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08T07:00:00Z', 'as 03:00 strikes'],
    ['Europe/Berlin', '2026-03-28T23:30:00Z', '2026-03-29T01:00:00Z', 'as 03:00 strikes'],
    ['America/Phoenix', '2026-03-08T05:00:00Z', '2026-03-08T09:30:00Z', 'at 02:30, for clocks do not change there'],
  ])('in %s opens the window from 02:30, asked at %s, at %s: %s', (zone, from, opens) => {
    expect(iso(nextOpening('email', at(from), zone, email('02:30', '05:00')))).toBe(opens)
  })

  it('on Lord Howe, where the clock skips half an hour from 02:00, opens one from 02:15 as 02:30 strikes', () => {
    expect(iso(nextOpening('email', at('2026-10-03T14:00:00Z'), 'Australia/Lord_Howe', email('02:15', '05:00')))).toBe(
      '2026-10-03T15:30:00Z',
    )
  })

  it('leaves a window that lies in the gap closed for the day', () => {
    expect(iso(nextOpening('email', at('2026-03-08T05:00:00Z'), 'America/New_York', email('02:10', '02:50')))).toBe('2026-03-09T06:10:00Z')
  })
})

describe('a local 01:30 that exists twice', () => {
  const newYork = email('01:30', '05:00')

  it('opens the window at the first, and at the second again', () => {
    const night = '2026-11-01T04:00:00Z'
    expect(iso(nextOpening('email', at(night), 'America/New_York', newYork))).toBe('2026-11-01T05:30:00Z')
    expect(iso(nextOpening('email', at('2026-11-01T06:00:00Z'), 'America/New_York', newYork))).toBe('2026-11-01T06:30:00Z')
  })

  it('is within the window both times', () => {
    for (const moment of ['2026-11-01T05:45:00Z', '2026-11-01T06:45:00Z'])
      expect(iso(nextOpening('email', at(moment), 'America/New_York', newYork))).toBe(moment)
  })

  it('opens a window that had closed once more as the clock goes back into it', () => {
    expect(iso(nextOpening('email', at('2026-11-01T05:20:00Z'), 'America/New_York', email('00:30', '01:15')))).toBe('2026-11-01T06:00:00Z')
  })

  it.each([
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:10:00Z', '2026-10-25T01:30:00Z', '02:30'],
    ['Australia/Lord_Howe', '2026-04-04T13:00:00Z', '2026-04-04T14:45:00Z', '2026-04-04T15:05:00Z', '2026-04-04T15:15:00Z', '01:45'],
  ])('is decided the same in %s', (zone, night, first, between, second, from) => {
    expect(iso(nextOpening('email', at(night), zone, email(from, '05:00')))).toBe(first)
    expect(iso(nextOpening('email', at(between), zone, email(from, '05:00')))).toBe(second)
  })
})

const formatters = new Map<string, Intl.DateTimeFormat>()
const clockOf = (moment: number, zone: string): { date: string; minute: number; day: number } => {
  const formatter = formatters.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  formatters.set(zone, formatter)
  const [date = '', time = ''] = formatter.format(moment * 1000).split(' ')
  const [hours, minutes] = time.split(':').map(Number)
  return { date, minute: (hours ?? 0) * 60 + (minutes ?? 0), day: new Date(`${date}T00:00:00Z`).getUTCDay() || 7 }
}

interface Sample {
  at: number
  zones: Zones
  channel: 'email' | 'sms' | 'call'
  from: number
  length: number
  days: number[]
  holiday: string
}

const clockText = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const rulesOf = ({ channel, from, length, days, holiday }: Sample): OpeningRules => ({
  windows: { [channel]: { from: clockText(from), to: clockText(from + length), days } },
  holidays: [holiday],
})

/** What the rules mean, said once more. */
const isOpen = (moment: number, { zones, channel, from, length, days, holiday }: Sample): boolean =>
  zones.every((zone) => {
    const { date, minute, day } = clockOf(moment, zone)
    const lawful = channel === 'email' || (minute >= 8 * 60 && minute < 21 * 60)
    return lawful && minute >= from && minute < from + length && days.includes(day) && date !== holiday
  })

const yearStart = at('2026-01-01T00:00:00Z')
const quarter = 900
const places = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Phoenix', 'America/Denver', 'Asia/Kathmandu'] as const
const sampleOf = (zones: fc.Arbitrary<Zones>, hours: number): fc.Arbitrary<Sample> =>
  fc
    .record({
      at: fc.integer({ min: yearStart, max: yearStart + 366 * 86_400 }),
      zones,
      channel: fc.constantFrom('email', 'sms', 'call'),
      from: fc.integer({ min: 0, max: 80 }).map((count) => count * 15),
      length: fc.integer({ min: hours * 4, max: 96 }).map((count) => count * 15),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 7 }),
      holiday: fc.integer({ min: 0, max: 365 }).map((day) => iso(yearStart + day * 86_400).slice(0, 10)),
    } as const)
    .map((sample) => ({ ...sample, length: Math.min(sample.length, 24 * 60 - sample.from) }))
    .filter(({ channel, from, length }) => channel === 'email' || (from < 20 * 60 && from + length > 9 * 60))

/** Every window and every change of clocks falls on a quarter of an hour, so that between two quarters nothing opens or closes. */
const holds = (sample: Sample): void => {
  const opens = nextOpening(sample.channel, sample.at, sample.zones, rulesOf(sample))
  expect(opens).toBeGreaterThanOrEqual(sample.at)
  expect(isOpen(opens, sample)).toBe(true)
  if (isOpen(sample.at, sample)) expect(opens).toBe(sample.at)
  for (let moment = sample.at; moment < opens; moment = (Math.floor(moment / quarter) + 1) * quarter)
    expect(isOpen(moment, sample), `${iso(moment)} was open`).toBe(false)
}

describe('over a year of days, the next opening', () => {
  it('is open, is the first one that is, and never moves what is open already', () => {
    fc.assert(
      fc.property(
        sampleOf(
          fc.constantFrom(...places).map((zone) => [zone]),
          1,
        ),
        holds,
      ),
      { numRuns: 400 },
    )
  })

  it('is open in every zone of a number that lies over two', () => {
    const pairs: Zones[] = [
      ['America/Phoenix', 'America/Denver'],
      ['America/New_York', 'America/Denver'],
    ]
    fc.assert(
      fc.property(
        sampleOf(fc.constantFrom(...pairs), 5).filter(
          ({ from, length }) => Math.min(from + length, 21 * 60) - Math.max(from, 8 * 60) > 180,
        ),
        holds,
      ),
      { numRuns: 300 },
    )
  })

  it('leaves a channel open until its window closes that day, in whichever zone that is first', () => {
    fc.assert(
      fc.property(
        sampleOf(
          fc.constantFrom(...places).map((zone) => [zone, 'America/New_York']),
          12,
        ),
        (sample) => {
          fc.pre(isOpen(sample.at, sample) && sample.from + sample.length < 24 * 60)
          const closes = closesAt(sample.channel, sample.at, sample.zones, rulesOf(sample))
          if (closes > sample.at) expect(isOpen(closes, sample)).toBe(false)
          for (let moment = sample.at; moment < closes; moment = (Math.floor(moment / quarter) + 1) * quarter)
            expect(isOpen(moment, sample), `${iso(moment)} was closed`).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })
})
