/** Why a row of a bulk job was refused, beside what a decision itself can refuse. */
import { refusalReasons, type RefusalReason } from './effect.ts'
import { refusalText } from './reasons.ts'

export const rowReasons = [
  'not_known',
  'lead_not_known',
  'lead_moved_on',
  'no_such_role',
  'repeated_row',
  'id_missing',
  'several_contacts',
  'bad_email',
  'bad_phone',
  'bad_time_zone',
  'address_missing',
  'two_addresses',
  'bad_reason',
  'bad_channel',
  'bad_time',
  'bad_consent',
  'too_many_cells',
  'too_long',
  'enrollment_not_known',
  'changed_since',
] as const
export type RowReason = (typeof rowReasons)[number]

/** The sentence of any reason that a row or a stage change can have; an unknown one (of another release) says itself. */
export const rowReasonText = (reason: string): string => {
  if (isRowReason(reason)) return rowSentences[reason]
  return isRefusal(reason) ? refusalText(reason) : reason.replaceAll('_', ' ')
}

const isRowReason = (reason: string): reason is RowReason => rowReasons.some((known) => known === reason)
const isRefusal = (reason: string): reason is RefusalReason => refusalReasons.some((known) => known === reason)

const rowSentences: Record<RowReason, string> = {
  not_known: 'Nobody is known by this id. Have the CRM publish the contact first, or bring a list with their email address or number.',
  lead_not_known: 'No event of the CRM has named this lead yet. Have the CRM publish it first.',
  lead_moved_on: 'The lead has left the stage since, so it was not enrolled for it.',
  no_such_role: 'The lead has no contact of the role that is enrolled.',
  repeated_row: 'An earlier row of this list names the same one.',
  id_missing: 'The row names nobody. Fill the email address, the phone number, or the contact id.',
  several_contacts: 'More than one contact has this address. Say in the list which one is meant, by the contact id.',
  bad_email: 'The email address cannot be mailed to. Correct it.',
  bad_phone: 'The phone number is no possible number. Correct it, with its country code.',
  address_missing: 'The row has neither an email address nor a number. Fill one of them.',
  two_addresses: 'The row has an email address and a number. Give each a row of its own.',
  bad_reason: 'The reason is not known. Write unsubscribed, opted_out, complained or address_dead, or leave it empty.',
  bad_channel: 'The channel is not known. Write email, sms or call, or leave it empty.',
  bad_time: 'The time cannot be read, or lies in the future. Write 2026-01-31 or leave it empty.',
  bad_time_zone: 'The time zone is not known. Use an IANA name such as America/Chicago.',
  bad_consent: 'A consent is neither yes nor no. Write yes, no, or leave it empty.',
  too_many_cells: 'The row has more cells than the header has names. Put a value with a comma in quotation marks.',
  too_long: 'A value of the row is too long.',
  enrollment_not_known: 'The sequence has no such enrollment.',
  changed_since: 'Somebody changed it since, or it ended, so it was left as it is.',
}
