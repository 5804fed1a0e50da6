/** VAPI's words in ours: https://docs.vapi.ai/server-url/events. */
import * as z from 'zod'
import { vapiAnalysis, vapiCallOutcome } from '../../contract/call-outcomes.ts'
import { readReference } from '../../contract/reference.ts'
import type { MessageHappening, MessageReference } from '../../contract/work.ts'
import { jsonOf, messageTold, parsed, short } from '../events.ts'
import type { HookCall, HookEvent } from '../source.ts'

const metadata = z.record(z.string(), z.unknown()).nullish()
const said = z.object({
  message: z.object({
    type: z.string().max(60),
    timestamp: z.union([z.number(), z.string()]).nullish(),
    status: z.string().max(60).nullish(),
    endedReason: z.string().max(300).nullish(),
    startedAt: z.string().nullish(),
    endedAt: z.string().nullish(),
    durationSeconds: z.number().nullish(),
    call: z.object({ id: z.string().min(1).max(200), assistantOverrides: z.object({ metadata }).nullish() }).nullish(),
    assistant: z.object({ metadata }).nullish(),
    artifact: z
      .object({
        transcript: z.string().nullish(),
        messages: z.array(z.object({ role: z.string().nullish(), message: z.string().nullish() })).nullish(),
      })
      .nullish(),
    transcript: z.string().nullish(),
    summary: z.string().nullish(),
    analysis: z.object({ summary: z.string().nullish(), structuredData: z.unknown() }).nullish(),
  }),
})
type Said = z.infer<typeof said>['message']

/** The metadata key under which the request for the call carries our reference. */
const referenceKey = 'touchline'

/** Letters of a summary that are kept. */
const mostSummary = 4_000

export const readVapi = (call: HookCall, now: number): HookEvent => {
  const { message } = parsed(said, jsonOf(call))
  const { type, status, call: about } = message
  const told = {
    provider: 'vapi',
    channel: 'call' as const,
    of: referenceOf(message),
    providerId: about?.id,
    // Each call has one report, and comes to each status once.
    eventId: `${about?.id ?? ''}.${type}.${status ?? ''}`,
    at: momentOf(message.timestamp, now),
  }
  return messageTold(told, about ? happeningOf(message) : null)
}

const referenceOf = ({ call, assistant }: Said): MessageReference | null => {
  const echoes = [call?.assistantOverrides?.metadata, assistant?.metadata].map((fields) => fields?.[referenceKey])
  const echo = echoes.find((one) => typeof one === 'string')
  return typeof echo === 'string' ? readReference(echo) : null
}

const happeningOf = (message: Said): MessageHappening | null => {
  if (message.type === 'status-update')
    // What a call came to stands in its report, which follows the last status.
    return ['ringing', 'in-progress', 'forwarding'].includes(message.status ?? '') ? { type: 'sent' } : null
  if (message.type !== 'end-of-call-report') return null
  const transcript = transcriptOf(message)
  const summary = message.analysis?.summary ?? message.summary
  const endedReason = message.endedReason ?? 'unknown'
  return {
    type: 'call_ended',
    outcome: vapiCallOutcome(endedReason),
    ...durationOf(message),
    ...(transcript ? { transcript: short(transcript) } : {}),
    ...(summary ? { summary: short(summary, mostSummary) } : {}),
    ...vapiAnalysis(message.analysis?.structuredData),
    detail: `VAPI: ${endedReason}`,
  }
}

/** What was said, of its turns where no transcript is made: who asks not to be called again says so there. */
const transcriptOf = ({ artifact, transcript }: Said): string => {
  const whole = artifact?.transcript || transcript
  if (whole) return whole
  return (artifact?.messages ?? [])
    .flatMap(({ role, message }) =>
      message && ['user', 'bot', 'assistant'].includes(role ?? '')
        ? [`${role === 'user' ? 'User' : 'AI'}: ${message.replaceAll(/\s+/g, ' ')}`]
        : [],
    )
    .join('\n')
}

const durationOf = ({ durationSeconds, startedAt, endedAt }: Said): { durationSeconds?: number } => {
  const seconds = durationSeconds ?? (Date.parse(endedAt ?? '') - Date.parse(startedAt ?? '')) / 1000
  return Number.isFinite(seconds) && seconds >= 0 ? { durationSeconds: Math.round(seconds) } : {}
}

/** Epoch milliseconds, or ISO 8601 in earlier releases of the API. */
const momentOf = (timestamp: number | string | null | undefined, now: number): string => {
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : timestamp
  return new Date(at !== null && at !== undefined && Number.isFinite(at) && Math.abs(at) < 8e15 ? at : now).toISOString()
}
