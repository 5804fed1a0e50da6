/** What every asynchronous handler has in common: records judged one by one, one log line, counts flushed, errors with their ids. */
// oxlint-disable-next-line import/no-named-as-default -- its types declare the default export alone
import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { mostReceives, type GivenUp } from '../contract/dead-letters.ts'
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

/** Where a queue's function puts what it gives up. */
export interface DeadLetters {
  keep(body: string, why: GivenUp): Promise<void>
}

/**
 * What can never be read goes to the dead letters at once, what keeps failing at its last receipt, each with its reason; either counts as
 * handled. A function that dies leaves that to the queue.
 */
export const queueHandler = <T, B>(counting: Counting, dead: DeadLetters, work: QueueWork<T, B>) =>
  pipeline<SQSEvent, SQSBatchResponse>(counting, async ({ Records }) => {
    const started = performance.now()
    const batch = work.open()
    const failed = new Set<string>()
    const outcomes: Record<string, number> = {}
    const fail = async (record: SQSRecord, error: unknown): Promise<void> => {
      report(record, error)
      if (!isHopeless(record, error)) return void failed.add(record.messageId)
      try {
        await dead.keep(record.body, givenUp(record, error))
        if (error instanceof InvalidInput) counting.count(metricNames.unreadable)
        outcomes['given_up'] = (outcomes['given_up'] ?? 0) + 1
      } catch (unkept) {
        logger.error('not kept as a dead letter', { record: record.messageId, error: errorDetail(unkept) })
        failed.add(record.messageId)
      }
    }
    const unread: Promise<void>[] = []
    const lines = new Map<string, { record: SQSRecord; item: T }[]>()
    for (const record of Records) {
      try {
        const item = work.read(JSON.parse(record.body))
        const line = work.serialBy(item)
        lines.set(line, [...(lines.get(line) ?? []), { record, item }])
      } catch (error) {
        unread.push(fail(record, error instanceof SyntaxError ? new InvalidInput('not_json', error.message) : error))
      }
    }
    const walk = async (line: { record: SQSRecord; item: T }[]): Promise<void> => {
      for (const { record, item } of line) {
        try {
          const outcome = await work.work(item, batch)
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        } catch (error) {
          await fail(record, error)
        }
      }
    }
    await Promise.all([...unread, ...[...lines.values()].map(walk)])
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

const receiptsOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount)

const isHopeless = (record: SQSRecord, error: unknown): boolean => error instanceof InvalidInput || receiptsOf(record) >= mostReceives

const givenUp = (record: SQSRecord, error: unknown): GivenUp => {
  const { name, message, causes = [] } = errorDetail(error)
  const unreadable = error instanceof InvalidInput
  return {
    reason: unreadable ? error.reason : 'failed',
    detail: unreadable ? message : [`${name}: ${message}`, ...causes].join('; '),
    source: record.eventSourceARN,
    firstReceivedAt: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)).toISOString(),
    tries: receiptsOf(record),
  }
}

const report = (record: SQSRecord, error: unknown): void => {
  const invalid = error instanceof InvalidInput
  logger.error(invalid ? 'invalid input' : 'record failed', {
    record: record.messageId,
    received: receiptsOf(record),
    ...(invalid && { reason: error.reason }),
    error: errorDetail(error),
  })
}
