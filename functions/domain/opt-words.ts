/**
 * What a person says of being contacted at all, decided by words alone and before anything else looks at the text: leaving, coming back, asking
 * for help. No model and no judgement, so that the same text always means the same.
 *
 * The rule for leaving:
 * 1. A text that is nothing but a word or phrase of the lists, with courtesies around it, leaves ("Stop. Thank you", "PARAR por favor").
 * 2. A word without another everyday meaning that stands as a clause of its own leaves, whatever else is said: "Stop, I have a question" is
 *    ambiguous, and who is taken off in error says START, while who is written to in error was wronged. Words with an everyday meaning (end,
 *    cancel, quit) count only under 1: "Cancel, I can't make it on Friday" is about Friday.
 * 3. In longer texts only requests count that name being contacted ("please stop texting me", "take me off your list"), not with a condition
 *    or a time ("don't call me before noon"), and not where the person asks for another channel instead ("don't call, text me").
 * 4. Whoever refuses the very way that they say it on leaves that way and no other, even where they ask for another one ("don't text me, email
 *    me instead", in a text) or say stop until a day ("stop sending me texts until Monday"): nobody here would know when to begin again, and
 *    START does. A mere preference ("text me instead of calling") and another way than this one ("don't call, text me", in a text) stay with 3.
 *
 * What is no opt-out though it may sound like one: having no interest, being angry, asking who writes. A person reads those.
 */
import { consentChannels, type ConsentChannel } from './channel.ts'
import { saysAutomatic } from './mail/automatic-words.ts'
import { sentFromDevice } from './mail/quote-words.ts'
import { courtesies, helps, starts, strongStops, weakStops, yeses } from './opt-word-lists.ts'
import { everythingStops, neverAsked, notMeant, requests, steersElsewhere } from './opt-requests.ts'
import { refusedWays } from './opt-ways.ts'

export type OptWord =
  /** `everything`: on whatever channel. */
  | { kind: 'stop'; channels: ConsentChannel[]; everything: boolean }
  /** `sure` is false for a mere "yes": it comes back only where there is something to come back to. */
  | { kind: 'start'; sure: boolean }
  | { kind: 'help' }

/** `text`: what the person wrote themselves, without what they quote. `channel`: on which. Null where it is an ordinary answer. */
export const optWord = (text: string, channel: ConsentChannel): OptWord | null => {
  const clauses = clausesOf(text)
  const bare = wordsOf(clauses)
  const whole = collapsed(bare.join(' '))
  if (startForms.has(whole)) return { kind: 'start', sure: true }
  if (helpForms.has(whole)) return { kind: 'help' }
  const refused = refusedWays(
    clauses.map(({ all }) => all),
    (head) => !notMeant.test(head),
  )
  if (isStop(text, clauses, bare))
    return stopOf(text, channel, steers(clauses) || clauses.some(({ all }) => asksFor.test(all)) ? refused : [])
  if (refused.includes(channel)) return { kind: 'stop', channels: [channel], everything: false }
  return yesForms.has(collapsed(plain(text))) ? { kind: 'start', sure: false } : null
}

/**
 * An email's subject too, where the text is none of the person's: none at all, what a phone puts there, or the remark of the mail program that
 * unsubscribes for them. Beside such a remark, which answering machines write as well, the subject has to say nothing else.
 */
export const optWordOfMail = (subject: string | undefined, text: string): OptWord | null => {
  const said = optWord(text, 'email')
  if (said?.kind === 'stop') return said
  const title = (subject ?? '').trim()
  // A subject with `Re:` is ours.
  if (/^(re|aw|sv|antw|fw|fwd|wg|tr|rv)\s*:/i.test(title)) return said
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.every((line) => sentFromDevice.test(line.slice(0, mostOfAClause)))) return optWord(title, 'email') ?? said
  const isRemark = text.length <= mostOfARemark && saysAutomatic.test(text)
  return isRemark && saysOnlyStop(wordsOf(clausesOf(title))) ? stopOf(title, 'email') : said
}

/** Letters that a mail program's remark has at most. */
const mostOfARemark = 300

/** Of a call's transcript: what the machine or the person on our side said is no wish of theirs. */
export const optWordOfCall = (transcript: string): OptWord | null => {
  const theirs = transcript
    .split('\n')
    .filter((line) => !/^\s*(ai|bot|agent|assistant|system|us)\s*:/i.test(line))
    .map((line) => line.replace(/^\s*(user|customer|caller|callee|human|contact)\s*:/i, ''))
    .join('\n')
  const said = optWord(theirs, 'call')
  return said?.kind === 'stop' ? said : null
}

interface Clause {
  /** In the order of the text, courtesies taken off. */
  words: string
  /** As they stand. */
  all: string
}

const wordsOf = (clauses: readonly Clause[]): string[] => clauses.map(({ words }) => words).filter((words) => words !== '')

const saysOnlyStop = (bare: readonly string[]): boolean =>
  bare.length > 0 && (stopForms.has(collapsed(bare.join(' '))) || bare.every((words) => stopForms.has(collapsed(words))))

