/** What is due, contact by contact, as their plans say. */
import type { Channel } from './channel.ts'
import type { ContactHead, PlannedMessage } from './contact.ts'
import { messageIdOf } from './ids.ts'
import { channelOf, isResolved } from './plan.ts'
import type { StepWindow } from './step-window.ts'
import { zonesOf, type Zones } from './windows.ts'

export interface DueTouch {
  /** Epoch seconds. */
  at: number
  contactKey: string
  contactId: string
  leadId: string
  zones: Zones
  sequenceId: string
  version: number
  enrollmentId: string
  messageId: string
  stepId: string
  channel: Channel
  /** Its step's own hours. */
  window?: StepWindow
  state: 'scheduled' | 'held' | 'claimed'
  approval?: 'pending' | 'approved'
}

/** Every message that has not left of a contact's running enrollments, by when it is due: what a pause or an end holds back is not among them. */
export const dueTouchesOf = (head: ContactHead): DueTouch[] =>
  head.enrollments
    .filter(({ status, ending }) => status === 'active' && !ending)
    .flatMap((enrollment) => enrollment.plan.filter((item) => !isResolved(item)).map((item) => touchOf(head, enrollment, item)))
    .toSorted(byTime)

/** Earliest first, and always in the same order. */
export const byTime = (a: DueTouch, b: DueTouch): number => a.at - b.at || (a.messageId < b.messageId ? -1 : 1)

const touchOf = (
  head: ContactHead,
  { id, sequenceId, version, leadId }: ContactHead['enrollments'][number],
  item: PlannedMessage,
): DueTouch => ({
  at: item.due,
  contactKey: head.key,
  contactId: head.contactId,
  leadId,
  zones: zonesOf(head),
  sequenceId,
  version,
  enrollmentId: id,
  messageId: messageIdOf(id, item.n),
  stepId: item.step,
  channel: channelOf(item),
  ...(item.window ? { window: item.window } : {}),
  state: item.state === 'held' || item.state === 'claimed' ? item.state : 'scheduled',
  ...(item.approval === 'pending' || item.approval === 'approved' ? { approval: item.approval } : {}),
})
