/** A step as it would read for one contact who were enrolled now: by the very composition that sends, and with what keeps it from that. */
import type { Channel } from './channel.ts'
import { handedOver, templateText } from './composed.ts'
import type { ContactHead, ContactProfile, LiveEnrollment } from './contact.ts'
import { hasShortForm } from './content.ts'
import { mailingSender } from './email-sender.ts'
import { planOf } from './plan.ts'
import { previewUnsubscribeUrl } from './project/surroundings.ts'
import { lackingIn } from './publish.ts'
import { recipientOf } from './recipient.ts'
import type { SequenceVersion } from './sequence.ts'
import type { TenantRules } from './signal.ts'
import { smsSize, type SmsSize } from './sms.ts'
import { mostSegments } from './sms-body.ts'
import { textingSender } from './sms-sender.ts'
import { mergeVariables } from './template.ts'
import { complaintsIn, type TextField } from './text-complaints.ts'
import { textsOf, variantFor, wordedAs, type ChosenVariant, type WordedStep } from './variants.ts'

export interface Rendering {
  head: ContactHead
  profile: ContactProfile
  /** With the step in it, at its place. */
  version: SequenceVersion
  stepId: string
  /** Which of the step's texts: `a` for its own, else a variant's letter; without it, the one that the contact gets. */
  variant?: string | undefined
  owner: string
  rules: TenantRules
  /** Attribute keys that contacts have. */
  known: readonly string[]
  /** Epoch seconds. */
  at: number
}

export interface RenderedStep {
  /** Null where the contact has no such address, or a person carries it out. */
  recipient: string | null
  /** Null where a mock or a provider's service picks, or enrolling does. */
  from: string | null
  subject?: string
  /** As it leaves; a value that is missing stands as `{{name}}`. Null where the template does not render. */
  text: string | null
  html: string | null
  sms: SmsSize | null
  /** What is texted should healing move the step to SMS; null where it could not be. */
  smsText: ({ text: string } & SmsSize) | null
  missing: string[]
  complaints: { field: TextField; message: string }[]
  /** Which of the step's texts this is; null where it has but one. */
  variant: ChosenVariant | null
  /** The one that this contact gets, who runs in the sequence; null where nobody knows yet, or the step has but one. */
  gets: ChosenVariant | null
}

/** Throws where the version lacks the step. */
export const renderStep = (of: Rendering): RenderedStep => {
  const { profile, rules, version, stepId, known } = of
  const place = version.steps.findIndex(({ id }) => id === stepId)
  const found = version.steps[place]
  if (!found) throw new Error(`the version has no step ${stepId} to render`)
  const bound = boundIn(of)
  const gets = bound ? variantFor(found, bound.id) : undefined
  const texts = textsOf(found)
  const variant = texts.find(({ id }) => id === of.variant) ?? gets ?? texts[0]
  const step = wordedAs(found, variant)
  const said = spoken(of, step, step.channel)
  const { text, html } = said.body === null ? {} : handedOver(step.channel, said.body, { rules, unsubscribeUrl: previewUnsubscribeUrl })
  const size = step.channel === 'sms' && said.body !== null ? smsSize(said.body) : null
  const complaints: RenderedStep['complaints'] = [
    ...lackingIn(step, version.steps.slice(0, place)).map(({ field, what }) => ({ field, message: `it needs ${what}` })),
    ...complaintsIn(step, known),
    ...(size && size.segments > mostSegments
      ? [{ field: 'body' as const, message: `it takes ${size.segments} SMS segments, and no provider takes more than ${mostSegments}` }]
      : []),
  ]
  const fallback = step.channel !== 'sms' && isTexted(step, profile, rules) ? spoken(of, step, 'sms').body : null
  return {
    recipient: said.recipient,
    from: senderOf(of, step.channel),
    ...(said.subject === undefined ? {} : { subject: said.subject }),
    text: text ?? null,
    html: html ?? null,
    sms: size,
    smsText: fallback === null ? null : { text: fallback, ...smsSize(fallback) },
    missing: said.missing,
    // What is wrong with a template is said once, by the field that it stands in.
    complaints: said.broken !== null && complaints.length === 0 ? [{ field: 'body', message: said.broken }] : complaints,
    variant: variant ?? null,
    gets: gets ?? null,
  }
}

interface Said {
  recipient: string | null
  subject?: string
  body: string | null
  missing: string[]
  broken: string | null
}

/** The step's words on a channel, with the place that it has among the texts of a fresh enrollment. */
const spoken = (of: Rendering, step: WordedStep, channel: Channel): Said => {
  const { head, profile, rules, version, at } = of
  const plan = planOf(version, at).map((item) => (item.step === step.id && channel !== step.channel ? { ...item, via: channel } : item))
  const item = plan.find((one) => one.step === step.id)
  if (!item) throw new Error(`the plan has no message of step ${step.id}`)
  const composing = { head, enrollment: { id: boundIn(of)?.id ?? null, plan }, item, step, context: { rules, version, profile } }
  const recipient = recipientOf(head, item)?.to ?? null
  const content = templateText(composing)
  if (content.kind === 'broken') return { recipient, body: null, missing: [], broken: content.message }
  if (content.kind === 'content') return { recipient, ...wordsOf(content), missing: [], broken: null }
  const marked = Object.fromEntries(content.names.map((name) => [name, `{{${name}}}`]))
  const readable = templateText(composing, { ...mergeVariables(profile, rules), ...marked })
  const words = readable.kind === 'content' ? wordsOf(readable) : { body: null }
  return { recipient, ...words, missing: content.names, broken: readable.kind === 'broken' ? readable.message : null }
}

const wordsOf = ({ subject, body }: { subject?: string; body: string }): Pick<Said, 'subject' | 'body'> => ({
  ...(subject === undefined ? {} : { subject }),
  body,
})

/** A call's own text is spoken: only its SMS text is written for reading. */
const isTexted = (step: WordedStep, profile: ContactProfile, rules: TenantRules): boolean =>
  step.channel === 'call' ? Boolean(step.smsText?.trim()) : step.channel === 'email' && hasShortForm(step, profile, rules)

/** The one that this contact is bound to in this sequence already, or the only one that it could be. */
const senderOf = (of: Rendering, channel: Channel): string | null => {
  const { owner, rules } = of
  const bound = boundIn(of)
  if (channel === 'email') {
    const senders = rules.emailSenders ?? []
    if (bound) return mailingSender(senders, bound, owner) ?? null
    return senders.find((address) => address.toLowerCase() === owner.toLowerCase()) ?? only(senders)
  }
  if (channel !== 'sms') return null
  const numbers = rules.smsSenders ?? []
  return bound ? (textingSender(numbers, bound) ?? null) : only(numbers)
}

/** The contact's enrollment in this sequence, where there is one. */
const boundIn = ({ head, version }: Rendering): LiveEnrollment | undefined =>
  head.enrollments.find(({ sequenceId }) => sequenceId === version.sequenceId)

const only = (senders: readonly string[]): string | null => (senders.length === 1 ? (senders[0] ?? null) : null)
