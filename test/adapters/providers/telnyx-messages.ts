/**
 * Telnyx's `POST /v2/messages` as its reference describes it (developers.telnyx.com, Send a message; messaging error codes), held by a server on
 * localhost.
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer } from './contract-server.ts'

export const apiKey = 'KEY0123'
export const messageId = '40385f64-5717-4562-b3fc-2c963f66afa6'

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/)
/** Every field that the request may have. */
const request = z.strictObject({
  from: z.string().optional(),
  messaging_profile_id: z.string().optional(),
  to: e164,
  text: z.string().min(1),
  subject: z.string().optional(),
  media_urls: z.array(z.string()).optional(),
  webhook_url: z.url().max(2000).optional(),
  webhook_failover_url: z.url().max(2000).optional(),
  use_profile_webhooks: z.boolean().optional(),
  type: z.enum(['SMS', 'MMS']).optional(),
  auto_detect: z.boolean().optional(),
  send_at: z.iso.datetime().nullable().optional(),
  encoding: z.enum(['auto', 'gsm7', 'ucs2']).optional(),
})

export const refusedWith = (code: string, status: number, title: string, pointer?: string): Answer => ({
  status,
  body: {
    errors: [
      {
        code,
        title,
        detail: 'The reason in words.',
        meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
        ...(pointer === undefined ? {} : { source: { pointer } }),
      },
    ],
  },
})

export const openTelnyxMessages = (): Promise<ContractServer> =>
  openContractServer({
    check: ({ method, path, headers, body }) => {
      if (headers['authorization'] !== `Bearer ${apiKey}`) return refusedWith('10009', 401, 'Authentication failed')
      if (method !== 'POST' || path !== '/v2/messages') return refusedWith('10005', 404, 'Resource not found')
      if (headers['content-type'] !== 'application/json') return refusedWith('10014', 415, 'Unsupported Media Type')
      const parsed = request.safeParse(JSON.parse(body))
      return parsed.success ? null : refusedWith('10015', 422, `Bad Request ${parsed.error.message}`)
    },
    accept: ({ body }) => {
      const asked = request.parse(JSON.parse(body))
      return {
        status: 200,
        body: {
          data: {
            record_type: 'message',
            direction: 'outbound',
            id: messageId,
            type: 'SMS',
            messaging_profile_id: asked.messaging_profile_id ?? '4000eba1-a0c0-4563-9925-b25e842a7cb6',
            organization_id: 'b448f9cc-a842-4784-98e9-03c1a5872950',
            from: { phone_number: asked.from, carrier: 'Telnyx', line_type: 'VoIP' },
            to: [{ phone_number: asked.to, status: 'queued', carrier: 'A Carrier', line_type: 'Wireless' }],
            cc: [],
            text: asked.text,
            subject: null,
            media: [],
            webhook_url: asked.webhook_url,
            webhook_failover_url: null,
            encoding: 'GSM-7',
            parts: 1,
            tags: [],
            cost: null,
            received_at: '2026-11-20T15:00:00.000+00:00',
            sent_at: null,
            completed_at: null,
            valid_until: '2026-11-20T16:00:00.000+00:00',
            errors: [],
          },
        },
      }
    },
  })
