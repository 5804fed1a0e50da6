/**
 * Resend's POST /emails, from its published description and reference (https://resend.com/docs/api-reference/emails/send-email, .../errors):
 * a bearer key, an idempotency key of 1 to 256 characters, at most 50 recipients, tags of ASCII letters, digits, `_` and `-`, at most 256.
 * The same key again gives the same answer and sends nothing; with another body it is refused.
 */
import * as z from 'zod'
import type { Answer, Contract, Received } from './contract-server.ts'
import { bodyOf, headerValue, mailbox } from './json-request.ts'

export const resendKey = 're_test_key'

const oneOrMore = z.union([mailbox, z.array(mailbox).min(1).max(50)])
const tagText = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'Tags should only contain ASCII letters, numbers, underscores, or dashes.')
const email = z.strictObject({
  from: mailbox,
  to: oneOrMore,
  subject: z.string(),
  html: z.string().optional(),
  text: z.string().optional(),
  reply_to: oneOrMore.optional(),
  headers: z.record(z.string().regex(/^[!-9;-~]+$/), headerValue).optional(),
  tags: z.array(z.strictObject({ name: tagText, value: tagText })).optional(),
})

const error = (statusCode: number, name: string, message: string): Answer => ({ status: statusCode, body: { statusCode, name, message } })

export const resendErrors = {
  noKey: error(401, 'missing_api_key', 'Missing API key in the authorization header.'),
  restricted: error(401, 'restricted_api_key', 'This API key is restricted.'),
  key: error(403, 'invalid_api_key', 'API key is invalid.'),
  domain: error(403, 'validation_error', 'The acme.example.com domain is not verified.'),
  from: error(422, 'invalid_from_address', 'Invalid from field.'),
  field: error(422, 'missing_required_field', 'The request body is missing one or more required fields.'),
  validation: error(400, 'validation_error', 'Invalid `to` field.'),
  rate: error(429, 'rate_limit_exceeded', 'Too many requests.'),
  dailyQuota: error(429, 'daily_quota_exceeded', 'You have reached your daily email sending quota.'),
  monthlyQuota: error(429, 'monthly_quota_exceeded', 'You have reached your monthly email sending quota.'),
  otherBody: error(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload.'),
  underWay: error(409, 'concurrent_idempotent_requests', 'Same idempotency key used while original request is still in progress.'),
  security: error(451, 'security_error', 'We may have found a security issue with the request.'),
  server: error(500, 'application_error', 'An unexpected error occurred.'),
} as const

const idOf = (request: Received): string => {
  const digits = Buffer.from(request.headers['idempotency-key'] ?? '')
    .toString('hex')
    .padEnd(12, '0')
    .slice(-12)
  return `49a3999c-0ce1-4ea6-ab68-${digits}`
}

/** `seen`: bodies by idempotency key, of what was accepted. */
export const resendContract = (seen = new Map<string, string>()): Contract => ({
  check: (request) => {
    if (request.path !== '/emails') return error(404, 'not_found', 'The requested endpoint does not exist.')
    if (request.method !== 'POST') return error(405, 'method_not_allowed', 'Method is not allowed for the requested path.')
    if (!request.headers['authorization']) return resendErrors.noKey
    if (request.headers['authorization'] !== `Bearer ${resendKey}`) return resendErrors.key
    if (!request.headers['user-agent']) return { status: 403, body: 'error code: 1010' }
    const key = request.headers['idempotency-key']
    if (key !== undefined && (key.length < 1 || key.length > 256))
      return error(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.')
    const read = bodyOf(request, email, (message, field) => error(422, 'validation_error', `${field}: ${message}`))
    if ('refused' in read) return read.refused
    return key !== undefined && seen.has(key) && seen.get(key) !== request.body ? resendErrors.otherBody : null
  },
  accept: (request) => {
    const key = request.headers['idempotency-key']
    if (key !== undefined) seen.set(key, request.body)
    return { status: 200, body: { id: idOf(request) } }
  },
})
