/**
 * When a channel may be used at the contact's place, by the clocks there. SMS and calls never open outside 08:00 to 21:00; a tenant only
 * narrows that, to hours, days of the week and dates, and a step narrows it further (step-window.ts). What a person carries out may stand at
 * any time.
 *
 * A channel is open whenever the local clock shows a minute from `from` up to, not including, `to`, and that alone decides on the days on
 * which clocks change. A local time that does not exist is never shown: a window from 02:30 opens with the first moment after a gap from
 * 02:00 to 03:00, and one from 02:10 to 02:50 not at all that day. One that exists twice is shown twice: a window from 01:30 opens at the
 * first 01:30, closes as the clock goes back to 01:00, and opens again at the second 01:30.
 */
import { Temporal } from 'temporal-polyfill'
import type { Channel } from './channel.ts'
import type { ContactHead } from './contact.ts'
import { widestHours, windowOf } from './hours.ts'
import type { TenantRules } from './signal.ts'
import { narrowedHours, type DailyHours, type StepWindow } from './step-window.ts'

/** `own`: the hours and days of the step that is to leave. */
export type OpeningRules = Pick<TenantRules, 'windows' | 'holidays'> & { own?: StepWindow }

/** By what a planned message opens: the tenant's rules, narrowed to its step's own hours. Whoever asks for a message's opening asks by these. */
export const openingRulesOf = ({ window }: { window?: StepWindow | undefined }, { windows, holidays }: OpeningRules): OpeningRules => ({
  windows,
  ...(holidays ? { holidays } : {}),
  ...(window ? { own: window } : {}),
})

/** `days`: 1 = Monday to 7 = Sunday; absent = all. */
interface Opening extends DailyHours {
  holidays: readonly string[]
}

/** How far ahead an opening is looked for. */
const mostDays = 366
/** Seconds for which a contact's zones may have no hours in common: beyond, the clocks of two zones have drifted apart for a season. */
const mostApart = 14 * 86_400

/** At least one; the first is the one that touch days go by. */
export type Zones = readonly [string, ...string[]]

/** Every zone whose clock counts for this contact. */
export const zonesOf = ({ timeZone, timeZones = [] }: Pick<ContactHead, 'timeZone' | 'timeZones'>): Zones => [
  timeZone,
  ...timeZones.filter((zone) => zone !== timeZone),
]

/**
 * The first moment at or after `at` (epoch seconds) at which the channel is open in every one of `zones`: `at` itself where it is open
 * already. Where the tenant's narrower hours have nothing in common over several zones for two weeks, they count in the first one only, or
 * else the lawful hours alone. A step's own hours count in every zone, or where that leaves nothing for two weeks in the first one, or where
 * they have nothing in common with the channel's not at all. Throws a RangeError where nothing opens within a year, which settings that were
 * validated cannot bring about.
 */
export const nextOpening = (channel: Channel, at: number, zones: string | Zones, rules: OpeningRules): number => {
  const places: Zones = typeof zones === 'string' ? [zones] : zones
  return stepOpening(channel, at, places, rules) ?? channelOpening(channel, at, places, rules)
}

/** Null where the step has no hours of its own, or none that count. */
const stepOpening = (channel: Channel, at: number, [first, ...others]: Zones, rules: OpeningRules): number | null => {
  const narrowed = narrowedOf(channel, rules)
  if (!narrowed) return null
  const inFirst = openIn(at, first, narrowed)
  if (inFirst === Infinity) return null
  if (others.length === 0) return inFirst
  const channels = openingOf(channel, rules)
  const mine = { zone: first, opening: narrowed }
  const soon = inFirst + mostApart
  return (
    openInAll(at, [mine, ...others.map((zone) => ({ zone, opening: narrowed }))], soon) ??
    openInAll(at, [mine, ...others.flatMap((zone) => (channels ? [{ zone, opening: channels }] : []))], soon)
  )
}

const channelOpening = (channel: Channel, at: number, [first, ...others]: Zones, rules: OpeningRules): number => {
  const own = openingOf(channel, rules)
  if (!own) return at
  const inFirst = openIn(at, first, own)
  if (others.length === 0) return found(inFirst, channel, at, first)
  const lawful = { ...widestHours(channel), holidays: [] }
  const all = (mine: Opening, theirs: Opening): Place[] => [
    { zone: first, opening: mine },
    ...others.map((zone) => ({ zone, opening: theirs })),
  ]
  const soon = inFirst + mostApart
  const opens =
    openInAll(at, all(own, own), soon) ??
    openInAll(at, all(own, lawful), soon) ??
    openInAll(at, all({ ...own, ...widestHours(channel) }, lawful), at + mostDays * 86_400)
  return found(opens ?? Infinity, channel, at, first)
}

const found = (opens: number, channel: Channel, at: number, zone: string): number => {
  if (opens === Infinity) throw new RangeError(`${channel} is not open within ${mostDays} days of ${at} in ${zone}`)
  return opens
}

/**
 * How long the window that is open at `at` (epoch seconds) stays so today: the moment at which it closes in one of the zones, or the end of
 * the day there.
 */
