/**
 * What kind of mail it is, by its headers first and its words second. RFC 3834 says how a machine should mark its answers; the rest are the
 * marks that mail programs really set. X-Auto-Response-Suppress only asks others not to answer, and Exchange sets it on people's mails too: it
 * never decides alone.
 */
import {
  absence,
  acknowledges,
  automaticSubject,
  awaySigns,
  awaySubject,
  challenges,
  personalTurn,
  saysAutomatic,
} from './automatic-words.ts'
import { isAnswer, machineSign } from './machine-sign.ts'
import { headerOf, type Mail, type MailKind } from './mail.ts'
import { ownWords, quotesMail } from './own-words.ts'

export interface Judged {
  kind: Extract<MailKind, 'reply' | 'out_of_office' | 'automatic' | 'challenge'>
  /** What it was known by. */
  why: string
}

/** `whole`: the mail's text, of its HTML where it has no other. */
export const kindOf = (mail: Mail, whole: string): Judged => {
  const machine = machineSign(mail) ?? (answersInvitation(mail) ? 'a calendar’s answer to an invitation' : null)
  const own = ownWords(whole)
  const head = own.slice(0, 1_500)
  if (isChallenge(mail, head, machine !== null)) return { kind: 'challenge', why: 'a mail guard asks to confirm that a person wrote' }
  const subject = withoutTicket(mail.subject)
  const away = awaySubject.test(subject)
  if (machine !== null || automaticSubject.test(subject) || (away && !isConversation(mail, whole))) {
    const why = machine ?? `the subject "${mail.subject.trim().slice(0, 60)}"`
    return isAway(subject, head, machine) ? { kind: 'out_of_office', why } : { kind: 'automatic', why }
  }
  return byWords(mail, whole, head)
}

/** What a calendar sends where somebody accepts or declines (RFC 5546, 3.2.3). */
const answersInvitation = ({ parts }: Mail): boolean =>
  parts.some(({ type, text }) => /^(?:text\/calendar|application\/ics)$/.test(type) && /^METHOD:\s*REPLY\b/im.test(text))

/** `Re: …` with a mail quoted under it: someone talks. */
const isConversation = (mail: Mail, whole: string): boolean => isAnswer(mail) && quotesMail(whole)

const withoutTicket = (subject: string): string => subject.replace(/^\s*(?:\[(?:external|ext|extern|externe?r?)\]|external:)\s*/i, '')

const isAway = (subject: string, own: string, machine: string | null): boolean => {
  if (awaySubject.test(subject.replace(automaticSubject, ''))) return true
  if (absence.test(own)) return true
  if (awaySubject.test(subject)) return true
  // Exchange's own automatic replies are what a person sets for an absence; a company's acknowledgement says what it is.
  return (
    automaticSubject.test(subject) &&
    !acknowledges.test(own) &&
    !/ticket|case|#\d{3,}/i.test(subject) &&
    machine !== null &&
    isPersonal(own)
  )
}

/** Says something for one person, or nothing that tells otherwise. */
const isPersonal = (own: string): boolean => awaySigns.some((sign) => sign.test(own)) || own.length < 400

const isChallenge = (mail: Mail, own: string, machine: boolean): boolean => {
  if (headerOf(mail, 'x-boxbe-challenge') !== undefined || headerOf(mail, 'x-spamarrest-flag') !== undefined) return true
  if (!challenges.test(`${mail.subject}\n${own}`)) return false
  return machine || /https?:\/\/|click|klick|cliqu|clic|reply to this|antworten/i.test(own)
}

/** No header tells: only several signs together make a machine of it, and turning to the reader unmakes it. */
const byWords = (mail: Mail, whole: string, own: string): Judged => {
  const quotes = quotesMail(whole) ? 2 : 0
  const personal = (personalTurn.test(own) ? 2 : 0) + (own.includes('?') ? 1 : 0)
  const suppress = headerOf(mail, 'x-auto-response-suppress') === undefined ? 0 : 1
  const automatic = saysAutomatic.test(own) ? 3 : 0
  const begins = own.slice(0, 260)
  const away = absence.test(begins) ? 1 : 0
  const signs = awaySigns.filter((sign) => sign.test(own)).length
  const scoreAway = away === 0 ? 0 : away + signs + suppress + automatic + (returnCue.test(own) ? 1 : 0) - quotes - personal
  if (scoreAway >= 3) return { kind: 'out_of_office', why: 'its words' }
  const role = /^(?:support|help(?:desk)?|info|service|tickets?|kundenservice|contact|office|sales|hello|care|admin)(?:[-+._]|@)/i.test(
    mail.from,
  )
    ? 1
    : 0
  const ticket =
    /\[?(?:ticket|case|request|ref)\s?[#:]|\[#?\w{0,6}-?\d{3,}\]|\(#\d{3,}\)|received your (?:request|message|e-?mail|enquiry|inquiry)/i.test(
      mail.subject,
    )
      ? 1
      : 0
  const scoreAck = (acknowledges.test(own) ? 2 : 0) + automatic + role + ticket + suppress - quotes - Math.min(1, personal)
  return scoreAck >= 3 ? { kind: 'automatic', why: 'its words' } : { kind: 'reply', why: 'nothing tells of a machine' }
}

/** A time at which someone is back. */
const returnCue =
  /(?:\b(?:until|till|back (?:on|in|at|by)|return(?:ing)? (?:on|to)|through)\b|\bbis\b|wieder (?:ab|am|da|erreichbar|im)|jusqu|de retour|hasta|regres|vuelv|reincorpor|fino al|rientr|torn[oe]|até|regress|retorn|\btot\b|t\/m|terug|till och med|tillbaka|tilbage|tilbake|saakka|asti|palaan|wracam|wróc|\bdo dnia|vrát|\bdo \d|まで|より出社|出社|返回|之前|까지|복귀|kadar|dön)/iu
