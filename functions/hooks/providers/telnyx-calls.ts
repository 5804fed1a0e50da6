/** Telnyx's events of calls that we dialled: what it asks us while the call runs goes to dispatch, its end to engage. */
import * as z from 'zod'
import { telnyxCallOutcome } from '../../contract/call-outcomes.ts'
import { readCallState } from '../../contract/call-state.ts'
import type { CallProgressWork } from '../../contract/work.ts'
import { ignored, messageTold, momentOf, parsed } from '../events.ts'
import type { HookEvent } from '../source.ts'
import type { TelnyxEvent } from './telnyx-events.ts'

const call = z.object({
  call_control_id: z.string().min(1).max(500),
  client_state: z.string().nullish(),
  result: z.string().nullish(),
  hangup_cause: z.string().nullish(),
  sip_hangup_cause: z.coerce.string().nullish(),
  start_time: z.string().nullish(),
  end_time: z.string().nullish(),
})
type Call = z.infer<typeof call>

/** Whose call it is stands in the state that we gave it: without one it is other traffic of the account. */
export const callTold = ({ id, event_type, occurred_at, payload }: TelnyxEvent): HookEvent => {
  const said = parsed(call, payload)
  const state = readCallState(said.client_state ?? '')
  if (!state) return ignored(id)
  const at = momentOf(occurred_at)
  const { of, heard, unsaid } = state
  if (event_type === 'call.hangup') {
    // Whoever picked up was told nothing.
    const outcome =
      unsaid === undefined
        ? telnyxCallOutcome({ cause: said.hangup_cause ?? undefined, sipCode: said.sip_hangup_cause ?? undefined, heard })
        : 'cancelled'
    const detail =
      unsaid !== undefined
        ? `Telnyx: hung up before anything was said, ${unsaid.replaceAll('_', ' ')}`
        : `Telnyx: ${said.hangup_cause ?? 'hung up'}${said.sip_hangup_cause ? `, SIP ${said.sip_hangup_cause}` : ''}`
    const told = { provider: 'telnyx', channel: 'call' as const, of, providerId: said.call_control_id, eventId: id, at }
    return messageTold(told, { type: 'call_ended', outcome, ...durationOf(said), detail })
  }
  const event = progressOf(event_type, said.result ?? '')
  if (!event) return ignored(id)
  return {
    id,
    work: [
      {
        to: 'dispatch',
        work: { kind: 'call_progress', provider: 'telnyx', of, callId: said.call_control_id, eventId: id, at, heard, event },
      },
    ],
  }
}

const progressOf = (type: string, result: string): CallProgressWork['event'] | null => {
  switch (type) {
    case 'call.answered':
      return { type: 'answered' }
    case 'call.machine.detection.ended':
    case 'call.machine.premium.detection.ended':
      return { type: 'detected', by: result.startsWith('human') ? 'human' : /^(machine|fax)/.test(result) ? 'machine' : 'unknown' }
    case 'call.machine.greeting.ended':
    case 'call.machine.premium.greeting.ended':
      return { type: 'greeting_ended' }
    case 'call.speak.ended':
      return { type: 'speak_ended' }
    default:
      // Initiated, bridged, speak.started, recordings, costs: nothing that we answer.
      return null
  }
}

const durationOf = ({ start_time, end_time }: Call): { durationSeconds?: number } => {
  const seconds = (Date.parse(end_time ?? '') - Date.parse(start_time ?? '')) / 1000
  return Number.isFinite(seconds) && seconds >= 0 ? { durationSeconds: Math.round(seconds) } : {}
}
