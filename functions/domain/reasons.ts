/** Every reason as a sentence for a person: what happened, and what to do about it. */
import type { ExitReason, SuppressionReason } from './contact.ts'
import type { RefusalReason } from './effect.ts'
import type { MessageReason } from './message.ts'

export const messageReasonText = (reason: MessageReason): string => messageSentences[reason]
export const refusalText = (reason: RefusalReason): string => refusalSentences[reason]
export const exitReasonText = (reason: ExitReason): string => exitSentences[reason]
export const suppressionText = (reason: SuppressionReason): string => suppressionSentences[reason]

/** Of a message whose status is `unknown`. */
export const unknownText =
  'It was handed over, and the answer was lost: it may have left. It is not sent again by itself. Look whether it arrived: if it did, say so; if not, resend it: that is a new revision of it.'

const messageSentences: Record<MessageReason, string> = {
  enrollment_finished: 'The enrollment ended before this message was due.',
  enrollment_paused: 'The enrollment is paused. Resume it to go on.',
  sequence_paused: 'The sequence is paused. Activate it again and this message goes on.',
  sequence_archived: 'The sequence was archived, so nothing more is sent.',
  suppressed: 'This person asked not to be contacted this way, so it was not sent.',
  no_consent: 'There is no consent on record for this channel. Record it in the CRM before reaching out this way.',
  no_address: 'The contact has no address for this channel. Add one in the CRM.',
  address_dead: 'The address is known not to work. Correct it in the CRM.',
  touch_limit: "The contact's daily limit of touches was reached.",
  outside_window: 'The time was outside the allowed hours at the contact’s place, so it moved to the next opening.',
  too_late: 'It was overdue for longer than the settings allow, so it was skipped. Resend it if it still matters.',
  step_removed: 'The step is not part of this version any more.',
  healed_away: 'Healing moved the enrollment past this message.',
  skipped_by_person: 'A person skipped this message.',
  condition_not_met: 'The step’s condition did not hold for this contact, so it was skipped.',
  branched_past: 'The contact took another branch of the sequence, which does not pass this step.',
  step_past: 'The step was added at a place that this contact had passed already.',
  draft_dismissed: 'A person dismissed the draft, so it was not sent.',
  not_on_allow_list:
    'Sending is limited to the recipients on the allow-list, and this one is not on it, so it was skipped for good. Add the recipient in the settings, then resend it.',
  sender_cap:
    'The sender is being warmed up, and its mails of that day were used up: it waits for the next day with room, a week at most, then it is skipped.',
  account_sandbox:
    'The SES account is still in its sandbox, so only recipients on the allow-list are written to. Ask AWS for production access, and this message goes on; or add the recipient to the allow-list in the settings.',
  no_postal_address:
    'The tenant has no postal address, which the law asks for in every mail. Set postalAddress in the tenant file, deploy, and turn sending on once more in the settings: then this message goes on.',
  overdue_respaced: 'It was overdue after an interruption, so it was given a new time: nothing leaves in a burst.',
  channel_throttled: 'The provider asked for a slower pace on this channel, so it waits for its turn.',
  owner_away: 'The owner of the sequence is away. It goes on when they are back.',
  contact_away: 'The contact’s mailbox says that they are away. It goes on with the business day after their return.',
  retry_later: 'It could not be delivered and is tried again: it waits for that time.',
  sending_stopped: 'All sending is stopped in the settings. Turn it on again and this message goes on.',
  waiting_for_condition: 'It waits for the end of the time in which the contact may still answer an earlier step.',
  waiting_for_outcome: 'It waits for a person to record what an earlier call or task came to.',
  approval_pending: 'It waits for a person to approve its text. Approve, edit or dismiss the draft.',
  missing_merge_value: 'A merge variable has no value for this contact. Fill it in the CRM or give it a default in the template.',
  template_error: 'The template could not be rendered. Correct it and publish the sequence again.',
  text_too_long:
    'The text takes more than ten SMS segments, which no provider takes. Shorten the step’s text and publish the sequence again for those who run.',
  landline: 'The number is a landline, which takes no texts. Healing is looking for another way.',
  address_bounced: 'The email address bounced. Healing is looking for another way.',
  delivery_failed: 'It could not be delivered. Healing is looking for another way.',
  healing: 'A delivery failed, so healing planned this message anew: the timeline says what failed and what was done.',
  channel_stopped:
    'The provider refuses everything on this channel for now. It is tried again after 15 minutes, within an hour; see the channel’s alarm.',
  refused_permanent: 'The provider refused this message for good. Check the address and the content, then resend it.',
  refused_retries_exhausted:
    'The provider kept refusing it for the moment, and every retry, or the time for them, is used up. Resend it later.',
  short_form_missing:
    'The planned channel failed and there is no text for another one, so it became a task. Give the step an SMS text to have it sent.',
}

