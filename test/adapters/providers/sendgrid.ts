/**
 * SendGrid's POST /v3/mail/send, from its reference (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send and its Errors):
 * a bearer key, text before HTML, no header of its own overridden, custom arguments of at most 10,000 bytes. An acceptance is an empty 202.
 */
import * as z from 'zod'
import type { Answer, Contract } from './contract-server.ts'
import { address, bodyOf, headerValue } from './json-request.ts'

export const sendgridKey = 'SG.test.key'

const person = z.strictObject({ email: address, name: z.string().optional() })
/** Headers that may not be overridden. */
const ownHeaders = /^(x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i
const headers = z
  .record(z.string().regex(/^[!-9;-~]+$/), headerValue)
  .refine((named) => !Object.keys(named).some((name) => ownHeaders.test(name)), 'a header that may not be overridden')
const customArgs = z
  .record(z.string(), z.string())
  .refine((named) => Buffer.byteLength(JSON.stringify(named)) <= 10_000, 'custom_args of more than 10000 bytes')
const mail = z.strictObject({
  personalizations: z
    .array(
      z.strictObject({
        to: z.array(person).min(1).max(1000),
        subject: z.string().min(1).optional(),
        headers: headers.optional(),
        custom_args: customArgs.optional(),
      }),
    )
    .min(1)
    .max(1000),
  from: person,
  reply_to: person.optional(),
  subject: z.string().min(1),
  content: z
    .array(z.strictObject({ type: z.string().min(1), value: z.string().min(1) }))
    .min(1)
    .refine(
      (parts) => parts.every(({ type }, at) => type !== 'text/plain' || at === 0),
      'If present, text/plain and text/html may only be provided once and in this order',
    ),
  headers: headers.optional(),
  tracking_settings: z
    .strictObject({
      click_tracking: z.strictObject({ enable: z.boolean(), enable_text: z.boolean() }).optional(),
      open_tracking: z.strictObject({ enable: z.boolean(), substitution_tag: z.string().optional() }).optional(),
      subscription_tracking: z.strictObject({ enable: z.boolean() }).optional(),
    })
    .optional(),
})

const error = (status: number, message: string, field: string | null = null): Answer => ({
  status,
  body: { errors: [{ message, field, help: null }] },
})

export const sendgridErrors = {
  key: error(401, 'The provided authorization grant is invalid, expired, or revoked'),
  credits: error(401, 'Maximum credits exceeded'),
  sender: error(403, 'The from address does not match a verified Sender Identity.', 'from'),
  from: error(400, 'The from email does not contain a valid address.', 'from.email'),
  recipient: error(400, 'Does not contain a valid address.', 'personalizations.0.to.0.email'),
  large: error(413, 'The JSON payload is too large.'),
  residency: error(451, 'Unavailable due to data residency restrictions'),
  rate: error(429, 'too many requests'),
  server: error(500, 'internal error'),
} as const

export const sendgridContract: Contract = {
  check: (request) => {
    if (request.path !== '/v3/mail/send') return error(404, 'The resource you tried to locate could not be found or does not exist.')
    if (request.method !== 'POST') return error(405, 'method not allowed')
    if (request.headers['authorization'] !== `Bearer ${sendgridKey}`) return sendgridErrors.key
    if (request.headers['content-type'] !== 'application/json') return error(415, 'unsupported media type')
    const read = bodyOf(request, mail, (message, field) => error(400, message, field))
    return 'refused' in read ? read.refused : null
  },
  accept: () => ({ status: 202, headers: { 'x-message-id': '14c5d75ce93.dfd.64b469' } }),
}
