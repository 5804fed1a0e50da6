/** Requests against one way of being reached that leave another open, or that say until when, clause by clause in the form of opt-words.ts. */
import { consentChannels, type ConsentChannel } from './channel.ts'

/** Its verb, the verb's other form, and what comes by it. */
const words: Record<ConsentChannel, [string, string, string]> = {
  email: ['(?:e ?mail|mail|write)', '(?:e ?mailing|mailing|writing)', '(?:e ?mails?|mails?|newsletters?)'],
  sms: ['(?:text|txt|sms|message|msg)', '(?:texting|txting|messaging|msging)', '(?:texts?|txts?|sms|messages?|msgs?|text messages?)'],
  call: ['(?:call|phone|ring)', '(?:calling|phoning|ringing)', '(?:phone calls?|calls?)'],
}
const anyVerb = `(?:text|txt|sms|message|e ?mail|mail|write|call|phone|ring|whatsapp)`
const courteous = '(?: (?:again|any ?more|ever|please|pls|at all|now|here|(?:at|on) this number|thanks))*'
/** Nothing more, or another way. */
const otherwise = `(?=$| (?:instead|(?:and |but |you can |can you |could you |please |pls |just |only |rather )*${anyVerb}\\b))`
/** Whoever stops it until a day has stopped it. An hour is no leaving. */
const forNow = '(?=$| (?:until|till|til) (?!\\d|noon|midnight|after|before)| for (?:now|a while|the time being)$)'

const patternsOf = ([verb, form, thing]: readonly [string, string, string]): RegExp[] => {
  const stop = `\\b(?:stop|quit|cease) (?:${form}(?: me| us)?|(?:sending|with|getting|all)(?: (?:me|us|the|these|your|any|more|all|out))* ${thing})`
  const dont = `\\b(?:do not|dont|dnt|never|no longer) (?:ever )?(?:${verb}(?: me| us)?|send (?:me |us )?(?:any |more |these |your )*${thing})`
  return [`(${stop})${courteous}${otherwise}`, `(${stop})${courteous}${forNow}`, `(${dont})${courteous}${otherwise}`].map(
    (pattern) => new RegExp(pattern),
  )
}
const patterns: Record<ConsentChannel, RegExp[]> = {
  email: patternsOf(words.email),
  sms: patternsOf(words.sms),
  call: patternsOf(words.call),
}

/** The ways that these clauses are against. `isMeant` judges a clause as far as the request goes: reported, or asked about. */
export const refusedWays = (clauses: readonly string[], isMeant: (head: string) => boolean): ConsentChannel[] =>
  consentChannels.filter((channel) =>
    clauses.some((clause) =>
      patterns[channel].some((pattern) => {
        const found = pattern.exec(clause)
        return found !== null && isMeant(clause.slice(0, found.index + (found[1] ?? '').length))
      }),
    ),
  )
