/** What a function is told of a stream: its batches, its tumbling windows, and what of it was given up. */
import type { ServerRecord, StreamRecord } from './event-record.ts'
import type { Mapping } from './mappings.ts'

export interface Window {
  start: number
  end: number
}

/** The tumbling window that a time (epoch ms) is in; null for a mapping without. */
export const windowAt = ({ tumblingSeconds }: Mapping, at: number): Window | null => {
  if (tumblingSeconds === 0) return null
  const length = tumblingSeconds * 1000
  const start = Math.floor(at / length) * length
  return { start, end: start + length }
}

export const windowEvent = (mapping: Mapping, shardId: string, Records: StreamRecord[], window: Window, state: unknown, last: boolean) => ({
  Records,
  shardId,
  eventSourceARN: mapping.sourceArn,
  window: { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() },
  state,
  isFinalInvokeForWindow: last,
  isWindowTerminatedEarly: false,
})

/** As Lambda tells an on-failure destination of a batch: where it lies in the stream, not what it says. */
export const failureNote = (mapping: Mapping, shardId: string, batch: ServerRecord[], attempts: number, at: number) => ({
  requestContext: {
    functionArn: mapping.function.settings.arn,
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: attempts,
  },
  version: '1.0',
  timestamp: new Date(at).toISOString(),
  DDBStreamBatchInfo: {
    shardId,
    startSequenceNumber: numberOf(batch[0]),
    endSequenceNumber: numberOf(batch.at(-1)),
    batchSize: batch.length,
    streamArn: mapping.sourceArn,
  },
})

const numberOf = (record: ServerRecord | undefined): string => record?.dynamodb.SequenceNumber.padStart(21, '0') ?? ''
