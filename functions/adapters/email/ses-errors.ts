/**
 * What a failed request to SES means. Only where it is certain that SES took nothing may the message be tried again; where the answer was
 * lost, nobody knows. `throttled`: SES asks for a slower pace on the whole account.
 */
export type Judged =
  | { kind: 'refused'; cls: 'transient' | 'permanent' | 'account'; reason: string; throttled?: true }
  | { kind: 'unknown'; reason: string }

interface Failure {
  name: string
  message: string
  code: string
  status: number | undefined
}

/** The account, not this message: credentials, sending paused, an identity or configuration set that is not there. */
const accountErrors = new Set([
  'AccountSuspendedException',
  'SendingPausedException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
  'AccessDeniedException',
  'AccessDenied',
  'CredentialsProviderError',
  'ExpiredTokenException',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])
const throttles = new Set([
  'TooManyRequestsException',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
])
/** The connection was never opened, so SES has seen nothing. */
const neverOpened = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED'])

export const judgeSesError = (error: unknown): Judged => {
  const failure = failureOf(error)
  const reason = [failure.name, failure.message].filter((part) => part !== '').join(': ')
  const refused = (cls: 'transient' | 'permanent' | 'account'): Judged => ({ kind: 'refused', cls, reason })
  if (failure.status === undefined) {
    if (neverOpened.has(failure.code) || /establish a connection|connect ETIMEDOUT/i.test(failure.message)) return refused('transient')
    return accountErrors.has(failure.name) ? refused('account') : { kind: 'unknown', reason }
  }
  // A spent daily quota comes as a throttle, and lasts for hours.
  if (throttles.has(failure.name) || failure.status === 429)
    return /daily|quota/i.test(failure.message) ? refused('account') : { kind: 'refused', cls: 'transient', reason, throttled: true }
  if (failure.status >= 500) return { kind: 'unknown', reason }
  if (accountErrors.has(failure.name)) return refused('account')
  // In the sandbox, or without its own identity, SES rejects every message of this sender.
  if (/not verified|sending (is )?(paused|disabled)|not authorized/i.test(failure.message)) return refused('account')
  if (failure.status >= 400) return refused('permanent')
  return { kind: 'unknown', reason }
}

/** The SDK's errors carry their HTTP status in `$metadata`; those of the network have a `code` and none. */
const failureOf = (error: unknown): Failure => {
  const { name, message, code, $metadata }: Record<string, unknown> = isRecord(error) ? error : {}
  const status = isRecord($metadata) ? $metadata['httpStatusCode'] : undefined
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : String(error),
    code: typeof code === 'string' ? code : '',
    status: typeof status === 'number' ? status : undefined,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
