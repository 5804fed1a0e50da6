/**
 * People who live in the local mailbox: what they do with a mail follows from their address alone, so that a run can be repeated.
 *
 * Addresses at `persona.example` act by the first word of their local part: `opens-dana@`, `clicks-…`, `replies-…`, `bounces-…`, `complains-…`,
 * `away-…` (an out-of-office answer), `ignores-…`, `unsubscribes-…` (the one-click link), `full-…` (a full mailbox: each mail bounces softly,
 * for which SES's simulator has no address); SES refuses the first mail to `throttled-…` because its sender is too fast. Any other name there
 * behaves like one of a crowd: about 45 in 100 mails are opened, 12 clicked, 8 answered, 2 bounce. SES's own simulator addresses do what SES documents.
 */
import { createHash } from 'node:crypto'

export const personaDomain = 'persona.example'

/** What happens after a mail was accepted, and how many milliseconds later. */
export type Act = { after: number } & (
  | { kind: 'sent' }
  | { kind: 'delivered' }
  | { kind: 'bounced'; bounceType: 'Permanent' | 'Transient'; bounceSubType: string }
  | { kind: 'complained' }
  | { kind: 'opened'; userAgent: string; ip: string }
  /** `pick` in [0, 1) chooses among the mail's links. */
  | { kind: 'clicked'; pick: number; userAgent: string; ip: string }
  | { kind: 'replied'; text: string }
  | { kind: 'away'; text: string }
  | { kind: 'unsubscribed' }
)

/** `message` names the mail in a way that is the same in a repeated run (its subject, say). Ordered by time. */
export const actsOf = (address: string, message: string): Act[] => {
  const [local = '', domain = ''] = address.toLowerCase().split('@')
  if (domain === 'simulator.amazonses.com') return simulator(local.split('+')[0] ?? local)
  if (domain !== personaDomain) return [delivered]
  const habit = /^([a-z]+)(?:[-+.]|$)/.exec(local)?.[1] ?? ''
  return acts(address, message, Object.hasOwn(habits, habit) ? (habits[habit] ?? []) : mood(address, message)).toSorted(
    (a, b) => a.after - b.after,
  )
}

/** Whose first mail SES refuses as one too many at this pace. */
export const isThrottledPersona = (address: string): boolean => /^throttled(?:[-+.].*)?@persona\.example$/i.test(address)

/** A number in [0, 1) that is always the same for the same words: variety without chance. */
export const share = (...words: string[]): number => createHash('sha256').update(words.join('|')).digest().readUIntBE(0, 6) / 2 ** 48

type Habit = 'bounces' | 'opens' | 'clicks' | 'replies' | 'complains' | 'away' | 'unsubscribes' | 'full'

const habits: Record<string, Habit[]> = {
  opens: ['opens'],
  clicks: ['opens', 'clicks'],
  replies: ['opens', 'replies'],
  bounces: ['bounces'],
  complains: ['complains'],
  away: ['away'],
  ignores: [],
  unsubscribes: ['opens', 'unsubscribes'],
  full: ['full'],
}

const delivered: Act = { kind: 'delivered', after: 1_000 }

const simulator = (local: string): Act[] => {
  switch (local) {
    case 'bounce':
      return [{ kind: 'bounced', after: 2_000, bounceType: 'Permanent', bounceSubType: 'General' }]
    case 'complaint':
      return [delivered, { kind: 'complained', after: 3_000 }]
    case 'ooto':
      return [delivered, { kind: 'away', after: 3_000, text: 'This is an automatic reply. I am out of the office.' }]
    case 'suppressionlist':
      return [{ kind: 'bounced', after: 2_000, bounceType: 'Permanent', bounceSubType: 'Suppressed' }]
    default:
      return [delivered]
  }
}

/** One of the crowd. Whether a mailbox exists at all belongs to the address; everything else is another draw for each mail. */
const mood = (address: string, message: string): Habit[] => {
  if (share(address, 'exists') < 0.02) return ['bounces']
  const draw = (habit: string): number => share(address, message, habit)
  const result: Habit[] = []
  if (draw('replies') < 0.08) result.push('opens', 'replies')
  else if (draw('opens') < 0.4) result.push('opens')
  if (result.includes('opens') && draw('clicks') < 0.27) result.push('clicks')
  if (draw('away') < 0.02) result.push('away')
  if (draw('unsubscribes') < 0.008) result.push('unsubscribes')
  if (draw('complains') < 0.001) result.push('complains')
  return result
}

const minute = 60_000
const hour = 60 * minute

const acts = (address: string, message: string, does: Habit[]): Act[] => {
  if (does.includes('bounces')) return [{ kind: 'bounced', after: 2_000, bounceType: 'Permanent', bounceSubType: 'General' }]
  if (does.includes('full')) return [{ kind: 'bounced', after: 2_000, bounceType: 'Transient', bounceSubType: 'MailboxFull' }]
  const between = (what: string, from: number, to: number): number => from + share(address, message, what, 'when') * (to - from)
  const pick = <T>(what: string, from: readonly [T, ...T[]]): T => from[Math.floor(share(address, what) * from.length)] ?? from[0]
  const device = { userAgent: pick('device', devices), ip: `198.51.100.${1 + Math.floor(share(address, 'ip') * 250)}` }
  const openedAt = between('opens', 6 * minute, 5 * hour)
  const result: Act[] = [delivered]
  for (const habit of does) {
    if (habit === 'opens') result.push({ kind: 'opened', after: openedAt, ...device })
    if (habit === 'clicks')
      result.push({
        kind: 'clicked',
        after: openedAt + between('clicks', 20_000, 4 * minute),
        pick: share(address, message, 'link'),
        ...device,
      })
    if (habit === 'replies')
      result.push({ kind: 'replied', after: openedAt + between('replies', 10 * minute, 20 * hour), text: pick(`${message}|says`, answers) })
    if (habit === 'complains') result.push({ kind: 'complained', after: between('complains', hour, 8 * hour) })
    if (habit === 'away') result.push({ kind: 'away', after: 20_000, text: pick('away', absences) })
    if (habit === 'unsubscribes') result.push({ kind: 'unsubscribed', after: openedAt + between('unsubscribes', minute, hour) })
  }
  return result.map((act) => ({ ...act, after: inSittings(act.after) }))
}

/** People read their mail in sittings, half an hour apart; a machine's answer (within the first minute) comes when it comes. */
const inSittings = (after: number): number => (after < minute ? after : Math.ceil(after / (30 * minute)) * 30 * minute)

const devices = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18025; Pro)',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
] as const

const answers = [
  'Thanks for writing. Could you call me tomorrow after two?',
  'Yes, that sounds interesting. What would the next step be?',
  'Who gave you my details? I might be open to talk, but I want to know more first.',
  'We are still thinking about it. Can you send me a few numbers?',
  'Not right now, maybe in the spring.',
  'Happy to chat. Next week works best for me.',
  'How much are you offering?',
] as const

const absences = [
  'I am out of the office until Monday and will answer when I am back.',
  'Thank you for your message. I am on leave with limited access to email.',
  'Automatic reply: I am travelling this week. For anything urgent please call the office.',
] as const
