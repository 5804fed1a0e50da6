/** The gates that a message passes in their order. Each says what it saw; the first that closes decides what becomes of the message. */
import { sandbox, sender } from './account-gates.ts'
import { isAllowed } from './allow-list.ts'
import { askCondition } from './ask-condition.ts'
import { templateText } from './composed.ts'
import type { StepCondition } from './condition.ts'
import type { ContactHead, Draft, LiveEnrollment, PlannedMessage } from './contact.ts'
import type { Departure } from './departure.ts'
import type { Content } from './content.ts'
import { draftToApprove, flawOf, leaving } from './draft.ts'
import { isUnset } from './email-body.ts'
import { mailedBy } from './email-sender.ts'
import type { GateName, GateVerdict, MessageReason } from './message.ts'
import { channelOf, speaksByDraft } from './plan.ts'
import { addressState, consentState, hasConsent, suppressionOf } from './reachable.ts'
import { recipientOf } from './recipient.ts'
import type { SendContext } from './signal.ts'
import { lineType, tooLong } from './sms-gates.ts'
import { mergeVariables } from './template.ts'
import { slowedTo, touchLimit, window } from './time-gates.ts'
import { variantText, type ChosenVariant, type WordedStep } from './variants.ts'

export interface GateInput {
  head: ContactHead
  enrollment: LiveEnrollment
  item: PlannedMessage
  step: WordedStep
  context: SendContext
  /** Epoch seconds. */
  at: number
}

/**
 * What becomes of a message at a closed gate. `heal`: held, and healing looks for another way. `past`: everything before the step `to` is
 * skipped, or all that remains where that is null. `end`: the whole enrollment ends.
 */
export type Closing =
  | { becomes: 'skipped' | 'heal'; reason: MessageReason }
  /** `until`: epoch seconds at which it is asked for the last time. `draft`: the text that is to be approved, where it is new. `lacks`: merge variables without a value. */
  | { becomes: 'held'; reason: MessageReason; until?: number; draft?: Draft; lacks?: string[] }
  | { becomes: 'past'; reason: 'branched_past'; to: string }
  | { becomes: 'past'; reason: 'condition_not_met'; to: null }
  | { becomes: 'later'; reason: 'touch_limit' | 'sender_cap' | 'channel_throttled' | Departure['reason']; due: number }
  | { becomes: 'end'; exit: 'archived' | 'bounced' }

export type Gates =
  | { open: true; verdicts: GateVerdict[]; content: Extract<Content, { kind: 'content' }> }
  | { open: false; verdicts: GateVerdict[]; closing: Closing }

/** Asks every gate in the order of `gateNames`, up to the first that closes. */
export const askGates = (input: GateInput): Gates => {
  const verdicts: GateVerdict[] = []
  const content = textOf(input)
  for (const [gate, ask] of gates) {
    const { saw, closing } = ask(input, content)
    const reason = closing && 'reason' in closing ? closing.reason : closing?.exit === 'archived' ? 'sequence_archived' : 'address_dead'
    verdicts.push(closing ? { gate, pass: false, reason, saw } : { gate, pass: true, saw })
    if (closing) return { open: false, verdicts, closing }
  }
  if (content.kind !== 'content') throw new Error('the merge gate let a text pass that does not render')
  return { open: true, verdicts, content }
}

/** What would leave: the text that a person approves or wrote, where there is to be one, else the template with the contact's values. */
const textOf = (input: GateInput): Content => {
  const { item, step, context } = input
  if (!speaksByDraft(item, step) || !context.draft) return templateText(input)
  const { subject, body } = leaving(input, context.draft)
  return { kind: 'content', ...(subject === undefined ? {} : { subject }), body }
}

interface Answer {
  saw: string
  closing?: Closing
}
export type Gate = (input: GateInput, content: Content) => Answer

/** Whatever the channel: a sequence stands still as a whole. */
const sending: Gate = ({ context: { controls } }) =>
  controls.sending === 'on' ? { saw: 'on' } : { saw: 'stopped', closing: { becomes: 'held', reason: 'sending_stopped' } }

const sequence: Gate = ({ context }) => {
  const saw = context.sequenceStatus
  if (saw === 'active') return { saw }
  return { saw, closing: saw === 'archived' ? { becomes: 'end', exit: 'archived' } : { becomes: 'held', reason: 'sequence_paused' } }
}

const condition: Gate = ({ enrollment, item, step, context, at }) => {
  if (!step.condition) return { saw: 'none' }
  const { plan, reply } = enrollment
  const attributes = mergeVariables(context.profile, context.rules)
  const known = { events: context.events ?? {}, plan, attributes, ...(reply ? { reply } : {}) }
  const asked = askCondition(step.condition, known, { due: item.due, at, until: item.until })
  switch (asked.kind) {
    case 'holds':
      return { saw: 'holds' }
    case 'waits': {
      const until = asked.until === undefined ? {} : { until: asked.until }
      return {
        saw: `waits for an ${asked.for === 'outcome' ? 'outcome' : 'answer'}`,
        closing: { becomes: 'held', reason: `waiting_for_${asked.for}`, ...until },
      }
    }
    case 'fails':
      return { saw: 'does not hold', closing: otherwise(step.condition.otherwise) }
    default:
      return asked satisfies never
  }
}

const otherwise = (course: StepCondition['otherwise']): Closing => {
  if (course === 'skip') return { becomes: 'skipped', reason: 'condition_not_met' }
  if (course === 'end') return { becomes: 'past', reason: 'condition_not_met', to: null }
  return { becomes: 'past', reason: 'branched_past', to: course.goTo }
}

