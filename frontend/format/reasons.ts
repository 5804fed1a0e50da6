/** Reasons from the API as sentences. A reason without a sentence here does not compile. */
import type { ExitReason } from '../../functions/domain/contact.ts'
import type { RefusalReason } from '../../functions/domain/effect.ts'
import type { MessageReason, MessageStatus } from '../../functions/domain/message.ts'
import { channelNames } from './channels.ts'
import type { Channel } from '../../functions/domain/channel.ts'

export const exitSentences: Record<ExitReason, string> = {
  completed: 'Every step was carried out; no answer came.',
  replied: 'They replied, so nothing more is sent.',
  booked: 'They booked a meeting.',
  converted: 'Their lead reached a goal stage.',
  rejected: 'Marked as not interested.',
  moved: 'Their lead left the trigger stage.',
  unsubscribed: 'They unsubscribed; they are not contacted again.',
  complained: 'They marked a message as spam; nothing is sent to them again.',
  bounced: 'No address was left that can be reached.',
  replaced: 'Another sequence took over.',
  cancelled: 'Cancelled by a person.',
  archived: 'The sequence was archived.',
  erased: "The contact's data was erased.",
}

export const messageSentences: Record<MessageReason, string> = {
  enrollment_finished: 'The enrollment ended before this was due.',
  enrollment_paused: 'The enrollment is paused; resume it to go on.',
  sequence_paused: 'The sequence is paused; activate it to go on.',
  sequence_archived: 'The sequence was archived.',
  suppressed: 'They asked not to be contacted on this channel.',
  no_consent: 'They have not agreed to this channel.',
  no_address: 'There is no address for this channel; add one in the CRM.',
  address_dead: 'The address bounced before and is not used again.',
  touch_limit: "The day's limit of touches was reached.",
  outside_window: 'It waits for the hours in which this channel may be used.',
  too_late: 'It was overdue for too long and was skipped.',
  step_removed: 'The step was removed.',
  healed_away: 'Another channel took its place.',
  missing_merge_value: 'A merge value is missing; fill it in the CRM or give it a default.',
  template_error: 'The template could not be rendered; correct the step.',
  address_bounced: 'The address bounced; another way is being looked for.',
  healing: 'Another way of reaching them is being looked for.',
  channel_stopped: 'The provider refuses the whole account; see the alarms.',
  refused_permanent: 'The provider refused this message for good.',
  refused_retries_exhausted: 'The provider refused it again and again.',
  skipped_by_person: 'A person skipped it.',
  short_form_missing: 'The body is too long for a text and the step has no SMS text.',
}

export const refusalSentences: Partial<Record<RefusalReason, string>> = {
  already_enrolled: 'Already running in this sequence.',
  reentry_refused: 'Was in this sequence before, and its rules forbid entering again.',
  conflict_skipped: 'Already runs in another sequence.',
  no_usable_address: 'Has no usable address for any of the steps.',
  no_consent_any_channel: 'Has not agreed to any of the channels.',
  suppressed_everywhere: 'Asked not to be contacted.',
  head_full: 'Has too many running enrollments.',
}

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
