/**
 * What each voice provider's own word for the end of a call means. Sources: Telnyx's call.hangup webhook (hangup_cause, sip_hangup_cause), VAPI's
 * CallEndedReason, Amazon Connect's contact record (DisconnectReason, AnsweringMachineDetectionStatus). A word that none of them had published
 * by then is judged by what it looks like.
 */
import type { CallOutcome, LineHearing } from '../domain/call.ts'

export { callOutcomes } from '../domain/call.ts'

/** Telnyx's `hangup_cause`. */
const telnyxCauses: Record<string, CallOutcome | 'met'> = {
  normal_clearing: 'met',
  time_limit: 'met',
  timeout: 'no_answer',
  no_answer: 'no_answer',
  user_busy: 'busy',
  not_found: 'invalid_number',
  originator_cancel: 'cancelled',
}

/** SIP response codes (RFC 3261 §21) and the declining ones of RFC 8688 and RFC 8197, where the cause alone says too little. */
const sipCodes: Record<string, CallOutcome> = {
  '404': 'invalid_number',
  '410': 'invalid_number',
  '484': 'invalid_number',
  '604': 'invalid_number',
  '408': 'no_answer',
  '480': 'no_answer',
  '487': 'cancelled',
  '486': 'busy',
  '600': 'busy',
  '603': 'no_answer',
  '607': 'no_answer',
  '608': 'failed',
}

/** `heard` from the call's state. A rejection without more is somebody who pressed the red button. */
export const telnyxCallOutcome = (hangup: {
  cause?: string | undefined
  sipCode?: string | undefined
  heard?: LineHearing | undefined
}): CallOutcome => {
  const known = telnyxCauses[hangup.cause ?? ''] ?? sipCodes[hangup.sipCode ?? '']
  if (known === 'met') return hangup.heard === 'machine' ? 'voicemail' : 'answered'
  if (known !== undefined) return known
  return hangup.cause === 'call_rejected' && !/^[45]/.test(hangup.sipCode ?? '') ? 'no_answer' : 'failed'
}

/** VAPI's `endedReason`, those that say what the call came to; what is left is an error of one of its parts, and begins as `vapiFaults` do. */
const vapiReasons: Record<string, CallOutcome> = {
  'assistant-ended-call': 'answered',
  'assistant-ended-call-after-message-spoken': 'answered',
  'assistant-ended-call-with-hangup-task': 'answered',
  'assistant-forwarded-call': 'answered',
  'assistant-said-end-call-phrase': 'answered',
  'assistant-request-returned-forwarding-phone-number': 'answered',
  'call.ending.hook-executed-say': 'answered',
  'call.ending.hook-executed-transfer': 'answered',
  'call.forwarding.operator-busy': 'answered',
  'call.in-progress.sip-completed-call': 'answered',
  'call.in-progress.twilio-completed-call': 'answered',
  'call.in-progress.error-transfer-failed': 'answered',
  'call.in-progress.error-warm-transfer-assistant-cancelled': 'answered',
  'call.in-progress.error-warm-transfer-max-duration': 'answered',
  'call.in-progress.error-warm-transfer-microphone-timeout': 'answered',
  'call.in-progress.error-warm-transfer-silence-timeout': 'answered',
  'call.ringing.hook-executed-say': 'no_answer',
  'call.ringing.hook-executed-transfer': 'no_answer',
  'customer-ended-call': 'answered',
  'customer-ended-call-after-warm-transfer-attempt': 'answered',
  'customer-ended-call-before-warm-transfer': 'answered',
  'customer-ended-call-during-transfer': 'answered',
  'exceeded-max-duration': 'answered',
  'silence-timed-out': 'answered',
  'vonage-completed': 'answered',
  'vonage-disconnected': 'answered',
  voicemail: 'voicemail',
  'customer-busy': 'busy',
  'customer-did-not-answer': 'no_answer',
  'call.in-progress.error-assistant-did-not-receive-customer-audio': 'no_answer',
  'manually-canceled': 'cancelled',
  'call-deleted': 'cancelled',
  'call.ringing.sip-inbound-caller-hungup-before-call-connect': 'cancelled',
  'scheduled-call-deleted': 'cancelled',
  'twilio-reported-customer-misdialed': 'invalid_number',
  'call.start.error-subscription-concurrency-limit-reached': 'capacity_exhausted',
  'call.start.error-vapi-number-outbound-daily-limit': 'capacity_exhausted',
}

/** Of VAPI, of a model, a voice or a carrier behind it, or of how the assistant is set up: the person is not to blame. */
const vapiFaults = /error|fault|fail|invalid|not-found|not-valid|timed-out|closed|shutdown|rejected|permission|bypass/

