/** What the check found, in groups that each say one thing: who stays out and why, and what awaits those who go in. */
import type { ConsentChannel } from '../../functions/domain/channel.ts'
import { plural } from '../format/figures.ts'
import { channelNames } from '../format/channels.ts'
import type { BadRow } from './csv-rows.ts'
import type { Standing } from './enroll-check.ts'

export interface Entry {
  id: string
  name: string
  line: number | undefined
  text: string
}
export interface Group {
  key: string
  title: string
  /** What can be done about it, where that is not in each entry. */
  hint?: string
  entries: Entry[]
}

type Refused = Extract<Standing, { kind: 'refused' }>
type Ready = Exclude<Standing, { kind: 'refused' }>

/** Those who stay out, the rows of a list that cannot be read first. */
export const leftOut = (standings: readonly Standing[], bad: readonly BadRow[]): Group[] => {
  const groups = new Map<string, Refused[]>()
  for (const standing of standings)
    if (standing.kind === 'refused') groups.set(standing.reason, [...(groups.get(standing.reason) ?? []), standing])
  const rows = bad.map(({ line, name, text, detail }) => ({ id: `line ${line}`, name, line, text: detail ? `${text} (${detail})` : text }))
  return [
    ...(rows.length > 0 ? [{ key: 'bad_rows', title: `${plural(rows.length, 'row')} cannot be taken in`, entries: rows }] : []),
    ...[...groups].map(([reason, refused]) => ({
      key: reason,
      ...outTitle(reason, refused.length),
      entries: refused.map((standing) => entryOf(standing, standing.text)),
    })),
  ]
}

const outTitle = (reason: string, count: number): Pick<Group, 'title' | 'hint'> => {
  const who = plural(count, 'contact')
  switch (reason) {
    case 'no_usable_address':
      return { title: `${who} without an address that works` }
    case 'no_consent_any_channel':
      return { title: `${who} agreed to nothing that this sequence uses`, hint: 'If they did agree, go back and say where and when.' }
    case 'suppressed_everywhere':
      return { title: `${who} asked not to be contacted` }
    case 'several_contacts':
      return { title: `${plural(count, 'row')} could mean more than one contact` }
    case 'not_known':
      return { title: `${plural(count, 'id')} that nobody knows` }
    case 'repeated_row':
      return { title: `${plural(count, 'row')} named before` }
    case 'reentry_refused':
      return { title: `${who} were in this sequence before` }
    default:
      return { title: `${who} refused` }
  }
}

/** What awaits those who go in: nothing of it keeps them out. */
export const notesOn = (standings: readonly Standing[]): Group[] => {
  const going = standings.filter((standing): standing is Ready => standing.kind !== 'refused')
  return [...lacking(going), ...unreached(going), ...renamed(going), ...moving(going), ...limited(going), ...fresh(going)]
}

const lacking = (going: readonly Ready[]): Group[] => {
  const groups = new Map<string, { steps: number[]; who: Ready[] }>()
  for (const standing of going)
    for (const { name, steps } of standing.met.lacks) {
      const key = `${name} ${steps.join(',')}`
      groups.set(key, { steps, who: [...(groups.get(key)?.who ?? []), standing] })
    }
  return [...groups].map(([key, { steps, who }]) => {
    const name = key.slice(0, key.lastIndexOf(' '))
    const waits = `${stepsText(steps)} ${steps.length === 1 ? 'waits' : 'wait'}`
    return {
      key: `lacks ${key}`,
      title: `${plural(who.length, 'contact')} without {{${name}}}: ${waits} until it is filled`,
      hint: `Bring a column for it, or give {{${name}}} a default in the sequence.`,
      entries: who.map((standing) => entryOf(standing, `Has no ${name}.`)),
    }
  })
}

