/** From API Gateway's event to the source that it is for, and back to an answer. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { metricNames } from '../contract/metrics.ts'
import { InvalidInput } from '../runtime/errors.ts'
import type { HttpAnswer } from '../runtime/http/problem.ts'
import { errorDetail, logger } from '../runtime/logger.ts'
import type { Count } from '../runtime/metrics.ts'
import { answerOf, failed, noSource, otherType, tooLarge, unreadable } from './answer.ts'
import { receive, type ReceivePorts } from './receive.ts'
import type { HookCall, HookSource } from './source.ts'

export interface ServePorts extends ReceivePorts {
  /** By what stands after `/hooks/`. */
  source(name: string): HookSource | null
  /** The origin that others call us at. */
  publicUrl: string
  count: Count
}

export const serve =
  (ports: ServePorts) =>
  async (event: APIGatewayProxyEventV2): Promise<HttpAnswer> => {
    const name = event.rawPath.replace(/^\/hooks\//, '')
    const source = ports.source(name)
    if (!source) return noSource(event.rawPath)
    const call = callOf(event, ports.publicUrl)
    if (call.bytes.length > source.mostBytes) return tooLarge(call.bytes.length, source.mostBytes)
    const type = (call.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    if (source.types && !source.types.includes(type)) return otherType(source.types)
    try {
      const received = await receive(ports, name, source, call)
      report(ports, name, received)
      return answerOf(received, source.acknowledgement?.(call) ?? null)
    } catch (error) {
      if (error instanceof InvalidInput) {
        ports.count(metricNames.hookUnread, { source: name })
        logger.error('webhook not understood', { source: name, why: error.message })
        return unreadable(error.message)
      }
      logger.error('webhook failed', { source: name, error: errorDetail(error) })
      return failed(event.requestContext.requestId)
    }
  }

/** Whoever looks for a lost delivery receipt finds here whether it came, and why it was not taken. */
const report = ({ count }: ServePorts, source: string, received: Awaited<ReturnType<typeof receive>>): void => {
  if (received.kind === 'refused') {
    count(metricNames.hookRefused, { source, why: received.why })
    logger.warn('webhook refused', { source, why: received.why })
    return
  }
  const { kind: _, unread, ...counts } = received
  if (unread.length > 0) {
    count(metricNames.hookUnread, { source })
    logger.error('webhook events not understood', { source, why: unread.slice(0, 5) })
  }
  logger.info('webhook', { source, ...counts })
}

/** A form arrives in base64, JSON as text. */
const callOf = (event: APIGatewayProxyEventV2, publicUrl: string): HookCall => ({
  bytes: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  headers: event.headers,
  query: event.rawQueryString,
  url: `${publicUrl}${event.rawPath}${event.rawQueryString === '' ? '' : `?${event.rawQueryString}`}`,
})