export const vapiCallOutcome = (endedReason: string): CallOutcome => {
  const known = vapiReasons[endedReason]
  if (known) return known
  if (/concurrency|daily-limit/.test(endedReason)) return 'capacity_exhausted'
  if (/voicemail/.test(endedReason)) return 'voicemail'
  if (/busy/.test(endedReason) && !vapiFaults.test(endedReason)) return 'busy'
  if (/did-not-answer|no-answer/.test(endedReason)) return 'no_answer'
  if (vapiFaults.test(endedReason)) return 'failed'
  return /ended-call|completed|hung-?up/.test(endedReason) ? 'answered' : 'failed'
}

/** What an assistant's analysis plan extracts is the tenant's own schema: these names are looked for in it, in any of the usual spellings. */
const bookedNames = ['appointmentbooked', 'appointmentscheduled', 'meetingbooked', 'booked']
const leavingNames = ['donotcall', 'optout', 'optedout', 'unsubscribe', 'removefromlist']
const dispositionNames = ['disposition', 'calldisposition']

/** Reads `analysis.structuredData` of VAPI's end-of-call report. */
export const vapiAnalysis = (structuredData: unknown): { disposition?: string; appointmentBooked?: boolean } => {
  const fields = new Map(
    Object.entries(isRecord(structuredData) ? structuredData : {}).map(([name, value]) => [
      name.toLowerCase().replaceAll(/[^a-z]/g, ''),
      value,
    ]),
  )
  const isTrue = (name: string): boolean => [true, 'true', 'yes'].includes(flag(fields.get(name)))
  const booked = bookedNames.filter((name) => fields.has(name))
  const said = dispositionNames.map((name) => fields.get(name)).find((value) => typeof value === 'string' && value !== '')
  const disposition = leavingNames.some(isTrue) ? 'do_not_call' : typeof said === 'string' ? said.slice(0, 100) : undefined
  return {
    ...(disposition === undefined ? {} : { disposition }),
    ...(booked.length === 0 ? {} : { appointmentBooked: booked.some(isTrue) }),
  }
}

const flag = (value: unknown): string | boolean => (typeof value === 'string' ? value.trim().toLowerCase() : value === true)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Amazon Connect's DisconnectReason of a voice contact, its campaigns' too. `met`: it was connected, or it was not, as the event says. */
const connectReasons: Record<string, CallOutcome | 'met'> = {
  CUSTOMER_DISCONNECT: 'met',
  AGENT_DISCONNECT: 'met',
  THIRD_PARTY_DISCONNECT: 'met',
  CONTACT_FLOW_DISCONNECT: 'met',
  BARGED: 'met',
  API: 'met',
  OTHER: 'met',
  TELECOM_PROBLEM: 'failed',
  TELECOM_BUSY: 'busy',
  TELECOM_NUMBER_INVALID: 'invalid_number',
  TELECOM_POTENTIAL_BLOCKING: 'failed',
  TELECOM_UNANSWERED: 'no_answer',
  TELECOM_TIMEOUT: 'no_answer',
  // Ours is placed by the API: it is given up once it has rung for as long as it may.
  TELECOM_ORIGINATOR_CANCEL: 'no_answer',
  CUSTOMER_NEVER_ARRIVED: 'no_answer',
  OUTBOUND_DESTINATION_ENDPOINT_ERROR: 'failed',
  OUTBOUND_RESOURCE_ERROR: 'failed',
  OUTBOUND_ATTEMPT_FAILED: 'failed',
  OUTBOUND_PREVIEW_DISCARDED: 'cancelled',
  // As the reference itself spells it.
  OUTBUND_PREVIEW_DISCARDED: 'cancelled',
  DISCARDED: 'cancelled',
  EXPIRED: 'capacity_exhausted',
}

/** AnsweringMachineDetectionStatus, where the flow asked for it: what was heard goes before how it ended. */
const connectHeard: Record<string, CallOutcome> = {
  HUMAN_ANSWERED: 'answered',
  VOICEMAIL_BEEP: 'voicemail',
  VOICEMAIL_NO_BEEP: 'voicemail',
  AMD_UNANSWERED: 'no_answer',
  SIT_TONE_BUSY: 'busy',
  SIT_TONE_INVALID_NUMBER: 'invalid_number',
  SIT_TONE_DETECTED: 'failed',
  FAX_MACHINE_DETECTED: 'invalid_number',
}

/** `connected`: the line was open, so that somebody or something picked up. */
export const connectCallOutcome = (ended: { reason?: string | undefined; heard?: string | undefined; connected: boolean }): CallOutcome => {
  const known = connectHeard[ended.heard ?? ''] ?? connectReasons[ended.reason ?? '']
  if (known !== undefined && known !== 'met') return known
  if (ended.connected) return 'answered'
  return known === 'met' ? 'no_answer' : 'failed'
}
