/**
 * Amazon SES v2's SendEmail (REST JSON), held by a server on localhost: what it takes, with the limits of its reference
 * (docs.aws.amazon.com/ses/latest/APIReference-V2: API_SendEmail, API_RawMessage, API_MessageHeader, API_MessageTag).
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer, type Received } from './contract-server.ts'
import { bodyOf, headerValue } from './json-request.ts'

/** Of 7-bit ASCII; a name in other letters comes as an encoded word (RFC 2047). */
const mailbox = headerValue
  .regex(/^[ -~]+$/, 'an address is 7-bit ASCII')
  .regex(/^(?:(?:"(?:[^"\\]|\\.)*"|=\?UTF-8\?[BQ]\?[!->@-~]+\?=) <[^<>\s,]+@[^<>\s,]+>|[^<>\s,]+@[^<>\s,]+)$/, 'Missing final @domain')
const text = z.strictObject({ Data: z.string(), Charset: z.string().optional() })
const subject = z.strictObject({ Data: headerValue.min(1), Charset: z.string().optional() })
const tagPart = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/)
const header = z.strictObject({
  Name: z
    .string()
    .regex(/^[!-9;-@A-~]{1,126}$/)
    .refine((name) => !/^(?:from|to|cc|bcc|subject|reply-to|return-path|sender|message-id|date)$/i.test(name), 'a header that SES writes'),
  Value: z.string().regex(/^[ -~]{1,870}$/),
})
const simple = z.strictObject({
  Subject: subject,
  Body: z.strictObject({ Text: text.optional(), Html: text.optional() }).refine(({ Text, Html }) => Text ?? Html, 'an empty body'),
  Headers: z.array(header).max(15).optional(),
})
const raw = z.strictObject({ Data: z.base64().refine((data) => isMail(Buffer.from(data, 'base64')), 'no mail') })
const sendEmail = z
  .strictObject({
    FromEmailAddress: mailbox,
    Destination: z.strictObject({ ToAddresses: z.array(mailbox).min(1).max(50) }),
    ReplyToAddresses: z.array(mailbox).optional(),
    ConfigurationSetName: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    EmailTags: z.array(z.strictObject({ Name: tagPart, Value: tagPart })).refine((tags) => isDistinct(tags.map(({ Name }) => Name))),
    Content: z.union([z.strictObject({ Simple: simple }), z.strictObject({ Raw: raw })]),
  })
  // A raw mail's own header says where answers go.
  .refine(({ Content, ReplyToAddresses }) => 'Simple' in Content || ReplyToAddresses === undefined, 'a reply address beside a raw mail')

const isDistinct = (names: string[]): boolean => new Set(names).size === names.length

/** Header and body with a blank line between, each line of at most 998 characters, 7-bit, and each field of an address once. */
const isMail = (mail: Buffer): boolean => {
  const all = mail.toString('latin1')
  const end = all.indexOf('\r\n\r\n')
  const names = all
    .slice(0, end)
    .split(/\r\n(?![ \t])/)
    .map((line) => /^([!-9;-~]+):/.exec(line)?.[1]?.toLowerCase())
  return (
    end > 0 &&
    !names.includes(undefined) &&
    ['from', 'to', 'subject', 'mime-version', 'content-type'].every((name) => names.filter((one) => one === name).length === 1) &&
    !/[^\r]\n|\r[^\n]|[^\t\r\n -~]/.test(all) &&
    all.split('\r\n').every((line) => line.length <= 998)
  )
}

/** An exception of the service. */
export const exception = (type: string, status: number, message = 'The reason in words'): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: { message },
})

export const sesMessageId = '0100019aa0f1c2d3-1b1f4f0a-9b53-4c5f-8f1f-a11b7a3e6f3b-000000'

export const openSes = (): Promise<ContractServer> =>
  openContractServer({ check, accept: () => ({ status: 200, body: { MessageId: sesMessageId } }) })

const check = (request: Received): Answer | null => {
  const { method, path, headers } = request
  if (!/^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/us-east-1\/ses\/aws4_request, /.test(headers['authorization'] ?? ''))
    return exception('UnrecognizedClientException', 403)
  if (method !== 'POST' || path !== '/v2/email/outbound-emails' || headers['content-type'] !== 'application/json')
    return exception('UnknownOperationException', 404)
  const read = bodyOf(request, sendEmail, (message, field) => exception('BadRequestException', 400, `${field}: ${message}`))
  return 'refused' in read ? read.refused : null
}
