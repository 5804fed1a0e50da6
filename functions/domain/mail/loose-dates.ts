/** An absence's end that is no whole date: a day of the month (`back on the 9th`) or a month (`until September 2026`). */
import { Temporal } from 'temporal-polyfill'
import { monthNames, monthOf, weekdayNames } from './date-words.ts'

/**
 * The next day of that number, today's included; null where none stands with a word of returning or lasting. English, German, French and
 * Spanish. `text` as `plainText` makes it. Worked, on 15 July: `when I return on the 9th` → 9 August.
 */
export const dayOfMonthIn = (text: string, today: Temporal.PlainDate): Temporal.PlainDate | null => {
  for (const pattern of dayForms) {
    const match = pattern.exec(text)
    if (!match) continue
    const behind = text.slice(match.index + match[0].length)
    const from = nextMonth.test(behind) ? today.add({ months: 1 }).with({ day: 1 }) : today
    return nextOfDay(Number(match.groups?.['day']), from)
  }
  return null
}

/**
 * The month's first day where somebody is away until it or back in it, its last where they are away through it or to its end, its 15th where
 * its middle is named. Null where that has passed, and where no month stands so. `text` as `plainText` makes it.
 */
export const monthIn = (text: string, today: Temporal.PlainDate): Temporal.PlainDate | null => {
  for (const pattern of monthForms) {
    const { part = '', month = '', year, through } = pattern.exec(text)?.groups ?? {}
    if (month === '') continue
    const number = monthOf(month)
    const first = Temporal.PlainDate.from({
      year: year === undefined ? today.year + (number < today.month ? 1 : 0) : Number(year),
      month: number,
      day: 1,
    })
    const isEnd = endOf.test(part) || (through !== undefined && part === '')
    const date = first.with({ day: isEnd ? first.daysInMonth : middleOf.test(part) ? 15 : 1 })
    if (Temporal.PlainDate.compare(date, today) >= 0) return date
  }
  return null
}

const nextOfDay = (day: number, from: Temporal.PlainDate): Temporal.PlainDate | null => {
  if (day < 1 || day > 31) return null
  for (const months of [0, 1, 2]) {
    const month = from.with({ day: 1 }).add({ months })
    if (day > month.daysInMonth) continue
    const date = month.with({ day })
    if (Temporal.PlainDate.compare(date, from) >= 0) return date
  }
  return null
}

const nextMonth =
  /^\s*(?:of next month|(?:des )?(?:nachsten|kommenden) monats|du mois prochain|del (?:proximo mes|mes que viene|mes proximo))/u

const no = String.raw`(?<![\p{L}\d])`
const gap = String.raw`[^.!?\n\d]{0,40}?`
const weekday = String.raw`(?:(?:${weekdayNames}),? )?`
const day = String.raw`(?<day>\d{1,2})`
const english = String.raw`(?:back|return(?:s|ing)?|resume|available again|reachable again|reopen(?:s|ing)?)`
const german = String.raw`(?:wieder|zuruck)`
const french = String.raw`(?:retour|reviens|reviendrai|reviendrons|rentre(?:rai)?|reprends?|reprendrai)`
const spanish = String.raw`(?:vuelta|vuelvo|volvere|volveremos|regreso|regresare|retorno|reincorporo|reincorporare)`

/** What may follow a day of the month; before a noun it counts floors and quarters. */
const ends = (words: string): string => String.raw`(?=\s*(?:$|[\n,;!?)"]|\.(?:\s|$))|\s+(?:${words})(?![\p{L}]))`
const afterEnglish = ends('of (?:this|the|next) month|inclusive|and|but|so|with|in the|at the|to')
// The dot is part of a German ordinal, so that a sentence may begin behind it.
const afterGerman = String.raw`(?=\s*(?:$|[\n,;!?)"])|\s+(?:(?:des|dieses|nachsten|kommenden) (?:\p{L}+ )?monats|einschliesslich|nicht|im|in|ausser|abwesend|unterwegs|verreist|krank|geschlossen|beruflich|dienstlich|leider|und|danach|bitte|mit|viele|meine|ihre|auf|wieder|zuruck)(?![\p{L}]))`
const afterFrench = ends('inclus|au soir|au matin|(?:de ce|du) mois|et|mais|avec|au bureau')
const afterSpanish = ends('inclusive|incluido|de este mes|del (?:proximo|mes)|y|pero|por la|a la')

const dayForms: readonly RegExp[] = [
  String.raw`${no}${english}\s(?:${gap}\s)?(?:on |by |from )?${weekday}(?:the )?${day}(?:st|nd|rd|th)${afterEnglish}`,
  String.raw`${no}(?:until|till|til|through|thru)\s${weekday}(?:the )?${day}(?:st|nd|rd|th)${afterEnglish}`,
  String.raw`${no}(?:ab|am)\s${weekday}(?:dem |den )?${day}\.\s[^.!?\n\d]{0,30}?${german}(?![\p{L}])`,
  String.raw`${no}${german}\s(?:${gap}\s)?(?:ab|am) ${weekday}(?:dem |den )?${day}\.${afterGerman}`,
  String.raw`${no}bis\s(?:einschliesslich |inkl\. )?(?:zum )?${weekday}(?:den |dem )?${day}\.${afterGerman}`,
  String.raw`${no}${french}\s(?:${gap}\s)?(?:le|au|du|des le) ${weekday}${day}(?:er)?${afterFrench}`,
  String.raw`${no}jusqu'au\s${weekday}${day}(?:er)?${afterFrench}`,
  String.raw`${no}${spanish}\s(?:${gap}\s)?(?:el|del) (?:dia )?${weekday}${day}${afterSpanish}`,
  String.raw`${no}hasta\sel (?:dia )?${weekday}${day}${afterSpanish}`,
].map((pattern) => new RegExp(pattern, 'u'))

const endOf = /^(?:the )?(?:end|late)|^ende|^(?:la )?fin/u
const middleOf = /^mi|^mediados/u
const part = String.raw`(?<part>(?:the )?(?:end|beginning|start|middle) of |early |late |mid[ -]|anfang |mitte |ende |(?:le |la )?(?:debut|fin) (?:de |d')?|(?:la )?mi-|(?:principios|comienzos|mediados|finales|fines|fin) de )?`
/** The shortest names are words of other languages too (`out`, `des`, `set`). */
const shortNames = new Set(['jan', 'feb', 'mar', 'apr', 'may', 'mai', 'jun', 'jul', 'aug', 'sep', 'oct', 'okt', 'nov', 'dec', 'dez'])
const names = monthNames
  .split('|')
  .filter((name) => name.length > 3 || shortNames.has(name))
  .join('|')
const month = String.raw`(?<month>${names})(?![\p{L}])\.?(?:,?\s(?:of |de |del )?(?<year>20\d{2})(?!\d))?(?!,?\s?(?:the )?\d)`

const monthForms: readonly RegExp[] = [
  String.raw`${no}(?:(?<through>through|thru)|until|till|til|bis|jusqu'(?:en|a|au)|hasta)\s?${part}${month}`,
  String.raw`${no}(?:${english}|${german}|${french}|${spanish})\s(?:${gap}\s)?(?:in|im|en|ab|fin|a|by) ${part}${month}`,
  String.raw`${no}${english}\s${part}${month}`,
  String.raw`${no}(?:ab|a partir de|des|from|im|in)\s${part}${month}[^.!?\n\d]{0,30}?(?:${german}|back|again|de retour|de vuelta)(?![\p{L}])`,
].map((pattern) => new RegExp(pattern, 'u'))
