/** What an AWS client threw: its name, its reason, and whether the service can have seen the request at all. */
export interface AwsFailure {
  name: string
  message: string
  /** The exception's own `Reason`, where the service gives one. */
  why: string
  /** Absent where no answer came. */
  status: number | undefined
  /** The connection was never opened, so the service has seen nothing. */
  unsent: boolean
  /** `name (why): message`, as it is kept. */
  text: string
}

/** The account's doing, whatever the service: its keys and what they may do. */
export const awsAccountErrors: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

const neverOpened = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED'])

/** The SDK's errors carry their HTTP status in `$metadata`; those of the network have a `code` and none. */
export const awsFailureOf = (error: unknown): AwsFailure => {
  const { name, message, Message, Reason, code, $metadata } = record(error)
  const status = record($metadata)['httpStatusCode']
  const said = text(message) || text(Message) || (error instanceof Error ? '' : String(error))
  const failure = { name: text(name) || 'Error', message: said, why: text(Reason) }
  return {
    ...failure,
    status: typeof status === 'number' ? status : undefined,
    unsent: status === undefined && (neverOpened.has(text(code)) || /establish a connection|connect ETIMEDOUT/i.test(said)),
    text: `${failure.name}${failure.why === '' ? '' : ` (${failure.why})`}${said === '' ? '' : `: ${said}`}`.slice(0, 300),
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries([...Object.entries(value), ...own(value)]) : {}

/** An error's `name` and `message` are not among its enumerable properties. */
const own = (value: object): [string, unknown][] =>
  value instanceof Error
    ? [
        ['name', value.name],
        ['message', value.message],
      ]
    : []