export const closesAt = (channel: Channel, at: number, zones: Zones, rules: OpeningRules): number => {
  const narrowed = narrowedOf(channel, rules)
  const { to } = windowOf(channel, rules) ?? { to: 24 * 60 }
  const closes = (zone: string): number => {
    const local = localAt(at, zone)
    return secondsOf(atMinute(local.toPlainDate(), narrowed && isOpen(local, narrowed) ? narrowed.to : to, zone, 'earlier'))
  }
  return Math.max(at, Math.min(...zones.map(closes)))
}

/** The contact's local date at `at` (epoch seconds), YYYY-MM-DD. */
export const localDate = (at: number, timeZone: string): string => localAt(at, timeZone).toPlainDate().toString()

/** The same local time `days` days later, epoch seconds; a skipped local time becomes the one by which the clocks moved on. */
export const sameTimeLater = (at: number, days: number, timeZone: string): number => secondsOf(localAt(at, timeZone).add({ days }))

/** Noon of a local day (YYYY-MM-DD), epoch seconds: it is of the same day in most other zones too. */
export const noonOf = (date: string, timeZone: string): number =>
  secondsOf(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: '12:00' }))

/** Epoch seconds at which the next local day begins. */
export const startOfNextDay = (at: number, timeZone: string): number => secondsOf(localAt(at, timeZone).add({ days: 1 }).startOfDay())

/** Whether a name is a time zone that this runtime knows. */
export const isTimeZone = (name: string | null | undefined): name is string => {
  if (!name || /^[+-]/.test(name)) return false
  if (!knownZones.has(name) && isKnown(name)) knownZones.add(name)
  return knownZones.has(name)
}

/** Asking the runtime builds a whole formatter. */
const knownZones = new Set<string>()

const isKnown = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Null where a channel is open at any time of any day. */
const openingOf = (channel: Channel, rules: OpeningRules): Opening | null => {
  if (channel === 'linkedin' || channel === 'task') return null
  const window = windowOf(channel, rules)
  const { days } = rules.windows[channel] ?? {}
  const holidays = rules.holidays ?? []
  if (!window && !days && holidays.length === 0) return null
  return { ...(window ?? widestHours(channel)), ...(days ? { days } : {}), holidays }
}

/** The channel's opening as the step narrows it; null where it does not. */
const narrowedOf = (channel: Channel, rules: OpeningRules): Opening | null => {
  const hours = rules.own ? narrowedHours(channel, rules, rules.own) : null
  return hours && { ...hours, holidays: rules.holidays ?? [] }
}

interface Place {
  zone: string
  opening: Opening
}

/** Each zone's next opening in turn, until one moment is open in all of them: the first one that is. Null where none is by `latest`. */
const openInAll = (at: number, places: readonly Place[], latest: number): number | null => {
  let moment = at
  while (moment <= latest) {
    const before = moment
    for (const { zone, opening } of places) if (moment <= latest) moment = openIn(moment, zone, opening)
    if (moment === before) return moment
  }
  return null
}

/** In one zone; Infinity where it does not open within a year. */
const openIn = (at: number, zone: string, opening: Opening): number => {
  const local = localAt(at, zone)
  if (isOpen(local, opening)) return at
  let day = local.toPlainDate()
  for (let days = 0; days <= mostDays; days++, day = day.add({ days: 1 })) {
    if (!isOpenOn(day, opening)) continue
    const opens = entrances(day, zone, opening).filter((moment) => secondsOf(moment) > at && isOpen(moment, opening))
    if (opens.length > 0) return Math.min(...opens.map(secondsOf))
  }
  return Infinity
}

/** The moments at which a day's clock can enter a window: as it strikes `from`, or as it is set while it should be open. */
const entrances = (day: Temporal.PlainDate, zone: string, { from }: Opening): Temporal.ZonedDateTime[] => {
  const start = day.toZonedDateTime(zone)
  if (start.hoursInDay === 24) return [atMinute(day, from, zone, 'earlier')]
  const changes = start.getTimeZoneTransition('next')
  return [start, atMinute(day, from, zone, 'earlier'), atMinute(day, from, zone, 'later'), ...(changes ? [changes] : [])]
}

const isOpen = (local: Temporal.ZonedDateTime, opening: Opening): boolean => {
  const minute = local.hour * 60 + local.minute
  return minute >= opening.from && minute < opening.to && isOpenOn(local.toPlainDate(), opening)
}

const isOpenOn = (day: Temporal.PlainDate, { days, holidays }: Opening): boolean =>
  (!days || days.includes(day.dayOfWeek)) && (holidays.length === 0 || !holidays.includes(day.toString()))

const localAt = (at: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(zone)
const secondsOf = (moment: Temporal.ZonedDateTime): number => Math.floor(moment.epochMilliseconds / 1000)

/** Minute 1440 is the start of the day after. */
const atMinute = (day: Temporal.PlainDate, minute: number, zone: string, disambiguation: 'earlier' | 'later'): Temporal.ZonedDateTime => {
  if (minute >= 24 * 60) return day.add({ days: 1 }).toZonedDateTime(zone)
  return day.toPlainDateTime(new Temporal.PlainTime(Math.floor(minute / 60), minute % 60)).toZonedDateTime(zone, { disambiguation })
}
