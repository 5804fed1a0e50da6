/**
 * Telnyx's words in ours. Texts: https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks, calls:
 * https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks.
 */
import * as z from 'zod'
import { jsonOf, parsed } from '../events.ts'
import type { HookCall, HookEvent } from '../source.ts'
import { callTold } from './telnyx-calls.ts'
import { textTold } from './telnyx-texts.ts'

const envelope = z.object({
  data: z.object({
    id: z.string().min(1).max(200),
    event_type: z.string().max(100),
    occurred_at: z.string(),
    payload: z.record(z.string(), z.unknown()),
  }),
})
export type TelnyxEvent = z.infer<typeof envelope>['data']

export const readTelnyx = (call: HookCall): HookEvent => {
  const { data } = parsed(envelope, jsonOf(call))
  return data.event_type.startsWith('call.') ? callTold(data) : textTold(data, call.query)
}
