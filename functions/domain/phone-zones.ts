/** The time zones in which a phone number can lie, by its first digits. */
import { areaCodes, callingCodes } from './phone-zone-table.ts'

/**
 * Of a number in E.164 (`+13125550142`), that of most of its numbers first; empty where the number tells none, as a toll-free one.
 * Worked: +1 312 is Chicago; +1 850 is Chicago and New York, for west and east Florida have one area code.
 */
export const phoneZones = (number: string): string[] => {
  const digits = number.replace(/^\+/, '')
  if (digits.startsWith('1')) return [...(byAreaCode.get(digits.slice(1, 4)) ?? [])]
  for (const length of [3, 2, 1]) {
    const zones = byCallingCode.get(digits.slice(0, length))
    if (zones) return [...zones]
  }
  return []
}

const indexed = (rows: readonly (readonly [zones: string, digits: string])[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    rows.flatMap(([zones, digits]) =>
      digits
        .trim()
        .split(/\s+/)
        .map((code) => [code, zones.split(' ')] as const),
    ),
  )

const byAreaCode = indexed(areaCodes)
const byCallingCode = indexed(callingCodes)
