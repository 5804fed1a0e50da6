/** Names of months and days in many languages, without accents, and text made alike to be compared with them. */

/**
 * In lower case, accents off, full-width digits as plain ones. Only Latin accents go: Hangul and kana stay whole. Worked: `Décembre` →
 * `decembre`, `１２月` → `12月`.
 */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u{300}-\u{36F}]/gu, '')
    .normalize('NFC')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .replaceAll('ø', 'o')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll(/[’`´]/g, "'")

/** January first. English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Finnish, Polish, Czech, Hungarian, Turkish, Russian. */
const months: readonly string[] = [
  'january|jan|januar|janner|janvier|janv|enero|ene|gennaio|gen|janeiro|januari|tammikuuta|tammikuun|tammikuu|stycznia|styczen|ledna|leden|januara|januar|ocak|января',
  'february|feb|februar|fevrier|fevr|febrero|febbraio|febb|fevereiro|fev|februari|helmikuuta|helmikuun|helmikuu|lutego|luty|unora|unor|subat|февраля',
  'march|mar|marz|maerz|mars|marzo|marco|maart|mrt|marts|maaliskuuta|maaliskuun|maaliskuu|marca|marzec|brezna|brezen|marcius|mart|марта',
  'april|apr|avril|avr|abril|abr|aprile|huhtikuuta|huhtikuun|huhtikuu|kwietnia|kwiecien|dubna|duben|aprilis|nisan|апреля',
  'may|mai|mayo|maggio|mag|maio|mei|maj|toukokuuta|toukokuun|toukokuu|maja|kvetna|kveten|majus|mayis|мая',
  'june|jun|juni|juin|junio|giugno|giu|junho|kesakuuta|kesakuun|kesakuu|czerwca|czerwiec|cervna|cerven|junius|haziran|июня',
  'july|jul|juli|juillet|juil|julio|luglio|lug|julho|heinakuuta|heinakuun|heinakuu|lipca|lipiec|cervence|cervenec|julius|temmuz|июля',
  'august|aug|aout|agosto|ago|augustus|augusti|elokuuta|elokuun|elokuu|sierpnia|sierpien|srpna|srpen|augusztus|agustos|августа',
  'september|sep|sept|septembre|septiembre|setiembre|settembre|sett|setembro|syyskuuta|syyskuun|syyskuu|wrzesnia|wrzesien|zari|szeptember|eylul|сентября',
  'october|oct|oktober|okt|octobre|octubre|ottobre|ott|outubro|out|lokakuuta|lokakuun|lokakuu|pazdziernika|pazdziernik|rijna|rijen|ekim|октября',
  'november|nov|novembre|noviembre|novembro|marraskuuta|marraskuun|marraskuu|listopada|listopad|kasim|ноября',
  'december|dec|dezember|dez|decembre|diciembre|dic|dicembre|dezembro|desember|des|joulukuuta|joulukuun|joulukuu|grudnia|grudzien|prosince|prosinec|aralik|декабря',
]
const monthNumbers = new Map(months.flatMap((names, i) => names.split('|').map((name): [string, number] => [name, i + 1])))

/** Longest first, so that `jan` does not cut `january` short. */
export const monthNames = [...monthNumbers.keys()].toSorted((a, b) => b.length - a.length).join('|')
export const monthOf = (name: string): number => monthNumbers.get(name) ?? 0

/** Monday first. */
const weekdays: readonly string[] = [
  'monday|montag|lundi|lunes|lunedi|segunda-feira|segunda feira|segunda|maandag|mandag|maanantaihin|maanantaina|maanantai|poniedzialku|poniedzialek|pondeli|pondelka|hetfo|hetfon|pazartesiye|pazartesi|понедельника|понедельник|月曜日|月曜|星期一|周一|週一|礼拜一|월요일',
  'tuesday|dienstag|mardi|martes|martedi|terca-feira|terca feira|terca|dinsdag|tisdag|tirsdag|tiistaihin|tiistaina|tiistai|wtorku|wtorek|utery|uterka|kedd|kedden|sali|вторника|вторник|火曜日|火曜|星期二|周二|週二|화요일',
  'wednesday|mittwoch|mercredi|miercoles|mercoledi|quarta-feira|quarta feira|quarta|woensdag|onsdag|keskiviikkoon|keskiviikkona|keskiviikko|srody|srode|sroda|streda|stredu|stredy|szerda|szerdan|carsamba|среды|среду|среда|水曜日|水曜|星期三|周三|週三|수요일',
  'thursday|donnerstag|jeudi|jueves|giovedi|quinta-feira|quinta feira|quinta|donderdag|torsdag|torstaihin|torstaina|torstai|czwartku|czwartek|ctvrtek|ctvrtka|csutortok|csutortokon|persembe|четверга|четверг|木曜日|木曜|星期四|周四|週四|목요일',
  'friday|freitag|vendredi|viernes|venerdi|sexta-feira|sexta feira|sexta|vrijdag|fredag|perjantaihin|perjantaina|perjantai|piatku|piatek|patek|patku|pentek|penteken|cumaya|cuma|пятницы|пятницу|пятница|金曜日|金曜|星期五|周五|週五|금요일',
  'saturday|samstag|samedi|sabado|sabato|zaterdag|lordag|lauantai|soboty|sobota|sobote|szombat|cumartesi|субботы|суббота|土曜日|土曜|星期六|周六|週六|토요일',
  'sunday|sonntag|dimanche|domingo|domenica|zondag|sondag|sunnuntai|niedzieli|niedziela|nedele|vasarnap|pazar|воскресенья|воскресенье|日曜日|日曜|星期日|星期天|周日|週日|일요일',
]
const weekdayNumbers = new Map(weekdays.flatMap((names, i) => names.split('|').map((name): [string, number] => [name, i + 1])))
export const weekdayNames = [...weekdayNumbers.keys()].toSorted((a, b) => b.length - a.length).join('|')
/** 1 = Monday to 7 = Sunday. */
export const weekdayOf = (name: string): number => weekdayNumbers.get(name) ?? 0
