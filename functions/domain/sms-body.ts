/**
 * What a first text must say beside its step's own words: who writes, and how to end it (CTIA Messaging Principles and Best Practices, 5.1;
 * the carriers' 10DLC rules). Once an enrollment: the texts after it are the same conversation.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
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

/** ISO 3166 countries by the language that most people there read; anywhere else it is English. */
const countries: Record<Exclude<Language, 'en'>, string> = {
  es: 'ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ',
  fr: 'FR BE LU MC SN CI CM ML BF NE TG BJ GA CD CG MG GP MQ RE GF',
  de: 'DE AT CH LI',
  it: 'IT SM VA',
  pt: 'PT BR AO MZ CV',
  nl: 'NL SR',
}
const spoken = ['es', 'fr', 'de', 'it', 'pt', 'nl'] as const
const languages = new Map(spoken.flatMap((language) => countries[language].split(' ').map((code) => [code, language] as const)))

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

const languageOf = (number: string): Language => languages.get(parsePhoneNumberFromString(number)?.country ?? '') ?? 'en'

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
