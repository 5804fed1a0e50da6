/** Durable key-value storage in one SQLite file. A write that returned survives `kill -9` of this process. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LocalStore } from './service.ts'

export interface OpenStore extends LocalStore {
  close(): void
}

export const openStore = (path: string): OpenStore => {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  // NORMAL in WAL mode loses nothing when the process dies, only when the machine does.
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE IF NOT EXISTS entries (bucket TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (bucket, key)) WITHOUT ROWID;
  `)
  const read = database.prepare('SELECT value FROM entries WHERE bucket = ? AND key = ?')
  const write = database.prepare('INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
  const remove = database.prepare('DELETE FROM entries WHERE bucket = ? AND key = ?')
  const scan = database.prepare('SELECT key, value FROM entries WHERE bucket = ? ORDER BY key')
  const scanPrefix = database.prepare('SELECT key, value FROM entries WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key')
  const begin = database.prepare('BEGIN')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  let depth = 0

  return {
    get: <T>(bucket: string, key: string) => {
      const row = read.get(bucket, key)
      // What was put under this key is what is asked for.
      return row === undefined ? undefined : (JSON.parse(String(row.value)) as T)
    },
    put: (bucket, key, value) => void write.run(bucket, key, JSON.stringify(value)),
    remove: (bucket, key) => void remove.run(bucket, key),
    list: <T>(bucket: string, prefix = '') =>
      (prefix === '' ? scan.all(bucket) : scanPrefix.all(bucket, prefix, `${prefix}\u{10FFFF}`)).map((row) => ({
        key: String(row.key),
        value: JSON.parse(String(row.value)) as T,
      })),
    transaction: (work) => {
      if (depth > 0) return work()
      begin.run()
      depth++
      try {
        const result = work()
        commit.run()
        return result
      } catch (error) {
        rollback.run()
        throw error
      } finally {
        depth--
      }
    },
    close: () => database.close(),
  }
}
