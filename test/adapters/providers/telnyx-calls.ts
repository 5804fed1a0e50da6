/**
 * Telnyx's Call Control as its reference describes it (developers.telnyx.com: Dial, Speak text, Hangup call, Update client state; API errors),
 * held by a server on localhost.
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer, type Received } from './contract-server.ts'
import { apiKey, refusedWith } from './telnyx-messages.ts'

export const callControlId = 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'

const base64 = z.base64().max(4_000)
const dial = z.strictObject({
  connection_id: z.string().min(1),
  to: z.string().regex(/^\+[1-9]\d{6,14}$/),
  from: z.string().regex(/^\+[1-9]\d{6,14}$/),
  from_display_name: z.string().max(128).optional(),
  answering_machine_detection: z.enum(['premium', 'detect', 'detect_beep', 'detect_words', 'greeting_end', 'disabled']).optional(),
  timeout_secs: z.int().min(5).max(600).optional(),
  time_limit_secs: z.int().min(30).max(14_400).optional(),
  webhook_url: z.url().max(2_000).optional(),
  webhook_url_method: z.enum(['POST', 'GET']).optional(),
  client_state: base64.optional(),
  command_id: z.string().min(1).optional(),
})
const speak = z.strictObject({
  payload: z.string().min(1).max(3_000),
  payload_type: z.enum(['text', 'ssml']).optional(),
  service_level: z.enum(['basic', 'premium']).optional(),
  voice: z.string().min(1),
  language: z.enum(['de-DE', 'en-GB', 'en-US', 'es-ES', 'es-US', 'fr-FR']).optional(),
  client_state: base64.optional(),
  command_id: z.string().optional(),
})
const hangup = z.strictObject({ client_state: base64.optional(), command_id: z.string().optional() })
const state = z.strictObject({ client_state: base64 })

const requests: { method: string; path: RegExp; schema: z.ZodType }[] = [
  { method: 'POST', path: /^\/v2\/calls$/, schema: dial },
  { method: 'POST', path: /^\/v2\/calls\/[^/]+\/actions\/speak$/, schema: speak },
  { method: 'POST', path: /^\/v2\/calls\/[^/]+\/actions\/hangup$/, schema: hangup },
  { method: 'PUT', path: /^\/v2\/calls\/[^/]+\/actions\/client_state_update$/, schema: state },
]

const check = ({ method, path, headers, body }: Received): Answer | null => {
  if (headers['authorization'] !== `Bearer ${apiKey}`) return refusedWith('10009', 401, 'Authentication failed')
  const known = requests.find((one) => one.method === method && one.path.test(path))
  if (!known) return refusedWith('10005', 404, 'Resource not found')
  if (headers['content-type'] !== 'application/json') return refusedWith('10014', 415, 'Unsupported Media Type')
  const parsed = known.schema.safeParse(JSON.parse(body))
  return parsed.success ? null : refusedWith('10015', 422, `Bad Request ${parsed.error.message}`)
}

export const openTelnyxCalls = (): Promise<ContractServer> =>
  openContractServer({
    check,
    accept: ({ path, body }) =>
      path === '/v2/calls'
        ? {
            status: 200,
            body: {
              data: {
                record_type: 'call',
                call_control_id: callControlId,
                call_leg_id: '2dc6fc2a-f9e0-11ea-b68e-02420a0f7768',
                call_session_id: '2dc1b3c8-f9e0-11ea-bc5a-02420a0f7768',
                is_alive: false,
                client_state: dial.parse(JSON.parse(body)).client_state,
              },
            },
          }
        : { status: 200, body: { data: { result: 'ok' } } },
  })
