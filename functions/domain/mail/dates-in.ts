/** Every date that a text names, with what stands around it. A date without a year, or with day and month in either order, is settled here. */
import { Temporal } from 'temporal-polyfill'
import { monthNames, monthOf, weekdayNames, weekdayOf } from './date-words.ts'

export interface FoundDate {
  date: Temporal.PlainDate
  /** Where it stands in the text. */
  start: number
  end: number
  /** It ends a range: `July 6th to 10th`. */
  endsRange?: true
  /** Only a day of the week, or `next week`: counted from the mail's own date. */
  relative?: true
}

export interface DateHints {
  /** The mail's own local date. */
  today: Temporal.PlainDate
  /** 12/7 is 7 December there. */
  monthFirst: boolean
}

/** `text` as `plainText` makes it. */
export const datesIn = (text: string, hints: DateHints): FoundDate[] => {
  const found: FoundDate[] = []
  const taken = (start: number, end: number): boolean => found.some((other) => start < other.end && other.start < end)
  for (const { pattern, read } of forms) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index
      const end = start + match[0].length
      if (taken(start, end)) continue
      const dates = read(match.slice(1), hints)
      if (dates === null) continue
      const [first, second] = dates
      found.push({ date: second ?? first, start, end, ...(second ? { endsRange: true } : {}) })
    }
  }
  for (const match of text.matchAll(relatives)) {
    const [start, end] = [match.index, match.index + match[0].length]
    // `Monday 7 December`: the date says it better.
    if (
      found.some(
        (other) => !other.relative && other.start >= start && other.start - end <= 8 && !/[.!?\n]\s/.test(text.slice(end, other.start)),
      )
    )
      continue
    if (found.some((other) => !other.relative && start >= other.end && start - other.end <= 3)) continue
    if (!taken(start, end)) found.push({ date: relativeTo(match[0], hints.today), start, end, relative: true })
  }
  return found.toSorted((a, b) => a.start - b.start)
}

type Read = (groups: (string | undefined)[], hints: DateHints) => [Temporal.PlainDate, Temporal.PlainDate?] | null
interface Form {
  pattern: RegExp
  read: Read
}

const ordinal = String.raw`(?:st|nd|rd|th|er|re|:?e|º|°|ª|:[ae])?`
const forms: readonly Form[] = [
  {
    pattern: /(?<![\d.])(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?:[日일]|(?![\d:]))/gu,
    read: ([year, month, day]) => one(Number(year), Number(month), Number(day)),
  },
  {
    // `12月1日~7日`, and the same in Korean.
    pattern:
      /(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号](?:\s?\([^)]{1,4}\))?(?:\s?(?:[~〜～–—-]|から|부터|至|到)\s?(\d{1,2})\s?[日일号])?/gu,
    read: ([month, day, last], { today }) => rangeOf(near(Number(month), Number(day), today), last, today),
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\d.:/])(\d{1,2})(?:\.|${ordinal})(?:\s*|-)(?:of |de |di |d'|ta )?(${monthNames})(?![\p{L}])\.?(?:'[a-z]{1,3})?(?:[\s,-]*(?:de |del |of )?(\d{4})(?!\d))?`,
      'gu',
    ),
    read: ([day, month = '', year], { today }) => named(monthOf(month), Number(day), year, today),
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}])(${monthNames})(?![\p{L}])\.?\s*(?:the )?(\d{1,2})${ordinal}(?![\d:/]|\.\d)(?:\s?(?:[-–—]|to|through|thru|until|and)\s?(?:the )?(\d{1,2})${ordinal}(?![\d:/]|\s?(?:${monthNames})(?![\p{L}])))?(?:,?\s*(\d{4})(?!\d))?`,
      'gu',
    ),
    read: ([month = '', day, last, year], { today }) => {
      const dates = named(monthOf(month), Number(day), year, today)
      return dates && rangeOf(dates[0], last, today)
    },
  },
  {
    pattern: /(?<![\d.:/]|\d-\d-)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:/]|-\d)/gu,
    read: ([a, mark, b, year], hints) => numeric(Number(a), Number(b), mark === '.', fullYear(year), hints),
  },
  {
    pattern: /(?<![\d.:/+-])(\d{1,2})\s?(\/|\.)\s?(\d{1,2})(?!\d|\s?(?:uhr|am\b|pm\b|h\b|%|:|€|eur|\/\d))\.?/gu,
    read: ([a, mark, b], hints) => numeric(Number(a), Number(b), mark === '.', undefined, hints),
  },
]

