/** Drafts: the text that a person approves, from a step's template, and the hash that an approval is bound to. A brief stands beside it. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { isItsBrief } from './brief.ts'
import type { Channel } from './channel.ts'
import type { ContactHead, Draft, LiveEnrollment, PlannedMessage } from './contact.ts'
import { bodyInFull, type Written } from './content.ts'
import { spokenOn } from './healing/adapt.ts'
import { messageIdOf } from './ids.ts'
import { channelOf } from './plan.ts'
import { recipientOf } from './recipient.ts'
import type { SendContext } from './signal.ts'
import { smsSize } from './sms.ts'
import { mostSegments } from './sms-body.ts'
import { mergeVariables, render, type MergeValues } from './template.ts'
import type { WordedStep } from './variants.ts'

/** Of all that leaves: an approval holds for this recipient, channel and text, and for no other. SHA-256 of their JSON, in hex. */
export const hashOf = ({ recipient, channel, subject, body }: Pick<Draft, 'recipient' | 'channel' | 'subject' | 'body'>): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify([channel, recipient, subject ?? null, body]))))

/** Whose draft it is, for which message, and all that a text can say. */
export interface Drafting {
  head: ContactHead
  enrollment: LiveEnrollment
  item: PlannedMessage
  step: WordedStep
  context: Pick<SendContext, 'profile' | 'rules' | 'draft' | 'version'>
}

/**
 * The draft of a message as it would leave now, and whether it has still to be written: there is none yet, it is of a step that another
 * version words anew, healing moved it to SMS and the step has a text for that, or to email, it is to somebody else by now, or it does not wait for a person although its message does. `now` in epoch milliseconds.
 */
export const draftToApprove = (drafting: Drafting, now: number): { draft: Draft; isNews: boolean } => {
  const { enrollment, item, step, context } = drafting
  const { draft: known } = context
  if (!known) return { draft: leaving(drafting, newDraft(drafting, now)), isNews: true }
  const isReworded = item.approval === undefined && known.version !== enrollment.version
  const isTexted = channelOf(item) === 'sms' && known.channel !== 'sms' && Boolean(step.smsText?.trim())
  const isMailed = channelOf(item) === 'email' && known.channel !== 'email'
  if (isReworded || isTexted || isMailed)
    return { draft: { ...leaving(drafting, newDraft(drafting, now)), revision: known.revision + 1 }, isNews: true }
  const { decidedBy: _by, decidedAt: _at, ...draft } = leaving(drafting, known)
  if (known.status === 'pending' && known.hash === draft.hash) return { draft: known, isNews: false }
  return { draft: { ...draft, status: 'pending', revision: known.revision + 1 }, isNews: true }
}

/** What has no value stays readable as its placeholder. Without a template there is no text yet: a brief is for whoever writes it. */
const newDraft = ({ head, enrollment, item, step: own, context: { profile, rules, version } }: Drafting, now: number): Draft => {
  const channel = channelOf(item)
  const step = spokenOn(own, channel, { version, thread: enrollment.thread, enrollmentId: enrollment.id })
  const values = mergeVariables(profile, rules)
  const template = channel === 'sms' ? (step.smsText ?? step.body) : step.body
  const brief = step.brief?.trim()
  const subject = channel === 'sms' || step.subject === undefined ? undefined : readable(step.subject, values).replace(/\s+/g, ' ').trim()
  return finished({
    id: messageIdOf(enrollment.id, item.n),
    contactKey: head.key,
    contactId: head.contactId,
    leadId: enrollment.leadId,
    enrollmentId: enrollment.id,
    sequenceId: enrollment.sequenceId,
    version: enrollment.version,
    stepId: step.id,
    channel,
    recipient: recipientOf(head, item)?.to ?? null,
    ...(subject === undefined ? {} : { subject }),
    body: readable(template?.trim() ? template : own.channel === 'task' && channel === 'task' ? (brief ?? '') : '', values),
    ...(brief ? { brief } : {}),
    ...(own.variant ? { variant: own.variant } : {}),
    status: 'pending',
    madeAt: new Date(now).toISOString(),
    dueAt: dueAtOf(item),
    revision: 1,
  })
}

/** The draft as it would leave now: to whom the contact's address is now, on the channel that its message has now. */
export const asItLeaves = (head: ContactHead, item: PlannedMessage, draft: Draft): Draft => {
  const { subject, ...rest } = draft
  const channel = channelOf(item)
  const spoken = channel === 'sms' || subject === undefined ? {} : { subject }
  return finished({ ...rest, ...spoken, channel, recipient: recipientOf(head, item)?.to ?? null, dueAt: dueAtOf(item) })
}

