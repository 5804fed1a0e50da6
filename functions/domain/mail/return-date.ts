/** When someone who is away says to be back. */
import { Temporal } from 'temporal-polyfill'
import { monthNames, plainText, weekdayNames } from './date-words.ts'
import { datesIn, type FoundDate } from './dates-in.ts'
import { dayOfMonthIn, monthIn } from './loose-dates.ts'
import { headerOf, type Mail } from './mail.ts'

/** An absence that ends later than this many days ahead is no date of return, but a misreading. */
const mostAhead = 400

/**
 * The local date (YYYY-MM-DD) that an absence note states as its end: the day of return where it names one, else the last day away. Null
 * where it states none, or one that has passed. A day of the month or a month alone counts where no whole date stands (loose-dates.ts). Days of the week count from the mail's own date. Worked, in a mail of 30 November 2026:
 * `back on Monday` → 2026-12-07, `bis zum 11.12.` → 2026-12-11, `du 1er au 4 décembre` → 2026-12-04.
 */
export const returnDate = (mail: Mail, own: string): string | null => {
  const text = plainText(`${mail.subject}\n${own.slice(0, 2_500)}`)
  const today = dateOfMail(mail)
  const dates = datesIn(text, { today, monthFirst: isMonthFirst(mail, text) })
    .map((found) => ({ ...found, says: cueOf(text, found) }))
    .filter(({ date }) => Temporal.PlainDate.compare(date, today) >= 0 && today.until(date, { largestUnit: 'days' }).days <= mostAhead)
  const first = (says: Cue, relative: boolean) => dates.find((found) => found.says === says && (found.relative ?? false) === relative)
  const whole = (first('back', false) ?? first('until', false))?.date ?? dayOfMonthIn(text, today)
  const chosen = whole ?? (first('back', true) ?? first('until', true))?.date ?? monthIn(text, today)
  return chosen && today.until(chosen, { largestUnit: 'days' }).days <= mostAhead ? chosen.toString() : null
}

/** As its Date header shows it to its writer; a clock that is two months off is not believed. */
const dateOfMail = (mail: Mail): Temporal.PlainDate => {
  const received = Temporal.Instant.fromEpochMilliseconds(mail.receivedAt).toZonedDateTimeISO('UTC').toPlainDate()
  const written = datesIn(plainText(headerOf(mail, 'date') ?? ''), { today: received, monthFirst: false }).find(
    ({ relative }) => !relative,
  )?.date
  if (!written) return received
  return Math.abs(received.until(written, { largestUnit: 'days' }).days) <= 60 ? written : received
}