const isStop = (text: string, clauses: readonly Clause[], bare: readonly string[]): boolean => {
  if (saysOnlyStop(bare)) return true
  if (/^[^\p{L}\p{N}]*s[^\p{L}\p{N}]*t[^\p{L}\p{N}]*o[^\p{L}\p{N}]*p[^\p{L}\p{N}]*$/iu.test(text)) return true
  if (clauses.some(({ words, all }) => strongForms.has(collapsed(words)) || strongForms.has(collapsed(all)))) return true
  if (bare.some(isStopBesideHelp)) return true
  if (clauses.some(({ all }) => neverAsked.test(all)) && bare.some((words) => stopForms.has(collapsed(words)))) return true
  const elsewhere = steers(clauses)
  return clauses.some(
    ({ all }) => !notMeant.test(all) && requests.some((request) => request.pattern.test(all) && !(request.steers && elsewhere)),
  )
}

const asksFor = /^(?:please |just |but )*(?:text|txt|e ?mail|call|write|whatsapp) me\b/

const steers = (clauses: readonly Clause[]): boolean => steersElsewhere.test(clauses.map(({ all }) => all).join(' '))

/** "STOP HELP": who is taken off in error says START. */
const isStopBesideHelp = (words: string): boolean => {
  const each = words.length > 80 ? [] : words.split(' ')
  return each.some((word) => strongForms.has(word)) && each.every((word) => strongForms.has(word) || helpForms.has(word))
}

const closing = '\\b(?:stop|quit|cease|dont|do not|never|no more)(?: \\w+){0,3}? '
const ways: Record<ConsentChannel, RegExp> = {
  email: new RegExp(`${closing}(?:e ?mail)`),
  sms: new RegExp(`${closing}(?:text|txt|sms|messag|msg)`),
  call: new RegExp(`${closing}(?:call|phoning|phone call|ringing)`),
}

/** `refused`: of a text that asks for another way, the ways that it is against. */
const stopOf = (text: string, channel: ConsentChannel, refused: readonly ConsentChannel[] = []): OptWord => {
  const said = plain(text)
  const everything = everythingStops.some((pattern) => pattern.test(said))
  // A number is texted and called; who names the other way means it too. A mailbox is only mailed.
  const open: readonly ConsentChannel[] = channel === 'email' ? ['email'] : ['sms', 'call']
  const isNamed = (one: ConsentChannel): boolean => (refused.length > 0 ? refused.includes(one) : ways[one].test(said))
  return {
    kind: 'stop',
    channels: everything ? [...consentChannels] : open.filter((one) => one === channel || isNamed(one)),
    everything,
  }
}

/** In lower case, without accents, apostrophes and emoji; a stop sign says stop. */
const plain = (text: string): string =>
  unaccented(text.replaceAll('🛑', ' stop '))
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()

const unaccented = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’‘`´ʼ]/g, '')
    .replaceAll(/[\u200b-\u200f\u2060\ufeff]|\ufe0f/g, '')
    .normalize('NFD')
    // Latin accents only: marks of other scripts are letters of their own.
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')

/** Whoever leaves says so early; the rest of a long mail is not worth the time of a slow pattern. */
const mostCharacters = 10_000
const mostOfAClause = 1_000

const clausesOf = (text: string): Clause[] =>
  text
    .slice(0, mostCharacters)
    .split(/[.!?\n\r…。！？]+/u)
    .flatMap((sentence) => sentence.split(/[,;:()"“”„«»|、，；：]+|\s[-–—]+\s|[–—]/u))
    .map((clause) => clause.slice(0, mostOfAClause))
    .map((clause) => ({ all: plain(clause), words: withoutCourtesies(plain(clause)) }))
    .filter(({ all }) => all !== '')

/** Takes courtesies off both ends, the longest first, as long as it is no word of the lists: "no more" keeps its no. */
const withoutCourtesies = (words: string): string => {
  if (stopForms.has(words)) return words
  for (const courtesy of courtesyForms) {
    if (words === courtesy) return ''
    if (words.startsWith(`${courtesy} `)) return withoutCourtesies(words.slice(courtesy.length + 1))
    if (words.endsWith(` ${courtesy}`)) return withoutCourtesies(words.slice(0, -courtesy.length - 1))
  }
  return words
}

/** "stop stop stop" says what "stop" says. */
const collapsed = (words: string): string => (words.length > 80 ? words : words.replaceAll(/\b(.+?)(?: \1\b)+/gu, '$1'))

const formsOf = (list: readonly string[]): string[] => list.map(plain).filter((form) => form !== '')
const strongForms = new Set(formsOf(strongStops))
const stopForms = new Set([...strongForms, ...formsOf(weakStops)])
const startForms = new Set(formsOf(starts))
const yesForms = new Set(formsOf(yeses))
const helpForms = new Set(formsOf(helps))
const courtesyForms = formsOf(courtesies).toSorted((a, b) => b.length - a.length)
