import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptDetail, attemptText } from '../../frontend/format/attempts.ts'
import { stepCounters } from '../../frontend/format/counters.ts'
import { delayLabel, fromMinutes, toMinutes } from '../../frontend/format/delay.ts'
import { countLabel, plural, progressPercent, rateLabel, sequenceLine } from '../../frontend/format/figures.ts'
import { asOf, headline } from '../../frontend/format/headline.ts'
import { templateParts } from '../../frontend/format/merge-parts.ts'
import { stepStatuses } from '../../frontend/format/step-status.ts'
import { saidText, zonesIn } from '../../frontend/format/said.ts'
import { dateTimeIn, twoClocks, zoneName } from '../../frontend/format/when.ts'
import { dayText, momentText } from '../../functions/domain/say-when.ts'
import { aCounts, anAnalytics, aSequence, aTally } from './fixtures.ts'

describe('a delay', () => {
  it.each([
    [0, 'T+0h'],
    [30, 'T+30m'],
    [90, 'T+1h 30m'],
    [1440, 'T+24h'],
    [4320, 'T+72h'],
    [4380, 'T+3d 1h'],
    [10_080, 'T+7d'],
    [10_530, 'T+7d 7h 30m'],
  ])('of %i minutes reads %s', (minutes, label) => expect(delayLabel(minutes)).toBe(label))

  it('comes back from the editor as it went in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 525_600 }), (minutes) => {
        const { amount, unit } = fromMinutes(minutes)
        expect(Number.isInteger(amount)).toBe(true)
        expect(toMinutes(amount, unit)).toBe(minutes)
      }),
    )
  })
})

describe('a figure', () => {
  it('says a rate in percent, with one decimal only where it is small', () => {
    expect([null, 0, 0.034, 0.05, 0.6, 0.999, 1].map(rateLabel)).toEqual(['–', '0%', '3.4%', '5%', '60%', '100%', '100%'])
  })
  it('shows progress as the share of enrollments finished, and all only when all are', () => {
    expect(progressPercent({ finished: 24, enrolled: 31 })).toBe(77)
    expect(progressPercent({ finished: 999, enrolled: 1000 })).toBe(99)
    expect(progressPercent({ finished: 5, enrolled: 5 })).toBe(100)
    expect(progressPercent({ finished: 0, enrolled: 0 })).toBe(0)
  })
  it('says of a sequence what S0 says', () => {
    expect(sequenceLine({ steps: 4, running: 7, sent: 31 })).toBe('4 steps · 7 running · 31 sent')
    expect(sequenceLine({ steps: 1, running: 0, sent: 0 })).toBe('1 step · 0 running · 0 sent')
  })
  it('groups thousands and counts in words', () => {
    expect(countLabel(12_345, 'en')).toBe('12,345')
    expect(plural(1, 'contact')).toBe('1 contact')
    expect(plural(2, 'contact')).toBe('2 contacts')
  })
})

describe('the headline', () => {
  const values = (period: 'all' | 'day', analytics = anAnalytics()) =>
    headline(aSequence(), analytics, period).map((tile) => (tile.of === undefined ? tile.value : `${tile.value} / ${tile.of}`))

  it('takes its rates from the hourly rollup, and counts converted leads as moved on', () => {
    expect(values('all')).toEqual(['7', '60%', '13%', '9 / 31'])
    expect(values('day')).toEqual(['7', '44%', '11%', '1 / 5'])
  })
  it('counts all time from the live counts until the first hourly run', () => {
    expect(values('all', anAnalytics({ rolledUpAt: null }))).toEqual(['7', '60%', '13%', '9 / 31'])
    expect(values('day', anAnalytics({ rolledUpAt: null }))).toEqual(['7', '–', '–', '0 / 0'])
  })
  it('has no rate where nothing was delivered', () => {
    const fresh = aSequence({ counts: aCounts({ running: 0, delivered: 0, opened: 0, replied: 0 }) })
    expect(headline(fresh, undefined, 'all')[1]).toMatchObject({ value: '–', note: 'nothing delivered yet' })
  })
  it('says as of when, in the viewer’s zone', () => {
    expect(asOf('2026-11-21T01:00:00Z', 'America/Chicago', 'en-GB')).toBe('As of Fri 20 Nov, 19:00, Chicago time (GMT-6)')
    expect(asOf(null, 'UTC')).toBe('First hourly count to come')
  })
})

describe('a template preview', () => {
  it('cuts merge variables from the text around them', () => {
    expect(templateParts('Hi {{first_name | default: "there"}}, about {{ street }}.')).toEqual([
      { kind: 'text', text: 'Hi ' },
      { kind: 'variable', name: 'first_name', fallback: 'there' },
      { kind: 'text', text: ', about ' },
      { kind: 'variable', name: 'street', fallback: null },
      { kind: 'text', text: '.' },
    ])
  })
  it('loses nothing of a text without variables', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/\{[{%]/.test(text))
        expect(templateParts(text)).toEqual(text === '' ? [] : [{ kind: 'text', text }])
      }),
    )
  })
})

