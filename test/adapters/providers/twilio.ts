/**
 * Twilio's Messages resource and Lookup v2, as their reference describes them (twilio.com/docs/messaging/api/message-resource,
 * twilio.com/docs/lookup/v2-api/line-type-intelligence, twilio.com/docs/api/errors), held by a server on localhost.
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer, type Received } from './contract-server.ts'

export const accountSid = `AC${'0123456789abcdef'.repeat(2)}`
export const serviceSid = `MG${'0123456789abcdef'.repeat(2)}`
export const authToken = 'an-auth-token'

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/)
/** What a request may say, of what the resource documents. */
const form = z
  .strictObject({
    To: e164,
    From: e164.optional(),
    MessagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/)
      .optional(),
    Body: z.string().min(1).max(1600),
    StatusCallback: z.url().refine((url) => /^[a-z0-9.:-]+$/i.test(new URL(url).host), 'no underscore in a host'),
    ValidityPeriod: z.coerce.number().int().min(1).max(36_000),
  })
  .refine(({ From, MessagingServiceSid }) => From !== undefined || MessagingServiceSid !== undefined)

const status = z.enum(['queued', 'accepted', 'failed'])
/** The resource as it is answered. */
const message = z.strictObject({
  account_sid: z.string(),
  api_version: z.literal('2010-04-01'),
  body: z.string(),
  date_created: z.string(),
  date_sent: z.string().nullable(),
  date_updated: z.string(),
  direction: z.literal('outbound-api'),
  error_code: z.number().int().nullable(),
  error_message: z.string().nullable(),
  from: z.string().nullable(),
  messaging_service_sid: z.string().nullable(),
  num_media: z.string(),
  num_segments: z.string(),
  price: z.string().nullable(),
  price_unit: z.string().nullable(),
  sid: z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/),
  status,
  subresource_uris: z.record(z.string(), z.string()),
  to: z.string(),
  uri: z.string(),
})

export const problem = (code: number, httpStatus: number, text = 'The reason in words'): Answer => ({
  status: httpStatus,
  body: { code, message: text, more_info: `https://www.twilio.com/docs/errors/${code}`, status: httpStatus },
})

export const messageSid = `SM${'fedcba9876543210'.repeat(2)}`

export const openTwilio = (): Promise<ContractServer> => openContractServer({ check, accept })

const check = (request: Received): Answer | null => {
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  if (request.headers['authorization'] !== expected) return problem(20003, 401, 'Authenticate')
  return request.path.startsWith('/v2/PhoneNumbers/') ? checkLookup(request) : checkMessage(request)
}

const checkMessage = ({ method, path, headers, body }: Received): Answer | null => {
  if (method !== 'POST' || path !== `/2010-04-01/Accounts/${accountSid}/Messages.json`) return problem(20404, 404)
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') return problem(21602, 400)
  const entries = [...new URLSearchParams(body)]
  if (new Set(entries.map(([name]) => name)).size !== entries.length) return problem(20001, 400)
  const parsed = form.safeParse(Object.fromEntries(entries))
  return parsed.success ? null : problem(20001, 400, parsed.error.message)
}

const checkLookup = ({ method, path, body }: Received): Answer | null => {
  const { pathname, searchParams } = new URL(path, 'http://twilio')
  const number = decodeURIComponent(pathname.slice('/v2/PhoneNumbers/'.length))
  const isAsked = method === 'GET' && body === '' && searchParams.get('Fields') === 'line_type_intelligence' && searchParams.size === 1
  return isAsked && e164.safeParse(number).success ? null : problem(60600, 400)
}

const accept = (request: Received): Answer => {
  if (request.path.startsWith('/v2/PhoneNumbers/')) return lineAnswer('mobile')
  const { To, From, MessagingServiceSid, Body } = form.parse(Object.fromEntries(new URLSearchParams(request.body)))
  return created({ to: To, from: From ?? null, service: MessagingServiceSid ?? null, body: Body })
}

export const created = (
  of: { to: string; from: string | null; service: string | null; body: string },
  more: { status?: z.infer<typeof status>; error_code?: number; error_message?: string } = {},
): Answer => ({
  status: 201,
  body: message.parse({
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: of.body,
    date_created: 'Fri, 20 Nov 2026 15:00:00 +0000',
    date_sent: null,
    date_updated: 'Fri, 20 Nov 2026 15:00:00 +0000',
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: of.from,
    messaging_service_sid: of.service,
    num_media: '0',
    num_segments: of.service ? '0' : '1',
    price: null,
    price_unit: 'USD',
    sid: messageSid,
    status: of.service ? 'accepted' : 'queued',
    subresource_uris: { media: `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media.json` },
    to: of.to,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}.json`,
    ...more,
  }),
})

/** A number's line, as Lookup v2 answers it. */
export const lineAnswer = (type: string | null, errorCode: number | null = null, valid = true): Answer => ({
  status: 200,
  body: {
    calling_country_code: valid ? '1' : null,
    country_code: valid ? 'US' : null,
    phone_number: '+13125550142',
    national_format: valid ? '(312) 555-0142' : null,
    valid,
    validation_errors: valid ? null : ['TOO_LONG'],
    caller_name: null,
    sim_swap: null,
    call_forwarding: null,
    line_status: null,
    line_type_intelligence: valid
      ? { mobile_country_code: '311', mobile_network_code: null, carrier_name: 'A Carrier', error_code: errorCode, type }
      : null,
    identity_match: null,
    reassigned_number: null,
    sms_pumping_risk: null,
    phone_number_quality_score: null,
    pre_fill: null,
    url: 'https://lookups.twilio.com/v2/PhoneNumbers/+13125550142',
  },
})