const unreached = (going: readonly Ready[]): Group[] => {
  const groups = new Map<string, { closed: Closed; who: Ready[] }>()
  for (const standing of going)
    for (const closed of standing.met.unreached) {
      const key = `${closed.channel} ${closed.reason}`
      groups.set(key, { closed, who: [...(groups.get(key)?.who ?? []), standing] })
    }
  return [...groups].map(([key, { closed, who }]) => {
    const { channel, reason, steps, text } = closed
    const reach = steps.length === 1 ? 'does not reach them' : 'do not reach them'
    return {
      key: `closed ${key}`,
      title: `${plural(who.length, 'contact')} ${whyClosed(channel, reason)}: ${stepsText(steps)} ${reach}`,
      ...(reason === 'no_consent' ? { hint: 'If they did agree, go back and say where and when.' } : {}),
      entries: who.map((standing) => entryOf(standing, text)),
    }
  })
}

type Closed = Ready['met']['unreached'][number]

const whyClosed = (channel: Closed['channel'], reason: Closed['reason']): string => {
  const isEmail = channel === 'email'
  switch (reason) {
    case 'no_address':
      return isEmail ? 'without an email address' : 'without a phone number'
    case 'address_dead':
      return isEmail ? 'whose email address does not work' : 'whose number does not work'
    case 'no_consent':
      return `without consent to ${{ email: 'email', sms: 'texts', call: 'calls', linkedin: 'LinkedIn', task: 'tasks' }[channel]}`
    case 'suppressed':
      return `closed for ${channelNames[channel]}`
    default:
      return reason satisfies never
  }
}

const stepsText = (steps: readonly number[]): string => `${steps.length === 1 ? 'step' : 'steps'} ${numbersOf(steps)}`

const renamed = (going: readonly Ready[]): Group[] => {
  const who = going.filter(({ met }) => met.nameSoFar !== undefined)
  if (who.length === 0) return []
  const entries = who.map((standing) => entryOf(standing, `Is called ${standing.met.nameSoFar} so far.`))
  return [
    {
      key: 'renamed',
      title: `${plural(who.length, 'contact')} ${who.length === 1 ? 'gets another name' : 'get other names'}`,
      hint: 'Two people may share an address: match by the other address, or give each their contact id.',
      entries,
    },
  ]
}

const moving = (going: readonly Ready[]): Group[] => {
  const who = going.filter(({ met }) => met.movesFrom !== undefined)
  if (who.length === 0) return []
  const entries = who.map((standing) => entryOf(standing, `Is with ${standing.met.movesFrom} now, and moves to the lead of the list.`))
  return [{ key: 'moves', title: `${plural(who.length, 'contact')} ${who.length === 1 ? 'moves' : 'move'} to another lead`, entries }]
}

const limited = (going: readonly Ready[]): Group[] => {
  const who = going.flatMap((standing) => (standing.kind === 'ready' && standing.notes.length > 0 ? [standing] : []))
  if (who.length === 0) return []
  const entries = who.map((standing) => entryOf(standing, standing.notes.join(' ')))
  return [{ key: 'limit', title: `${plural(who.length, 'contact')} enrolled within the daily limit`, entries }]
}

const fresh = (going: readonly Ready[]): Group[] => {
  const who = going.filter(({ met }) => met.isNew)
  if (who.length === 0) return []
  const entries = who.map((standing) => entryOf(standing, 'Is not known so far.'))
  return [
    {
      key: 'new',
      title: plural(who.length, 'new contact'),
      hint: 'The list makes them known. Another list finds them again by the same address.',
      entries,
    },
  ]
}

/** `1, 2 and 5`. */
const numbersOf = (numbers: readonly number[]): string =>
  numbers.length < 2 ? numbers.join('') : `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`

const entryOf = ({ candidate: { id, name, line } }: Standing, text: string): Entry => ({ id, name, line, text })

/** Channels by which a sequence writes or calls by itself: those that consent is asked for. */
export const consentChannelsOf = (steps: readonly { channel: string; off?: boolean | undefined }[]): ConsentChannel[] =>
  (['email', 'sms', 'call'] as const).filter((channel) => steps.some((step) => step.channel === channel && step.off !== true))