describe('the steps of a timeline', () => {
  const steps = [
    { id: 's1', sent: 3 },
    { id: 's2', sent: 0 },
    { id: 's3', sent: 0 },
  ]
  it('are sent, then queued for those who run, then scheduled', () => {
    expect([...stepStatuses(steps, 2).values()]).toEqual(['sent', 'queued', 'scheduled'])
  })
  it('queue nothing while nobody runs', () => {
    expect([...stepStatuses(steps, 0).values()]).toEqual(['sent', 'scheduled', 'scheduled'])
  })
  it('count opens and clicks for emails only, replies where one can reply, and trouble where there is some', () => {
    const labels = (channel: 'email' | 'sms' | 'call' | 'task', tally = {}) =>
      stepCounters(channel, aTally(tally)).map(({ label }) => label)
    expect(labels('email')).toEqual(['Sent', 'Opens', 'Clicks', 'Replies'])
    expect(labels('sms')).toEqual(['Sent', 'Replies'])
    expect(labels('call')).toEqual(['Calls'])
    expect(labels('task', { failed: 1, skipped: 2 })).toEqual(['Handed over', 'Failed', 'Skipped'])
  })
})

describe('a time', () => {
  it('is said on the viewer’s and the contact’s clock where they differ', () => {
    expect(twoClocks('2026-11-23T15:00:00Z', 'Europe/Berlin', 'America/Los_Angeles', 'en-GB')).toEqual({
      here: 'Mon 23 Nov, 16:00',
      hereZone: 'Berlin time',
      there: 'Mon 23 Nov, 07:00',
      thereZone: 'Los Angeles time',
    })
  })
  it('is said once where both clocks show the same, or the contact’s zone is not known', () => {
    expect(twoClocks('2026-11-23T15:00:00Z', 'Europe/Berlin', 'Europe/Paris', 'en-GB').there).toBeNull()
    expect(twoClocks('2026-11-23T15:00:00Z', 'Europe/Berlin', undefined, 'en-GB').there).toBeNull()
  })
  it('follows the zone over midnight and over the end of summer time', () => {
    expect(dateTimeIn('2026-10-25T00:30:00Z', 'Europe/Berlin', 'en-GB')).toBe('Sun 25 Oct, 02:30')
    expect(dateTimeIn('2026-10-25T01:30:00Z', 'Europe/Berlin', 'en-GB')).toBe('Sun 25 Oct, 02:30')
    expect(zoneName('America/Argentina/Buenos_Aires')).toBe('Buenos Aires')
  })
  it('has its year where that is not the present one', () => {
    expect(dateTimeIn('2025-10-25T00:30:00Z', 'Europe/Berlin', 'en-GB', Date.parse('2026-01-02T00:00:00Z'))).toBe('Sat, 25 Oct 2025, 02:30')
    expect(dateTimeIn('2026-10-25T00:30:00Z', 'Europe/Berlin', 'en-US', Date.parse('2026-01-02T00:00:00Z'))).toBe('Sun, Oct 25, 02:30 AM')
  })
  it('in a sentence of the API is written as anywhere on the page, at the place that the sentence names', () => {
    const at = Date.parse('2026-07-20T14:00:00Z')
    const sentence = `It resumes by itself at ${momentText(at / 1000, 'America/Chicago')}.`
    const year = new Date().getFullYear() === 2026 ? '' : ', 2026'
    expect(saidText(sentence, 'en-US')).toBe(`It resumes by itself at Mon, Jul 20${year}, 09:00 AM, Chicago time (CDT).`)
    expect(dayText('2026-11-01', 'America/Los_Angeles')).toBe('1 Nov 2026')
    expect(saidText(`Given on ${dayText('2026-11-01', 'Pacific/Auckland')} by the fair.`, 'en-US')).toBe(
      'Given on Nov 1, 2026 by the fair.',
    )
    expect(saidText(`Given on ${dayText('2026-09-01T12:00:00Z', 'UTC')} by CRM.`, 'en-US')).toBe('Given on Sep 1, 2026 by CRM.')
    expect(saidText('outside the hours at America/New_York', 'en-US')).toBe('outside the hours at New York time')
    expect(saidText('at 1 Jan 2026, 00:00 (America/Nowhere)', 'en-US')).toBe('at 1 Jan 2026, 00:00 (America/Nowhere)')
    expect(saidText('nothing of that', 'en-US')).toBe('nothing of that')
    expect(zonesIn(sentence)).toEqual(['America/Chicago'])
  })
  it.each(['2026-03-08T07:59:00Z', '2026-03-08T08:00:00Z', '2026-11-01T08:00:00Z', '2026-12-31T23:59:00Z', '2028-02-29T06:00:00Z'])(
    'in a sentence is the same moment, at %s, whatever the zone does that day',
    (iso) => {
      for (const zone of ['America/Chicago', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Auckland'])
        expect(saidText(momentText(iso, zone), 'en-GB')).toContain(dateTimeIn(iso, zone, 'en-GB'))
    },
  )
})

describe('an attempt', () => {
  it('names who carried it out, and nobody where a check stopped it', () => {
    expect(attemptText({ adapter: 'ses', outcome: 'accepted' })).toBe('accepted by Amazon SES')
    expect(attemptText({ adapter: 'ses', outcome: 'unknown' })).toBe('no answer, with Amazon SES')
    expect(attemptText({ adapter: 'ses', outcome: 'gated' })).toBe('not sent')
  })
  it('says a reason as its sentence, and a provider in its own words', () => {
    expect(attemptDetail({ detail: 'missing_merge_value' })).toBe(
      'A merge variable has no value for this contact. Fill it in the CRM or give it a default in the template.',
    )
    expect(attemptDetail({ detail: '550 mailbox full' })).toBe('550 mailbox full')
  })
})
