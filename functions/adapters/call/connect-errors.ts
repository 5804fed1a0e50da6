/** What a failed StartOutboundVoiceContact means (errors of the API `connect`). Where the answer was lost, nobody knows whether the phone rings. */
import { awsAccountErrors, awsFailureOf } from '../aws-failure.ts'
import { refusal, type Refusal } from '../http.ts'

export const judgeConnectError = (error: unknown): Refusal | { kind: 'unknown'; reason: string } => {
  const { name, message, status, unsent, text } = awsFailureOf(error)
  if (unsent) return refusal('transient', text)
  if (awsAccountErrors.has(name)) return refusal('account', text)
  // A 200 whose body broke off may have placed the call.
  if (status === undefined || status < 400 || status >= 500) return { kind: 'unknown', reason: text }
  switch (name) {
    // The number's country is not open to the instance, or Connect will not call this contact.
    case 'DestinationNotAllowedException':
    case 'OutboundContactNotPermittedException':
      return refusal('permanent', text, { failure: 'call_failed' })
    case 'InvalidParameterException':
      return /destination/i.test(message) ? refusal('permanent', text, { failure: 'invalid_number' }) : refusal('account', text)
    // An instance, a flow, a queue or a number of the tenant's settings that is not there.
    case 'ResourceNotFoundException':
      return refusal('account', text)
    case 'LimitExceededException':
    case 'ThrottlingException':
    case 'TooManyRequestsException':
      return refusal('transient', text, { throttled: true })
    default:
      return status === 429 ? refusal('transient', text, { throttled: true }) : refusal('permanent', text)
  }
}
