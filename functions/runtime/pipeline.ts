/** What every asynchronous handler has in common: records judged one by one, one log line, counts flushed, errors with their ids. */
// oxlint-disable-next-line import/no-named-as-default -- its types declare the default export alone
import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { metricNames } from '../contract/metrics.ts'
import { InvalidInput } from './errors.ts'
import { errorDetail, logger } from './logger.ts'
import type { Counting } from './metrics.ts'

export interface QueueWork<T, B> {
  /** In the past tense: the message of the batch's log line. */
  name: string
  /** Parses a record's body; what it throws fails this record alone. */
  read(body: unknown): T
  /** Records of one batch with the same answer run one after another, all others at once. */
  serialBy(item: T): string
  /** What the records of one batch share, such as reads made once. */
  open(): B
  /** Carries one record out. Its answer is counted in the log line. */
  work(item: T, batch: B): Promise<string>
}

export const queueHandler = <T, B>(counting: Counting, work: QueueWork<T, B>) =>
  pipeline<SQSEvent, SQSBatchResponse>(counting, async ({ Records }) => {
    const started = performance.now()
    const batch = work.open()
    const failed = new Set<string>()
    const outcomes: Record<string, number> = {}
    const fail = (record: SQSRecord, error: unknown): void => {
      failed.add(record.messageId)
      report(counting, record, error)
    }
    const lines = new Map<string, { record: SQSRecord; item: T }[]>()
    for (const record of Records) {
      try {
        const item = work.read(JSON.parse(record.body))
        const line = work.serialBy(item)
        lines.set(line, [...(lines.get(line) ?? []), { record, item }])
      } catch (error) {
        fail(record, error instanceof SyntaxError ? new InvalidInput('not_json', error.message) : error)
      }
    }
    const walk = async (line: { record: SQSRecord; item: T }[]): Promise<void> => {
      for (const { record, item } of line) {
        try {
          const outcome = await work.work(item, batch)
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        } catch (error) {
          fail(record, error)
        }
      }
    }
    await Promise.all([...lines.values()].map(walk))
    logger.info(work.name, { ms: Math.round(performance.now() - started), failed: failed.size, ...outcomes })
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) }
  })

/** Any handler: counts are flushed whatever happens, and a failure is logged before it is thrown on. */
export const pipeline = <E, R>(counting: Counting, handle: (event: E) => Promise<R>) =>
  middy<E, R>({ timeoutEarlyInMillis: 0 })
    .after(() => counting.flush())
    .onError(({ error }) => {
      logger.error('failed', { error: errorDetail(error) })
      counting.flush()
    })
    .handler((event: E) => handle(event))

/** Invalid input is counted on its first receipt only; it is received again until the queue gives it up. */
const report = (counting: Counting, record: SQSRecord, error: unknown): void => {
  const received = Number(record.attributes.ApproximateReceiveCount)
  const invalid = error instanceof InvalidInput
  if (invalid && received <= 1) counting.count(metricNames.unreadable)
  logger.error(invalid ? 'invalid input' : 'record failed', {
    record: record.messageId,
    received,
    ...(invalid && { reason: error.reason }),
    error: errorDetail(error),
  })
}