const one = (year: number, month: number, day: number): [Temporal.PlainDate] | null => {
  const date = dateOf(year, month, day)
  return date && [date]
}

const dateOf = (year: number, month: number, day: number): Temporal.PlainDate | null => {
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1990 || year > 2100) return null
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
  } catch {
    return null
  }
}

/** Of a date without a year, the one that is not more than two months ago. */
const near = (month: number, day: number, today: Temporal.PlainDate): Temporal.PlainDate | null => {
  const earliest = today.subtract({ days: 60 })
  const years = [today.year - 1, today.year, today.year + 1]
  const dates = years.map((year) => dateOf(year, month, day)).filter((date) => date !== null)
  return dates.find((date) => Temporal.PlainDate.compare(date, earliest) >= 0) ?? null
}

const named = (month: number, day: number, year: string | undefined, today: Temporal.PlainDate): [Temporal.PlainDate] | null => {
  const date = year === undefined ? near(month, day, today) : dateOf(Number(year), month, day)
  return date && [date]
}

const rangeOf = (
  first: Temporal.PlainDate | null,
  last: string | undefined,
  today: Temporal.PlainDate,
): [Temporal.PlainDate, Temporal.PlainDate?] | null => {
  if (!first) return null
  const end = last === undefined ? null : dateOf(first.year, first.month, Number(last))
  if (!end || Temporal.PlainDate.compare(end, first) < 0) return [first]
  return Temporal.PlainDate.compare(end, today.subtract({ days: 60 })) < 0 ? [end.add({ years: 1 })] : [first, end]
}

const fullYear = (year: string | undefined): number | undefined =>
  year === undefined ? undefined : Number(year) < 100 ? 2000 + Number(year) : Number(year)

/** Dots mean the day first. With slashes, custom decides, unless only the other order gives a time that an absence can end at. */
const numeric = (
  a: number,
  b: number,
  dayFirst: boolean,
  year: number | undefined,
  { today, monthFirst }: DateHints,
): [Temporal.PlainDate] | null => {
  const read = (month: number, day: number) => (year === undefined ? near(month, day, today) : dateOf(year, month, day))
  const byDay = read(b, a)
  if (dayFirst) return byDay && [byDay]
  const byMonth = read(a, b)
  const [usual, other] = monthFirst ? [byMonth, byDay] : [byDay, byMonth]
  if (!usual || !other) return (usual ?? other) && [(usual ?? other)!]
  const ahead = (date: Temporal.PlainDate): number => today.until(date, { largestUnit: 'days' }).days
  const isLikely = (date: Temporal.PlainDate): boolean => ahead(date) >= 0 && ahead(date) <= 75
  return [!isLikely(usual) && isLikely(other) ? other : usual]
}

const relatives = new RegExp(
  String.raw`(?<![\p{L}])(?:${weekdayNames})(?![\p{L}])|${weekdayNames
    .split('|')
    .filter((name) => /[\u{3000}-\u{D7FF}]/u.test(name))
    .join(
      '|',
    )}|(?<![\p{L}])(?:tomorrow|next week|nachste woche|nachster woche|la semaine prochaine|(?:la )?(?:proxima semana|semana que viene|prossima settimana|semana que vem)|volgende week|nasta vecka|naeste uge|neste uke|ensi viikolla|w przyszlym tygodniu|pristi tyden|onumuzdeki hafta|gelecek hafta)(?![\p{L}])|来週|下周|下週|다음\s?주|明日(?!\d)|내일`,
  'gu',
)

const relativeTo = (words: string, today: Temporal.PlainDate): Temporal.PlainDate => {
  if (/^(?:tomorrow|明日|내일)$/.test(words)) return today.add({ days: 1 })
  const weekday = weekdayOf(words)
  // Next week begins with its Monday.
  const days = ((weekday === 0 ? 1 : weekday) - today.dayOfWeek + 7) % 7
  return today.add({ days: days === 0 ? 7 : days })
}
