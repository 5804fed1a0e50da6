/**
 * What a failed request to AWS End User Messaging means (errors and reasons of the API `pinpoint-sms-voice-v2`). Only where it is certain that
 * nothing was taken may the text be tried again; where the answer was lost, nobody knows.
 */
import { awsAccountErrors, awsFailureOf, type AwsFailure } from '../aws-failure.ts'
import { refusal, type Refusal } from '../http.ts'

export type Judged = Refusal | { kind: 'unknown'; reason: string }

export const judgeAwsSmsError = (error: unknown): Judged => {
  const failure = awsFailureOf(error)
  if (failure.unsent) return refusal('transient', failure.text)
  if (failure.status === undefined)
    return awsAccountErrors.has(failure.name) ? refusal('account', failure.text) : { kind: 'unknown', reason: failure.text }
  if (failure.status >= 500) return { kind: 'unknown', reason: failure.text }
  if (awsAccountErrors.has(failure.name)) return refusal('account', failure.text)
  switch (failure.name) {
    case 'ThrottlingException':
      return refusal('transient', failure.text, { throttled: true })
    case 'ConflictException':
      return judgeConflict(failure)
    case 'ValidationException':
      return judgeValidation(failure)
    // A spend limit is reached, or a number, pool or configuration set is not there: nobody is texted before an operator acts.
    case 'ServiceQuotaExceededException':
    case 'ResourceNotFoundException':
      return refusal('account', failure.text)
    default:
      if (failure.status === 429) return refusal('transient', failure.text, { throttled: true })
      return failure.status >= 400 ? refusal('permanent', failure.text) : { kind: 'unknown', reason: failure.text }
  }
}

const judgeConflict = ({ why, text }: AwsFailure): Judged => {
  switch (why) {
    case 'DESTINATION_PHONE_NUMBER_OPTED_OUT':
      return refusal('permanent', text, { failure: 'opted_out' })
    // Of this recipient or its country alone.
    case 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION':
    case 'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE':
      return refusal('permanent', text)
    // A registration that is not complete, a number that cannot text, a sandbox: each text meets it.
    default:
      return refusal('account', text)
  }
}

const judgeValidation = ({ why, message, text }: AwsFailure): Judged => {
  switch (why) {
    case 'INTERNATIONAL_SENDING_NOT_SUPPORTED':
    case 'COUNTRY_NOT_ENABLED':
    case 'DESTINATION_COUNTRY_BLOCKED':
    case 'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY':
    case 'PRICE_OVER_THRESHOLD':
    case 'MAXIMUM_SIZE_EXCEEDED':
      return refusal('permanent', text)
    case 'CHANNEL_NOT_ENABLED':
    case 'INVALID_ARN':
    case 'RESOURCE_NOT_ACCESSIBLE':
    case 'SENDER_ID_NOT_REGISTERED':
    case 'SENDER_ID_NOT_SUPPORTED':
    case 'SENDER_ID_REQUIRES_REGISTRATION':
      return refusal('account', text)
    default:
      return /DestinationPhoneNumber|destination phone number/i.test(`${message} ${text}`)
        ? refusal('permanent', text, { failure: 'invalid_number' })
        : refusal('permanent', text)
  }
}
