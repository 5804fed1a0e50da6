/** The gates that a message passes in their order. Each says what it saw; the first that closes decides what becomes of the message. */
import { addressKindOf, countsAsTouch } from './channel.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from './contact.ts'
import { contentOf } from './content.ts'
import type { Content } from './content.ts'
import type { GateName, GateVerdict, MessageReason } from './message.ts'
import { channelOf } from './plan.ts'
import { addressState, consentState, hasConsent, suppressionOf } from './reachable.ts'
import type { Step } from './sequence.ts'
import type { SendContext } from './signal.ts'
import { mergeVariables } from './template.ts'
import { localDate, nextOpening, sameTimeLater } from './windows.ts'

export interface GateInput {
  head: ContactHead
  enrollment: LiveEnrollment
  item: PlannedMessage
  step: Step
  context: SendContext
  /** Epoch seconds. */
  at: number
}

/** What becomes of a message at a closed gate. `heal`: held, and healing looks for another way. `end`: the whole enrollment ends. */
export type Closing =
  | { becomes: 'skipped' | 'held' | 'heal'; reason: MessageReason }
  | { becomes: 'later'; reason: 'touch_limit' | 'outside_window'; due: number }
  | { becomes: 'end'; exit: 'archived' | 'bounced' }

export type Gates =
  | { open: true; verdicts: GateVerdict[]; content: Extract<Content, { kind: 'content' }> }
  | { open: false; verdicts: GateVerdict[]; closing: Closing }

/** Asks every gate in the order of `gateNames`, up to the first that closes. */
export const askGates = (input: GateInput): Gates => {
  const verdicts: GateVerdict[] = []
  const content = contentOf(input.step, channelOf(input.item), mergeVariables(input.context.profile, input.context.rules))
  for (const [gate, ask] of gates) {
    const { saw, closing } = ask(input, content)
    const reason = closing && 'reason' in closing ? closing.reason : closing?.exit === 'archived' ? 'sequence_archived' : 'address_dead'
    verdicts.push(closing ? { gate, pass: false, reason, saw } : { gate, pass: true, saw })
    if (closing) return { open: false, verdicts, closing }
  }
  if (content.kind !== 'content') throw new Error('the merge gate let a text pass that does not render')
  return { open: true, verdicts, content }
}

interface Answer {
  saw: string
  closing?: Closing
}
type Gate = (input: GateInput, content: Content) => Answer

const sequence: Gate = ({ context }) => {
  const saw = context.sequenceStatus
  if (saw === 'active') return { saw }
  return { saw, closing: saw === 'archived' ? { becomes: 'end', exit: 'archived' } : { becomes: 'held', reason: 'sequence_paused' } }
}

const address: Gate = ({ head, item, step, context }) => {
  const saw = addressState(head, context.records, channelOf(item))
  if (saw === 'missing') return { saw, closing: { becomes: 'skipped', reason: 'no_address' } }
  if (saw !== 'dead') return { saw }
  if (channelOf(item) !== 'email' || step.onFailure === 'skip') return { saw, closing: { becomes: 'skipped', reason: 'address_dead' } }
  return { saw, closing: step.onFailure === 'end' ? { becomes: 'end', exit: 'bounced' } : { becomes: 'heal', reason: 'address_dead' } }
}

const suppression: Gate = ({ head, item, context }) => {
  const reason = suppressionOf(head, context.records, channelOf(item))
  return reason ? { saw: reason, closing: { becomes: 'skipped', reason: 'suppressed' } } : { saw: 'none' }
}

const consent: Gate = ({ head, item }) => {
  const saw = consentState(head, channelOf(item))
  return hasConsent(head, channelOf(item)) ? { saw } : { saw, closing: { becomes: 'skipped', reason: 'no_consent' } }
}

/** Counted on the day on which the message could leave, which is another one where the window is closed now. */
const touchLimit: Gate = ({ head, item, context, at }) => {
  const channel = channelOf(item)
  if (!countsAsTouch(channel)) return { saw: 'not counted' }
  const { rules } = context
  const room = (moment: number): boolean => (head.touches[localDate(moment, head.timeZone)] ?? 0) < rules.dailyTouchLimit
  const leaves = nextOpening(channel, at, head.timeZone, rules)
  const day = localDate(leaves, head.timeZone)
  const saw = `${head.touches[day] ?? 0} of ${rules.dailyTouchLimit} on ${day}`
  if (room(leaves)) return { saw }
  let free = leaves
  for (let days = 1; days <= 7 && !room(free); days++)
    free = nextOpening(channel, sameTimeLater(leaves, days, head.timeZone), head.timeZone, rules)
  const tooFar = free - item.due > rules.latenessHours * 3600
  if (item.deferred || tooFar || !room(free)) return { saw, closing: { becomes: 'skipped', reason: 'touch_limit' } }
  return { saw, closing: { becomes: 'later', reason: 'touch_limit', due: free } }
}

const window: Gate = ({ head, item, context, at }) => {
  if (at - item.due > context.rules.latenessHours * 3600)
    return { saw: `${Math.floor((at - item.due) / 3600)} h late`, closing: { becomes: 'skipped', reason: 'too_late' } }
  const opens = nextOpening(channelOf(item), at, head.timeZone, context.rules)
  const saw = `${head.timeZone} (${head.timeZoneSource})`
  return opens === at ? { saw } : { saw, closing: { becomes: 'later', reason: 'outside_window', due: opens } }
}

const mergeFields: Gate = (_input, content) => {
  if (content.kind === 'content') return { saw: 'complete' }
  return content.kind === 'missing'
    ? { saw: content.names.join(', '), closing: { becomes: 'held', reason: 'missing_merge_value' } }
    : { saw: content.message, closing: { becomes: 'held', reason: 'template_error' } }
}

const adapter: Gate = ({ item, context }) => {
  const channel = channelOf(item)
  const { name, stopped } = context.adapters[channel]
  // An email without its one-click address must not leave; the shell names it wherever there is an email address.
  if (channel === 'email' && context.unsubscribeUrl === '')
    return { saw: 'no unsubscribe address', closing: { becomes: 'held', reason: 'channel_stopped' } }
  return stopped ? { saw: `${name} stopped`, closing: { becomes: 'held', reason: 'channel_stopped' } } : { saw: name }
}

const gates: readonly (readonly [GateName, Gate])[] = [
  ['enrollment', ({ enrollment }) => ({ saw: enrollment.status })],
  ['revision', ({ item }) => ({ saw: String(item.rev) })],
  ['sequence', sequence],
  ['address', address],
  ['suppression', suppression],
  ['consent', consent],
  ['touch_limit', touchLimit],
  ['window', window],
  ['approval', () => ({ saw: 'none asked' })],
  ['merge_fields', mergeFields],
  ['adapter', adapter],
]

/** Where a channel's message goes to, or null where a person carries it out. */
export const recipientOf = (head: ContactHead, item: PlannedMessage): { to: string; addressKey: string } | null => {
  const kind = addressKindOf(channelOf(item))
  const found = kind ? head.addresses[kind] : undefined
  return found ? { to: found.value, addressKey: found.key } : null
}
