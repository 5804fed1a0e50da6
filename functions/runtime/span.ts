/**
 * A tracing span around one piece of work, as X-Ray's daemon takes it: one UDP datagram with a subsegment of the invocation's own trace.
 * Lambda says where the daemon is and which trace this is; where it says neither, nothing is sent. A span never fails what it is around.
 * Format: AWS X-Ray Developer Guide, "Segment documents" and "Sending trace data to X-Ray".
 */
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'

/** Annotations are searchable: letters, digits and `_` in names, no personal data in values. */
export type Annotations = Record<string, string | number | boolean>

export interface SpanResult<T> {
  value: T
  annotations?: Annotations
  /** It failed: shown as a fault. */
  fault?: boolean
}

export interface SpanTarget {
  /** `Root=1-…;Parent=…;Sampled=1`. */
  trace: string | undefined
  /** `host:port`; with several addresses, as the daemon's variable may have (`tcp:… udp:…`), the one for UDP. */
  daemon: string | undefined
}

const fromEnvironment = (): SpanTarget => ({ trace: process.env['_X_AMZN_TRACE_ID'], daemon: process.env['AWS_XRAY_DAEMON_ADDRESS'] })

/** Runs `work` inside a span of that name (at most 200 characters) and answers its value. What it throws is thrown on, the span marked. */
export const inSpan = async <T>(name: string, work: () => Promise<SpanResult<T>>, target: SpanTarget = fromEnvironment()): Promise<T> => {
  const begun = Date.now()
  try {
    const { value, annotations, fault } = await work()
    emit(target, { name, begun, annotations, fault })
    return value
  } catch (error) {
    emit(target, { name, begun, fault: true })
    throw error
  }
}

interface Span {
  name: string
  /** Epoch milliseconds. */
  begun: number
  annotations?: Annotations | undefined
  fault?: boolean | undefined
}

const emit = ({ trace, daemon }: SpanTarget, span: Span): void => {
  const context = readTrace(trace)
  const address = readAddress(daemon)
  if (!context?.sampled || !address) return
  const document = {
    name: span.name.slice(0, 200),
    id: randomBytes(8).toString('hex'),
    trace_id: context.root,
    parent_id: context.parent,
    type: 'subsegment',
    start_time: span.begun / 1000,
    end_time: Date.now() / 1000,
    ...(span.fault ? { fault: true } : {}),
    ...(span.annotations ? { annotations: span.annotations } : {}),
  }
  try {
    const socket = createSocket('udp4')
    socket.on('error', () => socket.close())
    socket.unref()
    socket.send(`{"format":"json","version":1}\n${JSON.stringify(document)}`, address.port, address.host, () => socket.close())
  } catch {
    // Nobody is refused a message for want of its trace.
  }
}

const readTrace = (text: string | undefined): { root: string; parent: string; sampled: boolean } | null => {
  const parts = new Map(
    (text ?? '').split(';').map((part) => {
      const [name = '', value = ''] = part.split('=', 2)
      return [name, value]
    }),
  )
  const [root, parent] = [parts.get('Root'), parts.get('Parent')]
  return root && parent ? { root, parent, sampled: parts.get('Sampled') === '1' } : null
}

const readAddress = (text: string | undefined): { host: string; port: number } | null => {
  const one = (text ?? '').split(' ').find((part, _i, all) => all.length === 1 || part.startsWith('udp:'))
  const [, host, port] = /^(?:udp:)?(.+):(\d+)$/.exec(one ?? '') ?? []
  return host && port ? { host, port: Number(port) } : null
}
