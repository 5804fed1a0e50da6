/**
 * The DynamoDB server numbers each stream record by the greatest number so far and reads records by theirs, both without an index: every write
 * would cost more the longer the stream is. An index changes no answer.
 */
import { DatabaseSync } from 'node:sqlite'

export const indexStream = (databaseFile: string): void => {
  const database = new DatabaseSync(databaseFile)
  try {
    database.exec(`
      PRAGMA busy_timeout = 5000;
      CREATE INDEX IF NOT EXISTS stream_records_by_number ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
      CREATE INDEX IF NOT EXISTS stream_records_by_shard ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));
      CREATE INDEX IF NOT EXISTS stream_records_bounds ON _stream_records (table_name, shard_id, sequence_number);
    `)
  } finally {
    database.close()
  }
}
