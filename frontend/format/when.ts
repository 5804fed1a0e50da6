/** Instants as dates and times in a named zone. A zone is always said, never silently UTC. */

const parts: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }
const cache = new Map<string, Intl.DateTimeFormat>()

const formatter = (zone: string, locale: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify([zone, locale, options])
  const known = cache.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
  cache.set(key, known)
  return known
}

export const viewerZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** `Mon 23 Nov, 09:00` as the locale writes it, by 12 or 24 hours; with the year where it is not `now`'s. */
export const dateTimeIn = (iso: string, zone: string, locale?: string, now = Date.now()): string =>
  formatter(
    zone,
    locale,
    dateIn(iso, zone).slice(0, 4) === new Date(now).toISOString().slice(0, 4) ? parts : { ...parts, year: 'numeric' },
  ).format(new Date(iso))

export const timeIn = (iso: string, zone: string, locale?: string): string =>
  formatter(zone, locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso))

/** `Mon 23 Nov` as the locale writes it. */
export const dayIn = (iso: string, zone: string, locale?: string): string =>
  formatter(zone, locale, { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(iso))

/** `Thu 24 Dec 2026` of a plain date, as the locale writes it. */
export const plainDay = (date: string, locale?: string): string =>
  formatter('UTC', locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(`${date}T00:00:00Z`))

/** `23 Nov 2026` as the locale writes it. */
export const dateWithYear = (iso: string, zone: string, locale?: string): string =>
  formatter(zone, locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(iso))

/** `Chicago time (CST)`: a zone by its place, with its short name at the moment where the locale has one; `UTC` stays. */
export const zoneLabel = (zone: string, iso: string | undefined, locale?: string): string => {
  if (!zone.includes('/')) return zone
  const place = `${zoneName(zone)} time`
  if (iso === undefined) return place
  const parts = formatter(zone, locale, { hour: 'numeric', timeZoneName: 'short' }).formatToParts(new Date(iso))
  const short = parts.find(({ type }) => type === 'timeZoneName')?.value
  return short ? `${place} (${short})` : place
}

/** `Chicago` from `America/Chicago`; `UTC` stays. */
export const zoneName = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

export interface TwoClocks {
  here: string
  hereZone: string
  /** Null where the contact's clock shows the same, or their zone is not known. */
  there: string | null
  thereZone: string | null
}

/** The same instant on the viewer's and the contact's clock. */
export const twoClocks = (iso: string, here: string, there: string | undefined, locale?: string): TwoClocks => {
  const mine = dateTimeIn(iso, here, locale)
  const theirs = there === undefined ? null : dateTimeIn(iso, there, locale)
  const differs = theirs !== null && theirs !== mine
  return {
    here: mine,
    hereZone: zoneLabel(here, undefined),
    there: differs ? theirs : null,
    thereZone: differs && there ? zoneLabel(there, undefined) : null,
  }
}

/** The date of an instant in a zone, `2026-11-20`: what lies on one day has the same. */
export const dateIn = (iso: string, zone: string): string =>
  formatter(zone, 'en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(iso))

/** `Today`, `Yesterday`, `Tomorrow`, or `Fri, Nov 20`, with the year where it is another one than now's. */
export const dayNameIn = (iso: string, zone: string, now: string, locale?: string): string => {
  const date = dateIn(iso, zone)
  const apart = (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${dateIn(now, zone)}T00:00:00Z`)) / 86_400_000
  if (apart === 0) return 'Today'
  if (apart === -1) return 'Yesterday'
  if (apart === 1) return 'Tomorrow'
  const sameYear = date.slice(0, 4) === dateIn(now, zone).slice(0, 4)
  return formatter(zone, locale, { weekday: 'short', day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(
    new Date(iso),
  )
}

/** `just now`, `3 min ago`, `2 h ago`: of what is at most a day old. */
export const agoLabel = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1) return 'just now'
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`
}
