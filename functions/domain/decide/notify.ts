/** Telling somebody: of a contact's enrollment, with ids alone, so that whoever reads it opens the person and finds the name there. */
import type { LiveEnrollment } from '../contact.ts'
import type { Effect } from '../effect.ts'
import type { NewNotification } from '../notification.ts'
import type { Change } from './change.ts'
import { after, isoOf } from './change.ts'

type Said = Pick<NewNotification, 'type' | 'priority' | 'text'>

export const notified = (
  change: Change,
  { id, sequenceId }: Pick<LiveEnrollment, 'id' | 'sequenceId'>,
  said: Said,
  now: number,
): Change => {
  const { key: contactKey, contactId } = change.head
  return after(change, {
    kind: 'notify',
    notification: { ...said, at: isoOf(now), contactKey, contactId, enrollmentId: id, sequenceId, occasion: said.type },
  })
}

const hourOf = (now: number): string => isoOf(Math.floor(now / 3_600_000) * 3_600_000)

/** Once an hour, however many messages a provider rejects meanwhile. */
export const messagesRejected = (channel: string, reason: string, now: number): NewNotification => ({
  type: 'escalation',
  priority: 'high',
  at: hourOf(now),
  text: `The provider of ${channel} rejects messages of ours, so they do not arrive: ${reason.slice(0, 200)}. It is not the recipients' fault, and the enrollments go on without them. Look at the content and the account, then resend them.`,
  occasion: `rejected ${channel}`,
})

/** Once an hour, however many messages a provider refuses meanwhile. */
export const channelStopped = (channel: string, reason: string, now: number): Effect => ({
  kind: 'notify',
  notification: {
    type: 'escalation',
    priority: 'high',
    at: hourOf(now),
    text: `The provider of ${channel} refuses the whole account: ${reason.slice(0, 200)}. Nothing leaves on this channel, and its messages wait. Put the account in order.`,
    occasion: `stopped ${channel}`,
  },
})