/** The same, with what its channel has to say beside its own words: an approval holds for the whole. */
export const leaving = (written: Written & { head: ContactHead }, draft: Draft): Draft => {
  const { head, item } = written
  return finished({ ...asItLeaves(head, item, draft), body: bodyInFull(draft.body, written) })
}

/** The draft with another text, to be approved anew: what it says by now is in no variant's words. */
export const withText = (draft: Draft, text: { subject?: string | undefined; body: string }): Draft => {
  const { decidedBy: _by, decidedAt: _at, variant, ...open } = draft
  const written = { ...(text.subject === undefined ? {} : { subject: text.subject.replace(/\s+/g, ' ').trim() }), body: text.body }
  const isSame = Object.entries(written).every(([field, said]) => said === draft[field === 'subject' ? 'subject' : 'body'])
  return finished({ ...open, ...written, ...(isSame && variant ? { variant } : {}), status: 'pending', revision: draft.revision + 1 })
}

/**
 * A text that a person writes for one message in place of its step's template, with what its channel has to say beside it. `known`: the draft
 * that the message has on record; `now` in epoch milliseconds.
 */
export const handWritten = (
  written: Written & { head: ContactHead; enrollment: LiveEnrollment; known: Draft | null },
  text: { subject?: string | undefined; body: string; by: string },
  now: number,
): Draft => {
  const { head, enrollment, item, known } = written
  const at = new Date(now).toISOString()
  const own: Draft = known ?? {
    ...finished({
      id: messageIdOf(enrollment.id, item.n),
      contactKey: head.key,
      contactId: head.contactId,
      leadId: enrollment.leadId,
      enrollmentId: enrollment.id,
      sequenceId: enrollment.sequenceId,
      version: enrollment.version,
      stepId: item.step,
      channel: channelOf(item),
      recipient: recipientOf(head, item)?.to ?? null,
      body: text.body,
      status: 'pending',
      madeAt: at,
      dueAt: dueAtOf(item),
      revision: 0,
    }),
  }
  return { ...leaving(written, withText(own, text)), version: enrollment.version, inPlace: { by: text.by, at } }
}

/** Whether a text could leave at all. */
export const isComplete = (draft: Draft): boolean => flawOf(draft) === null

/** Why a text cannot leave: it is empty or its own brief, something is not written out, it lacks a subject, or no provider takes it. */
export const flawOf = (draft: Draft): 'draft_empty' | 'draft_is_brief' | 'draft_incomplete' | null => {
  const { missing, channel, subject, body } = draft
  if (isEmpty(draft)) return 'draft_empty'
  if (isItsBrief(draft)) return 'draft_is_brief'
  const isUnnamed = channel === 'email' && !subject?.trim()
  const isTooLong = channel === 'sms' && smsSize(body).segments > mostSegments
  return missing.length > 0 || isUnnamed || isTooLong ? 'draft_incomplete' : null
}

/** Whether there is no text where one is needed: on a channel that is read, and wherever a brief asks for one. */
export const isEmpty = ({ channel, body, brief }: Draft): boolean => body.trim() === '' && (brief !== undefined || isRead(channel))

const isRead = (channel: Channel): boolean => channel === 'email' || channel === 'sms' || channel === 'linkedin'

const finished = (draft: Omit<Draft, 'hash' | 'missing'>): Draft => ({
  ...draft,
  missing: [...new Set([...placeholders(draft.subject ?? ''), ...placeholders(draft.body)])],
  hash: hashOf(draft),
})

const dueAtOf = ({ due }: PlannedMessage): string => new Date(due * 1000).toISOString()

/** A template as text; a variable without a value stays as `{{name}}`, and one that cannot be rendered stays as it was written. */
const readable = (template: string, values: MergeValues): string => {
  const first = render(template, values)
  if (first.kind === 'rendered') return first.text
  if (first.kind === 'broken') return template
  const shown = render(template, { ...values, ...Object.fromEntries(first.names.map((name) => [name, `{{${name}}}`])) })
  return shown.kind === 'rendered' ? shown.text : template
}

/** What still stands in braces: nothing in braces is ever meant to be read by a contact. */
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{-?\s*([\w.]*)|\{%-?\s*(\w*)/g)].map(([whole, variable, tag]) => variable || tag || whole)