/** 12/7 is 7 December in English from the Americas, and where the year stands first. */
const isMonthFirst = (mail: Mail, text: string): boolean => {
  if (/[぀-ヿ一-鿿가-힯]/u.test(text)) return true
  const english = text.match(/\b(?:the|and|will|office|back|until|return|from|i am|i'm|my|please|for)\b/g)?.length ?? 0
  if (english < 2) return false
  const language = (headerOf(mail, 'content-language') ?? headerOf(mail, 'accept-language') ?? '').toLowerCase()
  if (/^en-(?:gb|au|nz|ie|za|in|sg|hk)/.test(language)) return false
  if (/\.(?:uk|au|nz|ie|za|in|de|fr|es|it|nl|be|at|ch|se|dk|no|fi|pl|cz|eu|br|mx|sg)$/.test(mail.from.toLowerCase())) return false
  if (language.startsWith('en-us')) return true
  const offset = /([+-])(\d{2})\d{2}\s*(?:\([^)]*\)\s*)?$/.exec(headerOf(mail, 'date') ?? '')
  return offset === null || offset[1] === '-' || offset[2] === '00'
}

type Cue = 'back' | 'until' | 'from' | null

/** Words that stand between a cue and its date. */
const filler = new RegExp(
  String.raw`(?:[\s,(:*"]|(?<![\p{L}])(?:on|the|den|dem|der|le|el|il|lo|dia|dag|d|date|datum|inclusive|and including|including|next|nachsten|nachster|kommenden|prochain|proximo|proxima|prossimo|volgende|aanstaande|nasta|neste|naeste|einschliesslich|inkl|incl|zum|en met|och med|og med|${weekdayNames})(?![\p{L}])\.?)+$`,
  'u',
)

/** Just before the date. */
const untilBefore =
  /(?:[-–—~〜～]|(?<![\p{L}])(?:to|until|untill|till|til|through|thru|up to|ending|and|bis|jusqu'au|jusqu'a|jusqu'en|jusque|au|a|hasta|al|all'|fino al|fino all'|fino a|sino al|ate|ao|tot|t\/m|tm|till|t\.?\s?o\.?\s?m|tom|t\.?\s?om\.?|do|до|по)(?:\.)?|至|到|直到|〜)$/u
const fromBefore =
  /(?<![\p{L}])(?:from|starting|beginning|as of|since|between|effective|vom|ab|von|seit|du|a partir du|a compter du|depuis|des|del|desde|a partir de|a partir del|dal|da|dall|de|entre|van|vanaf|sinds|fran|from|fra|od|с|со)$|[从從自]$/u
/** Somewhere before it in the same breath. */
const backWords =
  /(?:(?<![\p{L}])(?:back|return(?:s|ing)?|available again|resume|reopen(?:s|ing)?|reachable again|again reachable|wieder|zuruck|retour|reprend\p{L}*|reviens|reviendrai|rentre(?:rai)?|regres\p{L}*|retorn\p{L}*|vuelv\p{L}*|volver\p{L}*|vuelta|reincorpor\p{L}*|rientr\p{L}*|ritorn\p{L}*|torn(?:o|ero|eremo)|di nuovo|regress\p{L}*|volt\p{L}*|terug|weer|tillbaka|ater|tilbage|tilbake|palaan|takaisin|paluu\p{L}*|tavoitettavissa|wracam|wroc\p{L}*|powrot\p{L}*|ponownie|z powrotem|vrat\p{L}*|zpet|navrat\p{L}*|vissza\p{L}*|вернусь|вернемся|выйду|возвращ\p{L}*)(?![\p{L}])|返回|回来|恢复|复工)/gu
const untilWords = /(?:(?<![\p{L}])(?:until|untill|till|through|thru|bis|jusqu\p{L}*|hasta|fino|ate|tot|t\/m|do dnia|до)(?![\p{L}])|直到)/gu
/** Behind it, in languages that say it there. */
const backAfter =
  /^[^.!?\n\d]{0,40}?(?:(?<![\p{L}])(?:wieder|zuruck|back in|i will be back|weer|tillbaka|tilbage|tilbake|de nouveau|de retour|de vuelta|de volta|di nuovo|again|donec\p{L}*|donus\p{L}*|vissza\p{L}*|tekrar|isbasi\p{L}*|ofiste olacag\p{L}*)(?![\p{L}])|(?:から|より|に)\s?(?:通常|業務|出社|出勤|復帰|対応|勤務|戻)|に戻|返回|回来|恢复|恢復|上班|复工|복귀|부터\s?(?:정상|근무|출근|업무)|에\s?(?:돌아|복귀|출근))/u
const untilAfter =
  /^(?:\s?\([^)]{1,6}\))?(?:'?\p{L}{0,4})?\s*(?:까지|まで|迄|之前|前|为止|為止|asti|saakka|-?ig\b|(?:\p{L}+\s+){0,2}kadar|inclus|inclusive|inklusive|einschliesslich|vcetne|wlacznie)/u

const cueOf = (text: string, found: FoundDate): Cue => {
  const behind = text.slice(found.end, found.end + 48)
  const sentence =
    text
      .slice(Math.max(0, found.start - 70), found.start)
      .split(/[!?\n]|\.\s(?=\S{3})/)
      .at(-1) ?? ''
  const ahead = sentence.replace(filler, '')
  const back = lastEnd(sentence, backWords)
  const until = lastEnd(sentence, untilWords)
  if (found.endsRange) return 'until'
  if (untilAfter.test(behind)) return 'until'
  if (untilBefore.test(ahead) && !isLooseTo(ahead)) return 'until'
  const near = ahead.slice(back ?? ahead.length)
  const isBack = back !== null && !hasDate(near) && (until === null || back > until)
  if (isBack) return 'back'
  if (backAfter.test(behind)) return 'back'
  if (fromBefore.test(ahead)) return 'from'
  return until !== null && !hasDate(ahead.slice(until)) && sentence.length - until < 40 ? 'until' : null
}

/** `return to`, `a`, `de` and the like stand before many things: they end a range only behind another date. */
const isLooseTo = (ahead: string): boolean => /(?<![\p{L}])(?:to|and|a|por|[-–—])$/u.test(ahead) && !hasDate(ahead.slice(-45))

const hasDate = (text: string): boolean =>
  new RegExp(String.raw`\d{1,2}(?:\D|$)|(?<![\p{L}])(?:${monthNames}|${weekdayNames})(?![\p{L}])`, 'u').test(text)

const lastEnd = (text: string, words: RegExp): number | null => {
  const last = [...text.matchAll(words)].at(-1)
  return last ? last.index + last[0].length : null
}
