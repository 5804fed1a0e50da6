/**
 * What a first text must say beside its step's own words: who writes, and how to end it (CTIA Messaging Principles and Best Practices, 5.1;
 * the carriers' 10DLC rules). Once an enrollment: the texts after it are the same conversation.
 */
import type { LiveEnrollment, PlannedMessage } from './contact.ts'
import { channelOf, isResolved } from './plan.ts'
import { smsSize } from './sms.ts'

/** Texts of more segments are refused by the providers (Telnyx ten parts, Twilio and End User Messaging 1,600 characters). */
export const mostSegments = 10

/** Only letters that GSM-7 has: the sentence must not turn a text into UCS-2. */
const sentences = {
  en: 'Reply STOP to opt out.',
  es: 'Responde STOP para darte de baja.',
  fr: 'Répondez STOP pour vous désinscrire.',
  de: 'Antworte STOP zum Abmelden.',
  it: 'Rispondi STOP per non ricevere altri messaggi.',
  pt: 'Responda STOP para sair.',
  nl: 'Antwoord STOP om je af te melden.',
} as const
type Language = keyof typeof sentences

/**
 * Calling codes (ITU-T E.164, none of which begins another) of the countries by the language that most people there read, with the area codes
 * of the Spanish-speaking parts of +1; anywhere else it is English. A library of numbers would weigh more than all else that a text takes.
 */
const callingCodes: Record<Exclude<Language, 'en'>, string> = {
  es: '34 51 52 53 54 56 57 58 240 502 503 504 505 506 507 591 593 595 598 1787 1939 1809 1829 1849',
  fr: '32 33 221 223 225 226 227 228 229 237 241 242 243 261 262 352 377 590 594 596',
  de: '41 43 49 423',
  it: '39 378',
  pt: '55 238 244 258 351',
  nl: '31 597',
}
const spoken = ['es', 'fr', 'de', 'it', 'pt', 'nl'] as const
const languages = new Map(spoken.flatMap((language) => callingCodes[language].split(' ').map((code) => [code, language] as const)))

/** `STOP` in capitals, as such sentences have it, or a request to send it; not "stop by on Friday". */
const saysStop = (text: string): boolean =>
  /\bSTOPP?\b/.test(text) ||
  /\b(reply|text|txt|send|answer|antworte?n?|respond[ea]|répondez|rispondi|antwoord)\s+(with\s+)?["'“”«]?stop\b/i.test(text)

/** The text as it leaves. `number`: the recipient's, in E.164. Said once more, it stays as it is. */
export const smsBody = (text: string, { company, number, isFirst }: { company: string; number: string; isFirst: boolean }): string => {
  if (!isFirst || text.trim() === '') return text
  const named = text.toLowerCase().includes(company.toLowerCase()) ? text : `${company}: ${text}`
  return saysStop(named) ? named : `${named.trimEnd()}\n${sentences[languageOf(number)]}`
}

/** A text without the sentence that `smsBody` may have added to it. */
export const withoutOptOut = (text: string): string => {
  const whole = text.trimEnd()
  const added = Object.values(sentences).find((sentence) => whole.endsWith(`\n${sentence}`))
  return added === undefined ? whole : whole.slice(0, -added.length).trimEnd()
}

const languageOf = (number: string): Language =>
  [1, 2, 3, 4].map((digits) => languages.get(number.slice(1, 1 + digits))).find((language) => language !== undefined) ?? 'en'

/** Whether no text of this enrollment has left yet, and none is planned to leave before this one. */
export const isFirstText = ({ plan }: Pick<LiveEnrollment, 'plan'>, { step }: Pick<PlannedMessage, 'step'>): boolean => {
  const mine = plan.findIndex((item) => item.step === step)
  return !plan.some(
    (item, place) =>
      item.step !== step &&
      channelOf(item) === 'sms' &&
      (item.state === 'sent' || item.state === 'unknown' || (place < mine && !isResolved(item))),
  )
}

/** `2 segments of GSM-7`. */
export const segmentsText = (text: string): string => {
  const { segments, encoding } = smsSize(text)
  return `${segments} ${segments === 1 ? 'segment' : 'segments'} of ${encoding}`
}
