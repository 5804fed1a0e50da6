import { describe, expect, it } from 'vitest'
import { areaCodes, callingCodes } from '../../functions/domain/phone-zone-table.ts'
import { phoneZones } from '../../functions/domain/phone-zones.ts'
import { isTimeZone, nextOpening, type Zones } from '../../functions/domain/windows.ts'

describe('a phone number’s zones', () => {
  it.each([
    ['+13125550142', ['America/Chicago'], 'Chicago'],
    ['+12125550142', ['America/New_York'], 'New York'],
    ['+16025550142', ['America/Phoenix'], 'Phoenix, where clocks do not change'],
    ['+14075550142', ['America/New_York'], 'Orlando'],
    ['+16895550142', ['America/New_York'], 'Orlando, by its overlay'],
    ['+18505550142', ['America/Chicago', 'America/New_York'], 'west Florida, over two zones'],
    ['+14485550142', ['America/Chicago', 'America/New_York'], 'its overlay, over the same two'],
    ['+12085550142', ['America/Denver', 'America/Los_Angeles'], 'Idaho'],
    ['+14165550142', ['America/Toronto'], 'Toronto'],
    ['+18085550142', ['Pacific/Honolulu'], 'Hawaii'],
    ['+442071234567', ['Europe/London'], 'the United Kingdom'],
    ['+4930123456', ['Europe/Berlin'], 'Germany'],
    ['+61893001234', ['Australia/Adelaide', 'Australia/Darwin', 'Australia/Perth'], 'western and central Australia'],
    ['+77011234567', ['Asia/Almaty'], 'Kazakhstan, beside Russia’s +7'],
  ])('%s is in %j: %s', (number, zones, _where) => {
    expect(phoneZones(number)).toEqual(expect.arrayContaining(zones))
    expect(phoneZones(number)[0]).toBe(zones[0])
  })

  it('are none of a toll-free number, a code that nobody has, and no number', () => {
    for (const number of ['+18005550142', '+19995550142', '+80012345678', '+88216123456', '']) expect(phoneZones(number)).toEqual([])
  })

  it('are zones that the platform knows, each digit string once', () => {
    for (const table of [areaCodes, callingCodes]) {
      const digits = table.flatMap(([, codes]) => codes.trim().split(/\s+/))
      expect(digits.filter((code, index) => digits.indexOf(code) !== index)).toEqual([])
      expect(digits.filter((code) => !/^[1-9]\d{0,2}$/.test(code))).toEqual([])
      expect(table.flatMap(([zones]) => zones.split(' ')).filter((zone) => !isTimeZone(zone))).toEqual([])
    }
    expect(areaCodes.flatMap(([, codes]) => codes.trim().split(/\s+/)).length).toBeGreaterThan(440)
  })

  it('always have a lawful hour in common, in winter and in summer', () => {
    for (const [zones] of [...areaCodes, ...callingCodes]) {
      const [first = '', ...others] = zones.split(' ')
      const all: Zones = [first, ...others]
      for (const day of ['2026-01-15T00:00:00Z', '2026-07-15T00:00:00Z']) {
        const from = Date.parse(day) / 1000
        expect(nextOpening('sms', from, all, { windows: {} }) - from).toBeLessThan(86_400)
      }
    }
  })
})
