/**
 * Postmark's POST /email, from its reference (https://postmarkapp.com/developer/api/email-api, .../api/overview): a server token, at most 50
 * recipients, a subject of at most 2000 characters, metadata keys of at most 20 and values of at most 80 characters, ten of them.
 */
import * as z from 'zod'
import type { Answer, Contract } from './contract-server.ts'
import { bodyOf, headerValue, mailbox } from './json-request.ts'

export const postmarkToken = '5a1b2c3d-0000-4000-8000-000000000001'

const recipients = z
  .string()
  .refine((list) => list.split(',').length <= 50, 'at most 50 recipients')
  .refine((list) => list.split(',').every((one) => mailbox.safeParse(one.trim()).success), 'an illegal address')
const email = z
  .strictObject({
    From: mailbox,
    To: recipients,
    Cc: recipients.optional(),
    Bcc: recipients.optional(),
    Subject: z.string().max(2000).optional(),
    Tag: z.string().max(1000).optional(),
    HtmlBody: z.string().min(1).optional(),
    TextBody: z.string().min(1).optional(),
    ReplyTo: recipients.optional(),
    Headers: z.array(z.strictObject({ Name: z.string().regex(/^[!-9;-~]+$/), Value: headerValue })).optional(),
    TrackOpens: z.boolean().optional(),
    TrackLinks: z.enum(['None', 'HtmlAndText', 'HtmlOnly', 'TextOnly']).optional(),
    Metadata: z
      .record(z.string().max(20), z.string().max(80))
      .refine((metadata) => Object.keys(metadata).length <= 10, 'at most ten metadata fields')
      .optional(),
    MessageStream: z.string().max(30).optional(),
    Attachments: z.never().optional(),
  })
  .refine(({ HtmlBody, TextBody }) => HtmlBody !== undefined || TextBody !== undefined, 'provide TextBody or HtmlBody or both')

const error = (status: number, ErrorCode: number, Message: string): Answer => ({ status, body: { ErrorCode, Message } })

export const postmarkErrors = {
  token: error(401, 10, 'Bad or missing Server API token.'),
  inactive: error(
    422,
    406,
    'You tried to send to a recipient that has been marked as inactive. Found inactive addresses: dana@example.com.',
  ),
  sender: error(422, 400, "The 'From' address you supplied is not a Sender Signature on your account."),
  unconfirmed: error(422, 401, 'The Sender Signature is not confirmed.'),
  credits: error(422, 405, 'You ran out of credits.'),
  pending: error(422, 412, 'Your account is pending approval.'),
  stream: error(422, 1235, 'The MessageStream provided does not exist on this server.'),
  invalid: error(422, 300, "Invalid 'To' address: 'dana@'."),
  maintenance: error(422, 100, 'The API is offline for maintenance.'),
  rate: error(429, 429, 'Rate limit exceeded.'),
  server: error(500, 0, 'Internal server error.'),
} as const

const accepted = z.strictObject({
  To: z.string(),
  SubmittedAt: z.iso.datetime({ offset: true }),
  MessageID: z.uuid(),
  ErrorCode: z.literal(0),
  Message: z.literal('OK'),
})

export const postmarkContract: Contract = {
  check: (request) => {
    if (request.method !== 'POST' || request.path !== '/email') return { status: 404, body: 'Not Found' }
    if (request.headers['x-postmark-server-token'] !== postmarkToken) return postmarkErrors.token
    if (request.headers['content-type'] !== 'application/json') return error(415, 409, "Your HTTP request doesn't have JSON headers.")
    if (request.headers['accept'] !== 'application/json') return error(422, 409, 'The Accept header has to be application/json.')
    const read = bodyOf(request, email, (message, field) => error(422, 300, `${field}: ${message}`))
    return 'refused' in read ? read.refused : null
  },
  accept: (request) => ({
    status: 200,
    body: accepted.parse({
      To: (JSON.parse(request.body) as { To: string }).To,
      SubmittedAt: '2026-11-20T10:00:00.4830000-05:00',
      MessageID: '0a129aee-e1cd-480d-b08d-4f48548ff48d',
      ErrorCode: 0,
      Message: 'OK',
    } satisfies z.input<typeof accepted>),
  }),
}
