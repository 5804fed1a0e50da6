/** Reads one table's stream record by record from a durable place on. */
import type { Dynoxide } from '../dynamodb/dynoxide.ts'
import { ask, streamsTarget, type HostedTable } from '../dynamodb/tables.ts'
import type { ServerRecord } from './event-record.ts'

export interface StreamReader {
  /** The server keeps one shard for each stream. */
  shard: string
  /** The next records after the one with this sequence number; null for the stream's beginning. */
  readAfter(sequenceNumber: string | null, limit: number): Promise<ServerRecord[]>
}

export const createStreamReader = (server: Dynoxide, table: HostedTable): StreamReader => {
  const shard = `shardId-00000001-${table.name}`
  /** Where the server said that reading goes on, after this record. */
  let following: { after: string; iterator: string } | null = null

  const iteratorAfter = async (sequenceNumber: string | null): Promise<string> => {
    if (following && following.after === sequenceNumber) return following.iterator
    const { ShardIterator } = await ask<{ ShardIterator: string }>(server, streamsTarget('GetShardIterator'), {
      StreamArn: table.serverStreamArn,
      ShardId: shard,
      ...(sequenceNumber === null
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: sequenceNumber }),
    })
    return ShardIterator
  }

  return {
    shard,
    readAfter: async (sequenceNumber, limit) => {
      const { Records, NextShardIterator } = await ask<{ Records: ServerRecord[]; NextShardIterator: string }>(
        server,
        streamsTarget('GetRecords'),
        { ShardIterator: await iteratorAfter(sequenceNumber), Limit: limit },
      )
      const last = Records.at(-1)
      if (last) following = { after: last.dynamodb.SequenceNumber, iterator: NextShardIterator }
      return Records
    },
  }
}
