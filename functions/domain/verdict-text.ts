/** A gate's verdict as a sentence: what was asked, what it saw, and what to do where it was closed. */
import { addressKindOf, type Channel } from './channel.ts'
import type { ContactHead } from './contact.ts'
import type { Attempt, GateName, GateVerdict } from './message.ts'
import { messageReasonText, suppressionText } from './reasons.ts'
import { suppressionReasons } from './contact.ts'
import { dayText } from './say-when.ts'

/** What a sentence needs beside the verdict itself. */
export interface VerdictContext {
  channel: Channel
  /** IANA zone in which days are named. */
  zone: string
  consent: ContactHead['consent']
}

export const verdictText = (verdict: GateVerdict, attempt: Pick<Attempt, 'startedAt'>, context: VerdictContext): string => {
  const { gate, pass, reason, saw = '' } = verdict
  const label = labels[gate]
  if (!pass) return [`${label}: ${reason ? messageReasonText(reason) : 'closed.'}`, ...seenText(gate, saw)].join(' ')
  return `${label}: ${passed(gate, saw, attempt, context)}`
}

const labels: Record<GateName, string> = {
  sending: 'Sending',
  enrollment: 'Enrollment',
  revision: 'Plan',
  sequence: 'Sequence',
  condition: 'Condition',
  address: 'Address',
  suppression: 'Opt-outs',
  allow_list: 'Allow-list',
  sandbox: 'Sandbox',
  sender: 'Sender',
  consent: 'Consent',
  line_type: 'Kind of line',
  touch_limit: 'Daily limit',
  window: 'Hours',
  approval: 'Approval',
  merge_fields: 'Text',
  adapter: 'Channel',
}

/** What a closed gate saw, where that says more than its reason. */
const seenText = (gate: GateName, saw: string): string[] => {
  if (saw === '') return []
  const suppression = suppressionReasons.find((reason) => reason === saw)
  if (gate === 'suppression') return suppression ? [`(${suppressionText(suppression)})`] : []
  if (gate === 'touch_limit') return [`(${touchesText(saw, null)})`]
  return ['merge_fields', 'window', 'sender', 'adapter', 'condition', 'approval'].includes(gate) ? [`(${saw})`] : []
}

const passed = (gate: GateName, saw: string, attempt: Pick<Attempt, 'startedAt'>, context: VerdictContext): string => {
  switch (gate) {
    case 'sending':
      return 'it is on.'
    case 'enrollment':
    case 'sequence':
      return `it is ${saw}.`
    case 'revision':
      return `revision ${saw} is the current one.`
    case 'condition':
      return saw === 'none' ? 'the step has none.' : `it ${saw}.`
    case 'address':
      return addressKindOf(context.channel) ? 'there is one, and it works.' : 'none is needed, as a person carries this out.'
    case 'suppression':
      return 'none on record.'
    case 'allow_list':
      return saw === 'listed' ? 'the recipient is on it.' : 'it does not limit this message.'
    case 'sandbox':
      return saw === 'listed' ? 'the recipient may be written to in it.' : 'the account is not in it.'
    case 'sender':
      return saw === 'not capped' ? 'it is not being warmed up.' : `${saw} are used.`
    case 'consent':
      return consentText(saw, attempt, context)
    case 'touch_limit':
      return saw === 'not counted' ? 'this channel does not count toward it.' : `${touchesText(saw, context.zone)}.`
    case 'window':
      return `open at the contact's place, ${saw}.`
    case 'approval':
      return saw === 'none asked' ? 'the step asks for none.' : `${saw}.`
    case 'line_type':
      return lineText(saw)
    case 'merge_fields':
      return `every merge variable has a value${textText(saw)}.`
    case 'adapter':
      return `${saw} is ready.`
    default:
      return gate satisfies never
  }
}

/** What else was seen of a text that renders: how long it is, and whose words it is in. */
const textText = (saw: string): string => {
  const more = saw.replace(/^complete(?: in )?/, '')
  return more === '' ? '' : `; ${more === saw ? '' : 'in '}${more}`
}

/** What is known of a text's number. */
const lineText = (saw: string): string => {
  if (saw === 'not asked') return 'it matters to texts alone.'
  if (saw === 'not looked up') return 'nobody knows it, so the text may leave.'
  return saw === 'unknown'
    ? 'the number is neither known as a mobile nor as a landline.'
    : `the number is a ${saw === 'voip' ? 'number on the internet' : saw}.`
}

/** `0 of 2 on 2026-11-20` as a person says it. */
const touchesText = (saw: string, zone: string | null): string => {
  const [, count, day] = /^(\d+ of \d+) on (\d{4}-\d{2}-\d{2})$/.exec(saw) ?? []
  if (count === undefined || day === undefined) return saw
  return `${count} touches on ${zone === null ? day : dayText(`${day}T12:00:00Z`, 'UTC')}`
}

/** The consent as it stands, where it is the one that this attempt saw; a newer word is not what was seen then. */
const consentText = (saw: string, { startedAt }: Pick<Attempt, 'startedAt'>, { channel, zone, consent }: VerdictContext): string => {
  if (saw === 'none needed') return 'none is needed for what a person carries out.'
  if (saw === 'unknown') return 'none is on record, and email may be sent until it is refused.'
  const known = channel === 'linkedin' || channel === 'task' ? undefined : consent[channel]
  if (saw !== 'given' || !known?.given || Date.parse(known.at) > Date.parse(startedAt)) return `${saw}.`
  return `given on ${dayText(known.at, zone)} by ${sourceText(known.source)}.`
}

/** Who told of a consent. */
export const sourceText = (source: string): string => {
  if (source === 'crm') return 'the CRM'
  return source.startsWith('import by ') ? `an ${source}` : source
}