const refusalSentences: Record<RefusalReason, string> = {
  already_enrolled: 'The contact is already in this sequence.',
  reentry_refused: 'The contact has been through this sequence, and its re-entry policy does not let them in again.',
  conflict_skipped: 'The contact is in another sequence, and this one skips such contacts. Choose replace or parallel to enroll anyway.',
  no_usable_address: 'The contact has no working address for any step. Add an email address or a phone number in the CRM.',
  no_consent_any_channel: 'The contact has not consented to any channel that this sequence uses.',
  suppressed_everywhere: 'The contact asked not to be contacted, or complained. Nothing can be sent to them.',
  head_full: 'The contact is in as many sequences at once as one contact can be. Finish one first.',
  not_enrolled: 'The enrollment is not running: it ended, or never began.',
  no_such_step: 'The enrollment has no such step.',
  already_resolved: 'The message was sent, skipped or ended already.',
  stale_revision: 'The message has been planned anew since. Reload and look again.',
  not_due_yet: 'It is not due yet.',
  already_paused: 'The enrollment is paused already.',
  not_paused: 'The enrollment is not paused.',
  claim_in_flight: 'A message to this contact is being sent right now. Try again in a moment.',
  enrollment_paused: 'The enrollment is paused. Resume it first.',
  contact_erased: 'The contact was erased. Nothing can be done for them any more.',
  contact_merged: 'The CRM merged this contact into another one. Go on with that one; what happened before stays readable here.',
  nothing_to_do: 'There was nothing to change.',
  sequence_not_active: 'The sequence is not active. Activate it first.',
  predecessor_unresolved: 'The step before it is not resolved yet.',
  not_its_turn: 'Another message to this contact is due at the same time and goes first.',
  sequence_empty: 'The sequence has no steps.',
  not_in_review: 'There is no reply waiting for a decision.',
  no_such_draft: 'There is no draft for this message.',
  draft_changed: 'The text has changed since you read it. Read it again before you approve it.',
  draft_empty: 'There is no text yet. Write one, or dismiss the draft so that nothing is sent.',
  draft_is_brief: 'This is the brief, not a text. Write what is to be read, or dismiss the draft so that nothing is sent.',
  draft_incomplete:
    'The text is not complete: write out what still stands in braces, give an email a subject, and keep a text within ten SMS segments.',
  draft_decided: 'The draft was dismissed, or its message is over.',
  has_draft: 'A person approves this message before it leaves: change its draft instead.',
  no_such_route: 'There is no route left to carry out.',
  same_version: 'The enrollment is on this version, or a newer one, already.',
  until_passed: 'The date to resume on has passed already. Give one in the future, or none to pause it until somebody resumes it.',
  already_taken_over: 'A person has taken this over already. Resume it to let the sequence go on.',
}

const exitSentences: Record<ExitReason, string> = {
  completed: 'Every step was carried out.',
  replied: 'The contact replied.',
  booked: 'The contact booked a meeting.',
  converted: 'The lead reached a goal of the sequence.',
  rejected: 'The contact declined.',
  moved: 'The lead left the stage that the sequence is for.',
  unsubscribed: 'The contact opted out.',
  complained: 'The contact reported a message as spam. Nothing more is ever sent to them.',
  bounced: 'No reachable address is left. Correct the address in the CRM and enroll again.',
  replaced: 'Another sequence took over.',
  cancelled: 'A person cancelled it.',
  archived: 'The sequence was archived.',
  erased: 'The contact was erased.',
}

const suppressionSentences: Record<SuppressionReason, string> = {
  unsubscribed: 'unsubscribed',
  opted_out: 'opted out',
  complained: 'reported a message as spam',
  address_dead: 'the address does not work',
}
