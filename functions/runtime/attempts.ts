/** Each attempt at a provider: counted as a success or a failure of its adapter, with a tracing span around it. */
import { metricNames } from '../contract/metrics.ts'
import type { OutgoingMessage } from '../domain/effect.ts'
import type { SendResult } from '../domain/signal.ts'
import type { Count } from './metrics.ts'
import { inSpan, type SpanTarget } from './span.ts'

interface Adapter {
  name: string
  send(message: OutgoingMessage, now: () => number): Promise<SendResult>
}

/** `accepted`, `refused_transient`, `refused_permanent`, `refused_account` or `unknown`. */
const outcomeOf = (result: SendResult): string => (result.kind === 'refused' ? `refused_${result.cls}` : result.kind)

/** Sends by that adapter. */
export const attempt = (
  adapter: Adapter,
  message: OutgoingMessage,
  { count, now, target }: { count: Count; now: () => number; target?: SpanTarget },
): Promise<SendResult> =>
  inSpan(
    `send ${adapter.name}`,
    async () => {
      const value = await adapter.send(message, now)
      const outcome = outcomeOf(value)
      const of = { channel: message.channel, adapter: adapter.name }
      count(metricNames.attempts, { ...of, outcome })
      count(value.kind === 'accepted' ? metricNames.attemptsSucceeded : metricNames.attemptsFailed, of)
      const { messageId, attemptId, sequenceId } = message
      return {
        value,
        annotations: { ...of, outcome, message: messageId, attempt: attemptId, sequence: sequenceId },
        fault: value.kind === 'unknown',
      }
    },
    target,
  )
