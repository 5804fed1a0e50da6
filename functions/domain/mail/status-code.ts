/**
 * What a mail system's status says of an address (RFC 3463: class.subject.detail). Class 5 is for good and 4 for now, but systems give many
 * things the class 5 that are no fault of the address: policy, content, size, a full mailbox. Worked: 5.1.1 → hard, 4.2.2 and 5.2.2 → soft,
 * 5.7.1 → undetermined.
 */
import type { BounceKind } from '../signal.ts'

/** `5.1.1`, or null. */
export const statusIn = (text: string): string | null => /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null

/** A diagnostic code without the kind of system it is of (RFC 3464, 2.3.6): `smtp; 550 5.1.1 user unknown` → `550 5.1.1 user unknown`. */
export const diagnosisIn = (code: string): string => code.trim().replace(/^[\w-]+\s*;\s*/, '')

/** Why a mail came back, as a timeline says it; the status stands before words that do not name it themselves. */
export const bounceDetail = (status: string | null, words: string): string => {
  const said = words.trim()
  const detail = status === null ? `no status: ${said}` : said.includes(status) ? said : said === '' ? status : `${status}: ${said}`
  return detail.slice(0, 300)
}

/** The first number of SMTP's own answer, `550`, or null. */
const smtpIn = (text: string): string | null => /(?<![\d.])([45]\d\d)(?=[\s-]|$)/.exec(text)?.[1] ?? null

/** `said`: the words beside the code; they decide where the code tells too little. */
export const bounceOf = (status: string | null, said: string): Extract<BounceKind, 'hard' | 'soft' | 'undetermined'> => {
  const detailed = status === null || status.endsWith('.0.0') || status === '5.5.0' ? (moreDetailed(said) ?? status) : status
  const [cls, subject, detail] = (detailed ?? '').split('.').map(Number)
  if (cls === 4) return 'soft'
  if (cls === 5 && subject === 1) return detail === 7 || detail === 8 || detail === 9 ? 'undetermined' : 'hard'
  if (cls === 5 && subject === 2 && detail === 1) return 'hard'
  if (cls === 5 && subject === 2 && detail === 2) return 'soft'
  if (cls === 5 && subject === 3 && detail === 1) return 'soft'
  if (cls === 5 && subject === 4) return detail === 1 || detail === 4 ? 'hard' : 'soft'
  const byWords = wordsSay(said)
  if (byWords !== null) return byWords
  return smtpIn(said)?.startsWith('4') === true && cls !== 5 ? 'soft' : 'undetermined'
}

const moreDetailed = (said: string): string | null => {
  const status = statusIn(said)
  return status === null || status.endsWith('.0.0') ? null : status
}

const wordsSay = (said: string): 'hard' | 'soft' | 'undetermined' | null => {
  if (isFull.test(said)) return 'soft'
  if (isRefused.test(said)) return 'undetermined'
  if (isUnknown.test(said)) return 'hard'
  return isForNow.test(said) ? 'soft' : null
}

const isFull =
  /mailbox (?:is )?(?:full|exceeded|over)|over ?quota|quota (?:exceeded|full)|exceeded (?:its |the |storage |mailbox )*(?:quota|limit|size)|insufficient (?:system )?storage|out of (?:storage )?space|postfach (?:ist )?voll|boîte (?:aux lettres |de réception )?(?:est )?pleine|buzón (?:está )?lleno|casella (?:di posta )?piena|caixa (?:de correio )?cheia|too many (?:messages|mails) in/i
const isRefused =
  /spam|blocked|black ?list|block ?list|policy|reputation|spamhaus|barracuda|content (?:rejected|filter)|message (?:size|too (?:big|large))|too large|virus|dmarc|spf|dkim|not authori[sz]ed|access denied by|rate limit|poor reputation/i
const isUnknown =
  /(?:user|recipient|address|mailbox) (?:is )?unknown|unknown (?:user|recipient|address|local part|mailbox)|no such (?:user|mailbox|recipient|person|account|address)|(?:does not|doesn['’]?t|do not) exist|not (?:a )?(?:known|valid|our) (?:user|customer|recipient|mailbox|address)|no mailbox|(?:is |are )?not listed|mailbox (?:not found|unavailable|does not|disabled|unknown|inactive|is disabled|has been disabled)|(?:address|recipient|user|account|resolver\S*|mailbox|host|domain)(?: address| name)? (?:was |is |could ?n[o']t be |has been )?(?:not found|rejected|invalid|disabled|inactive|suspended|deactivated|closed|unrouteable|undeliverable|discontinued)|couldn['’]t be found|wasn['’]t found|(?:was|could) not (?:be )?found|invalid (?:recipient|mailbox|address|user)|recipient ?not ?found|unrouteable|no longer (?:valid|active|available|accepts|in use|with)|unbekannt|existiert nicht|nicht gefunden|n['’]existe pas|introuvable|inconnue?|no existe|desconocid|no se (?:ha )?encontr|non esiste|sconosciut|não existe|não foi encontrad|bestaat niet|onbekend|finns inte|findes ikke|finnes ikke|ei (?:löydy|ole)|nie istnieje|neexistuje|存在しません|見つかりません|不存在|找不到|존재하지 않|bulunamadı/iu
const isForNow =
  /temporar|try again|retry|greylist|gr[ae]y-?list|timed? ?out|connection (?:refused|timed|reset)|unreachable|too busy|deferred|expired|could not be delivered for|retry (?:time|timeout)|delivery (?:temporarily|time expired)|no route to host|network is/i
