import { describe, expect, it } from 'vitest'
import { connectCallOutcome, telnyxCallOutcome, vapiAnalysis, vapiCallOutcome } from '../../functions/contract/call-outcomes.ts'
import { callOutcomes, failureOfCall, leavesCalls } from '../../functions/domain/call.ts'

describe('the end of a call by Telnyx', () => {
  it.each([
    ['normal_clearing', '200', 'human', 'answered'],
    ['normal_clearing', '200', 'unknown', 'answered'],
    ['normal_clearing', '200', undefined, 'answered'],
    ['normal_clearing', '200', 'machine', 'voicemail'],
    ['time_limit', undefined, 'machine', 'voicemail'],
    ['time_limit', undefined, 'human', 'answered'],
    ['timeout', '487', undefined, 'no_answer'],
    ['no_answer', '480', undefined, 'no_answer'],
    ['user_busy', '486', undefined, 'busy'],
    ['not_found', '404', undefined, 'invalid_number'],
    ['originator_cancel', '487', undefined, 'cancelled'],
    ['call_rejected', '603', undefined, 'no_answer'],
    ['call_rejected', '486', undefined, 'busy'],
    ['call_rejected', '403', undefined, 'failed'],
    ['call_rejected', '503', undefined, 'failed'],
    ['call_rejected', undefined, undefined, 'no_answer'],
    ['unspecified', '484', undefined, 'invalid_number'],
    ['unspecified', 'unspecified', undefined, 'failed'],
    ['a_cause_of_tomorrow', undefined, undefined, 'failed'],
    [undefined, undefined, undefined, 'failed'],
  ] as const)('by %s (SIP %s) with %s on the line comes to %s', (cause, sipCode, heard, outcome) => {
    expect(telnyxCallOutcome({ cause, sipCode, heard })).toBe(outcome)
  })
})

describe('the end of a call by VAPI', () => {
  it.each([
    ['assistant-ended-call', 'answered'],
    ['assistant-said-end-call-phrase', 'answered'],
    ['assistant-forwarded-call', 'answered'],
    ['customer-ended-call', 'answered'],
    ['silence-timed-out', 'answered'],
    ['exceeded-max-duration', 'answered'],
    ['call.in-progress.twilio-completed-call', 'answered'],
    ['voicemail', 'voicemail'],
    ['customer-did-not-answer', 'no_answer'],
    ['call.in-progress.error-assistant-did-not-receive-customer-audio', 'no_answer'],
    ['customer-busy', 'busy'],
    ['twilio-reported-customer-misdialed', 'invalid_number'],
    ['manually-canceled', 'cancelled'],
    ['call.start.error-subscription-concurrency-limit-reached', 'capacity_exhausted'],
    ['call.start.error-vapi-number-outbound-daily-limit', 'capacity_exhausted'],
    ['call.start.error-subscription-insufficient-credits', 'failed'],
    ['pipeline-error-openai-llm-failed', 'failed'],
    ['call.in-progress.error-providerfault-eleven-labs-system-busy-and-requested-upgrade', 'failed'],
    ['call.in-progress.error-vapifault-worker-died', 'failed'],
    ['twilio-failed-to-connect-call', 'failed'],
    ['customer-did-not-give-microphone-permission', 'failed'],
    ['assistant-not-found', 'failed'],
    ['worker-shutdown', 'failed'],
    ['a-reason-of-tomorrow', 'failed'],
    ['somebody-ended-call-tomorrow', 'answered'],
  ])('by %s comes to %s', (reason, outcome) => {
    expect(vapiCallOutcome(reason)).toBe(outcome)
  })

  it.each([
    [{ appointmentBooked: true }, { appointmentBooked: true }],
    [{ appointment_booked: 'Yes' }, { appointmentBooked: true }],
    [{ 'Meeting Booked': false }, { appointmentBooked: false }],
    [{ disposition: 'interested' }, { disposition: 'interested' }],
    [{ disposition: 'interested', doNotCall: true }, { disposition: 'do_not_call' }],
    [{ opt_out: 'true' }, { disposition: 'do_not_call' }],
    [{ opt_out: 'false', disposition: '' }, {}],
    [{ anything: { else: 1 } }, {}],
    [null, {}],
    ['text', {}],
  ])('reads %j of its analysis as %j', (structuredData, expected) => {
    expect(vapiAnalysis(structuredData)).toEqual(expected)
  })
})

describe('the end of a call by Amazon Connect', () => {
  it.each([
    ['CUSTOMER_DISCONNECT', undefined, true, 'answered'],
    ['CONTACT_FLOW_DISCONNECT', undefined, true, 'answered'],
    ['CUSTOMER_DISCONNECT', undefined, false, 'no_answer'],
    ['CONTACT_FLOW_DISCONNECT', 'VOICEMAIL_BEEP', true, 'voicemail'],
    ['CUSTOMER_DISCONNECT', 'HUMAN_ANSWERED', true, 'answered'],
    ['CUSTOMER_DISCONNECT', 'AMD_UNRESOLVED', true, 'answered'],
    ['OTHER', 'SIT_TONE_INVALID_NUMBER', true, 'invalid_number'],
    ['TELECOM_BUSY', undefined, false, 'busy'],
    ['TELECOM_NUMBER_INVALID', undefined, false, 'invalid_number'],
    ['TELECOM_TIMEOUT', undefined, false, 'no_answer'],
    ['TELECOM_UNANSWERED', undefined, false, 'no_answer'],
    ['TELECOM_ORIGINATOR_CANCEL', undefined, false, 'no_answer'],
    ['TELECOM_PROBLEM', undefined, false, 'failed'],
    ['TELECOM_POTENTIAL_BLOCKING', undefined, false, 'failed'],
    ['EXPIRED', undefined, false, 'capacity_exhausted'],
    ['OUTBOUND_RESOURCE_ERROR', undefined, false, 'failed'],
    ['A_REASON_OF_TOMORROW', undefined, false, 'failed'],
    ['A_REASON_OF_TOMORROW', undefined, true, 'answered'],
    [undefined, undefined, true, 'answered'],
  ])('by %s with %s heard (connected: %s) comes to %s', (reason, heard, connected, outcome) => {
    expect(connectCallOutcome({ reason, heard, connected })).toBe(outcome)
  })
})

describe('what a call came to', () => {
  it('is healed unless it met the person or was called off', () => {
    expect(Object.fromEntries(callOutcomes.map((outcome) => [outcome, failureOfCall(outcome)]))).toEqual({
      answered: null,
      voicemail: 'call_voicemail',
      no_answer: 'call_no_answer',
      busy: 'call_busy',
      failed: 'call_failed',
      capacity_exhausted: 'capacity_exhausted',
      invalid_number: 'invalid_number',
      cancelled: null,
    })
  })

  it.each(['do_not_call', 'Do Not Call', 'DNC', 'opted-out', 'unsubscribe'])('is the end of calls where it is %s', (word) => {
    expect(leavesCalls(word)).toBe(true)
  })

  it.each(['not_interested', 'answered', '', undefined])('is no end of calls where it is %s', (word) => {
    expect(leavesCalls(word)).toBe(false)
  })
})
