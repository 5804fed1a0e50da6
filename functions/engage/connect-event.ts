/** A call of Amazon Connect is over: its event says which contact it was, and the contact's attributes whose call. */
import { connectCallOutcome } from '../contract/call-outcomes.ts'
import { connectDetail } from '../contract/connect-events.ts'
import { readReference } from '../contract/reference.ts'
import type { ConnectEndedWork } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { callEnded } from './call-ended.ts'
import type { EngagePorts } from './ports.ts'

/** Of an event as EventBridge delivers it. Throws `InvalidInput` where it is not what Connect documents. */
export const connectEvent = (said: unknown, eventId: string, time: string): ConnectEndedWork => {
  const parsed = connectDetail.safeParse(said)
  if (!parsed.success) throw new InvalidInput('malformed_detail', `event ${eventId}: ${parsed.error.message}`)
  const detail = parsed.data
  const connectedAt = detail.connectedToSystemTimestamp ?? undefined
  const at = detail.disconnectTimestamp ?? time
  const heard = detail.answeringMachineDetectionStatus ?? undefined
  const reason = detail.disconnectReason ?? undefined
  const seconds = connectedAt === undefined ? NaN : (Date.parse(at) - Date.parse(connectedAt)) / 1000
  return {
    kind: 'connect_ended',
    // A call that was handed on is several contacts; the first of them is the one that we began.
    contactId: detail.initialContactId ?? detail.contactId,
    eventId,
    at,
    outcome: connectCallOutcome({ reason, heard, connected: connectedAt !== undefined }),
    ...(seconds >= 0 ? { durationSeconds: Math.round(seconds) } : {}),
    detail: `Amazon Connect: ${[reason, heard].filter((word) => word !== undefined).join(', ') || 'no reason given'}`,
  }
}

/** Other calls of the instance are none of ours. */
export const connectEnded = async (ports: EngagePorts, work: ConnectEndedWork): Promise<string> => {
  const { contactId, eventId, at, kind: _kind, ...event } = work
  const of = readReference((await ports.connectReference?.(contactId)) ?? '')
  if (!of) return 'call_of_others'
  return callEnded(ports, {
    kind: 'message_event',
    provider: 'connect',
    channel: 'call',
    of,
    providerId: contactId,
    eventId,
    at,
    event: { type: 'call_ended', ...event },
  })
}
