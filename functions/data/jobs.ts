/**
 * Bulk jobs and their rows. A job's numbers grow by one conditional write for each chunk, which also notes the chunk's number: a chunk that
 * is delivered again counts nothing twice. Everything of a job goes after thirty days.
 */
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { chunk as chunkRow, job as jobRow, keptJobDays, type Chunk, type ChunkTally, type Job, type JobResult } from '../contract/job.ts'
import { getItem, getItems, unlessRefused, type Item } from './items.ts'
import { index, indexName, keys, prefixes, ttlAttribute } from './keys.ts'
import type { Table } from './table.ts'

const keptSeconds = keptJobDays * 86_400
const expiry = (createdAt: string): number => Math.floor(Date.parse(createdAt) / 1000) + keptSeconds

const jobOf = (item: Item): Job => {
  const { counted } = item
  return jobRow.parse({
    ...item,
    id: String(item['pk']).slice(keys.job('').pk.length),
    counted: counted instanceof Set ? [...counted] : [],
  })
}

const chunkOf = (item: Item): Chunk =>
  chunkRow.parse({
    rows: [],
    results: null,
    ...item,
    job: String(item['pk']).slice(keys.job('').pk.length),
    number: Number(String(item['sk']).slice(prefixes.chunks.length)),
  })

export const putJob = async (table: Table, { id, counted: _none, ...job }: Job): Promise<void> => {
  const Item = { ...keys.job(id), schema: 1, ...job, ...index.job(id), [ttlAttribute]: expiry(job.createdAt) }
  await table.documents.send(new PutCommand({ TableName: table.name, Item }))
}

export const getJob = async (table: Table, id: string): Promise<Job | null> => {
  const item = await getItem(table, keys.job(id))
  return item ? jobOf(item) : null
}

/** Newest first; `after` is the id that the last page ended with. */
export const listJobs = async (table: Table, limit: number, after?: string): Promise<{ items: Job[]; next: string | null }> => {
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': index.jobs },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { ...keys.job(after), ...index.job(after) } }),
    }),
  )
  const ids = (Items ?? []).map(({ gsi1sk }) => String(gsi1sk))
  const items = await getItems(table, ids.map(keys.job))
  return { items: items.flatMap((item) => (item ? [jobOf(item)] : [])), next: LastEvaluatedKey ? (ids.at(-1) ?? null) : null }
}

/** Stores rows that wait to be carried out; false where this chunk is stored already. */
export const putChunk = (table: Table, { job, number, rows, after }: Omit<Chunk, 'results'>, createdAt: string): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          ...keys.chunk(job, number),
          schema: 1,
          rows,
          after,
          ...index.rows(createdAt, job, number),
          [ttlAttribute]: expiry(createdAt),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  )

export const getChunk = async (table: Table, jobId: string, number: number): Promise<Chunk | null> => {
  const item = await getItem(table, keys.chunk(jobId, number))
  return item ? chunkOf(item) : null
}

/** Chunks `from` and following, in their order. */
export const listChunks = async (table: Table, jobId: string, from: number, limit: number): Promise<Chunk[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': keys.job(jobId).pk,
        ':from': keys.chunk(jobId, from).sk,
        ':to': keys.chunk(jobId, 999_999).sk,
      },
      Limit: limit,
    }),
  )
  return (Items ?? []).map(chunkOf)
}

/** Keeps what a chunk came to, and nothing more of what it was told. */
export const finishChunk = async (table: Table, jobId: string, number: number, results: JobResult[]): Promise<void> => {
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.chunk(jobId, number),
      UpdateExpression: 'SET results = :results, #rows = :none REMOVE gsi1pk, gsi1sk, #found',
      ExpressionAttributeNames: { '#rows': 'rows', '#found': 'found' },
      ExpressionAttributeValues: { ':results': results, ':none': [] },
    }),
  )
}

/** Adds a chunk's numbers to its job once; false where they are in it already. */
export const countChunk = (table: Table, jobId: string, number: number, tally: ChunkTally, at: string): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.job(jobId),
        UpdateExpression: 'SET updatedAt = :at ADD counted :chunk, done :done, enrolled :enrolled, refused :refused',
        ConditionExpression: 'attribute_exists(pk) AND NOT contains(counted, :number)',
        ExpressionAttributeValues: {
          ':at': at,
          ':chunk': new Set([number]),
          ':number': number,
          ':done': tally.done,
          ':enrolled': tally.enrolled,
          ':refused': tally.refused,
        },
      }),
    ),
  )

/** A backfill has stored one more chunk, or found its end with none; false where that is noted already. At the end the words that were sought are forgotten. */
export const extendJob = (table: Table, jobId: string, chunks: number, rows: number, listed: boolean): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.job(jobId),
        UpdateExpression: `SET chunks = :next, listed = :listed ADD #total :rows${listed ? ' REMOVE sought' : ''}`,
        ConditionExpression: 'chunks = :before AND listed = :no',
        ExpressionAttributeNames: { '#total': 'total' },
        ExpressionAttributeValues: {
          ':before': chunks,
          ':next': chunks + (rows > 0 ? 1 : 0),
          ':rows': rows,
          ':listed': listed,
          ':no': false,
        },
      }),
    ),
  )

/** Notes which job takes this one back, and answers the one that stands: the first that was noted. */
export const markUndone = async (table: Table, jobId: string, by: string): Promise<string> => {
  const { Attributes } = await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.job(jobId),
      UpdateExpression: 'SET undoneBy = if_not_exists(undoneBy, :by)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':by': by },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return String(Attributes?.['undoneBy'])
}

/** Keeps how the first delivery of a chunk found its enrollments, and answers what was kept. */
export const noteFound = async (
  table: Table,
  jobId: string,
  number: number,
  found: NonNullable<Chunk['found']>,
): Promise<NonNullable<Chunk['found']>> => {
  const { Attributes } = await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.chunk(jobId, number),
      UpdateExpression: 'SET #found = if_not_exists(#found, :found)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#found': 'found' },
      ExpressionAttributeValues: { ':found': found },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return Attributes ? (chunkOf(Attributes).found ?? found) : found
}

/** Chunks stored between two times (ISO 8601) that are not carried out yet, oldest first. */
export const listWaitingChunks = async (
  table: Table,
  from: string,
  to: string,
  limit: number,
): Promise<{ job: string; chunk: number }[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': index.rowsWaiting, ':from': from, ':to': to },
      Limit: limit,
    }),
  )
  return (Items ?? []).map(({ gsi1sk }) => {
    const [, job = '', chunk = ''] = String(gsi1sk).split('#')
    return { job, chunk: Number(chunk) }
  })
}
