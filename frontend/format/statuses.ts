/** Statuses in words and tones. Reasons have their sentences in the domain. */
import type { Channel } from '../../functions/domain/channel.ts'
import type { ExitReason } from '../../functions/domain/contact.ts'
import type { MessageStatus } from '../../functions/domain/message.ts'
import { channelNames } from './channels.ts'

/** S0's words: a claimed message is shown as queued. */
export const statusNames: Record<MessageStatus, string> = {
  scheduled: 'Scheduled',
  claimed: 'Queued',
  sent: 'Sent',
  delivered: 'Delivered',
  bounced: 'Bounced',
  failed: 'Failed',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
  unknown: 'Unknown',
  held: 'Held',
}

export type Tone = 'plain' | 'good' | 'warn' | 'danger'
export const statusTones: Record<MessageStatus, Tone> = {
  scheduled: 'plain',
  claimed: 'plain',
  sent: 'good',
  delivered: 'good',
  bounced: 'danger',
  failed: 'danger',
  skipped: 'plain',
  cancelled: 'plain',
  unknown: 'warn',
  held: 'warn',
}

export const exitTones: Record<ExitReason, Tone> = {
  completed: 'plain',
  replied: 'good',
  booked: 'good',
  converted: 'good',
  rejected: 'plain',
  moved: 'plain',
  unsubscribed: 'warn',
  complained: 'danger',
  bounced: 'danger',
  replaced: 'plain',
  cancelled: 'plain',
  archived: 'plain',
  erased: 'plain',
}

/** `email → SMS` where a message left by another channel than its step's own. */
export const switchLabel = (from: Channel, to: Channel): string => `${inSentence(from)} → ${inSentence(to)}`

const inSentence = (channel: Channel): string => {
  const name = channelNames[channel]
  return channel === 'sms' || channel === 'linkedin' ? name : name.toLowerCase()
}
