/** What a step says on the channel that it leaves by. */
import type { Channel } from './channel.ts'
import type { ContactHead, ContactProfile, LiveEnrollment, PlannedMessage } from './contact.ts'
import { channelOf } from './plan.ts'
import type { TenantRules } from './signal.ts'
import { isShortForm } from './sms.ts'
import { isFirstText, smsBody } from './sms-body.ts'
import type { MergeValues, Rendered } from './template.ts'
import { mergeVariables, render } from './template.ts'
import type { WordedStep } from './variants.ts'

export type Content = { kind: 'content'; subject?: string; body: string } | Exclude<Rendered, { kind: 'rendered' }>

/** A step's subject and body, rendered for one contact. A step that healing moved to SMS speaks by its SMS text where it has one. */
export const contentOf = (step: WordedStep, channel: Channel, values: MergeValues): Content => {
  const body = render(channel === 'sms' ? (step.smsText ?? step.body ?? '') : (step.body ?? ''), values)
  const subject = channel === 'sms' || step.subject === undefined ? undefined : render(step.subject, values)
  const parts = subject ? [subject, body] : [body]
  const missing = parts.flatMap((part) => (part.kind === 'missing' ? part.names : []))
  if (missing.length > 0) return { kind: 'missing', names: [...new Set(missing)] }
  for (const part of parts) if (part.kind === 'broken') return part
  if (body.kind !== 'rendered') return body
  if (body.text.trim() === '' && (channel === 'email' || channel === 'sms')) return { kind: 'broken', message: 'the text is empty' }
  return subject?.kind === 'rendered'
    ? // A line break in a subject would end the header.
      { kind: 'content', subject: subject.text.replace(/\s+/g, ' ').trim(), body: body.text }
    : { kind: 'content', body: body.text }
}

/** Whose message a text is, and where it goes. */
export interface Written {
  head: Pick<ContactHead, 'addresses'>
  enrollment: Pick<LiveEnrollment, 'plan'>
  item: PlannedMessage
  context: { rules: Pick<TenantRules, 'company'> }
}

/** A body with what its channel has to say beside it: of SMS, who writes and how to end it. An email's footer is no part of its body. */
export const bodyInFull = (body: string, { head, enrollment, item, context }: Written): string => {
  const phone = head.addresses.phone
  if (channelOf(item) !== 'sms' || !phone) return body
  return smsBody(body, { company: context.rules.company, number: phone.value, isFirst: isFirstText(enrollment, item) })
}

export const inFull = (content: Content, written: Written): Content =>
  content.kind === 'content' ? { ...content, body: bodyInFull(content.body, written) } : content

/** Whether a step can be texted instead of mailed: by its own SMS text, or by a body that is short enough as it reads for this contact. */
export const hasShortForm = (step: WordedStep, profile: ContactProfile, rules: Pick<TenantRules, 'company'>): boolean => {
  if (step.smsText?.trim()) return true
  const body = render(step.body ?? '', mergeVariables(profile, rules))
  return isShortForm(body.kind === 'rendered' ? body.text : (step.body ?? ''))
}