const address: Gate = ({ head, item, step, context }) => {
  const saw = addressState(head, context.records, channelOf(item))
  if (saw === 'missing') return { saw, closing: { becomes: 'skipped', reason: 'no_address' } }
  if (saw !== 'dead') return { saw }
  if (step.onFailure === 'skip') return { saw, closing: { becomes: 'skipped', reason: 'address_dead' } }
  return { saw, closing: step.onFailure === 'end' ? { becomes: 'end', exit: 'bounced' } : { becomes: 'heal', reason: 'address_dead' } }
}

const suppression: Gate = ({ head, item, context }) => {
  const reason = suppressionOf(head, context.records, channelOf(item))
  return reason ? { saw: reason, closing: { becomes: 'skipped', reason: 'suppressed' } } : { saw: 'none' }
}

/** What a person carries out reaches nobody by itself. */
const allowList: Gate = ({ head, item, context: { controls } }) => {
  const recipient = recipientOf(head, item)
  if (controls.allowList === null || !recipient) return { saw: 'not limited' }
  return isAllowed(controls.allowList, recipient.to)
    ? { saw: 'listed' }
    : { saw: 'not listed', closing: { becomes: 'skipped', reason: 'not_on_allow_list' } }
}

const consent: Gate = ({ head, item }) => {
  const saw = consentState(head, channelOf(item))
  return hasConsent(head, channelOf(item)) ? { saw } : { saw, closing: { becomes: 'skipped', reason: 'no_consent' } }
}

/** An approval holds for one recipient, channel and text: whatever else would leave now waits for a person again. */
const approval: Gate = (input) => {
  const { item, step, context, at } = input
  if (!speaksByDraft(item, step)) return { saw: 'none asked' }
  const approved = item.approval === 'approved'
  const known = context.draft ? leaving(input, context.draft) : undefined
  const hash = known?.hash
  // What was approved before briefs were told from texts must not leave as one.
  if (known && approved && hash !== undefined && hash === item.approved && flawOf(known) !== 'draft_is_brief')
    return { saw: `${item.edited ? `written by ${context.draft?.inPlace?.by ?? 'a person'},` : 'approved'} ${hash.slice(0, 8)}` }
  const { draft, isNews } = draftToApprove(input, at * 1000)
  return {
    saw: approved ? 'the recipient, channel or text is another one than was approved' : (item.approval ?? 'no draft yet'),
    closing: { becomes: 'held', reason: 'approval_pending', ...(isNews ? { draft } : {}) },
  }
}

const mergeFields: Gate = (input, content) => {
  const { saw, ...answer } = renders(input, content)
  const variant = variantOf({ ...input, draft: input.context.draft })
  return { ...answer, saw: variant === undefined ? saw : `${saw} in ${variantText(variant)}` }
}

/** Variables without a value that a head keeps of one message. */
const mostLacking = 5

const renders: Gate = (input, content) => {
  if (content.kind === 'content') return tooLong(input, content)
  return content.kind === 'missing'
    ? {
        saw: content.names.join(', '),
        closing: { becomes: 'held', reason: 'missing_merge_value', lacks: content.names.slice(0, mostLacking) },
      }
    : { saw: content.message, closing: { becomes: 'held', reason: 'template_error' } }
}

/** Whose words the message is in; what a person wrote for this one message, or made of its draft, is no variant's. */
export const variantOf = ({
  item,
  step,
  draft,
}: Pick<GateInput, 'item' | 'step'> & { draft?: Draft | undefined }): ChosenVariant | undefined =>
  item.edited ? undefined : draft && speaksByDraft(item, step) ? draft.variant : step.variant

const adapter: Gate = (input) => {
  const { item, context } = input
  const channel = channelOf(item)
  const { name, stopped } = context.adapters[channel]
  // An email without its one-click address must not leave; the shell names it wherever there is an email address.
  if (channel === 'email' && context.unsubscribeUrl === '')
    return { saw: 'no unsubscribe address', closing: { becomes: 'held', reason: 'channel_stopped' } }
  if (stopped) return { saw: `${name} stopped`, closing: { becomes: 'held', reason: 'channel_stopped' } }
  if (channel === 'email' && isUnset(context.rules.postalAddress))
    return { saw: 'no postal address', closing: { becomes: 'held', reason: 'no_postal_address' } }
  const slowed = slowedTo(input)
  const by = channel === 'email' ? mailedBy(context.rules.emailSenders ?? [], input.enrollment, context.owner) : ''
  return slowed === null
    ? { saw: `${name}${by}` }
    : { saw: `${name} slowed`, closing: { becomes: 'later', reason: 'channel_throttled', due: slowed } }
}

const gates: readonly (readonly [GateName, Gate])[] = [
  ['sending', sending],
  ['enrollment', ({ enrollment }) => ({ saw: enrollment.status })],
  ['revision', ({ item }) => ({ saw: String(item.rev) })],
  ['sequence', sequence],
  ['condition', condition],
  ['address', address],
  ['suppression', suppression],
  ['allow_list', allowList],
  ['sandbox', sandbox],
  ['consent', consent],
  ['line_type', lineType],
  ['touch_limit', touchLimit],
  ['window', window],
  ['sender', sender],
  ['approval', approval],
  ['merge_fields', mergeFields],
  ['adapter', adapter],
]
