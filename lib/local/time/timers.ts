/** Timers by the dial: durable ones, which outlive a crash, and passing ones, which their owner sets again. */
import type { LocalStore, LocalTimers } from '../service.ts'
import type { Dial } from './clock.ts'
import { createHeap, type Timed } from './heap.ts'
import type { Work } from './work.ts'

export interface Timers extends LocalTimers {
  /** Runs once, if this process lives until then. Answers how to take it back. */
  once(at: number, run: () => void): () => void
  /** When the next timer is due that is not yet running. */
  nextDue(): number | undefined
  /** Starts everything that is due by now, in order. */
  runDue(): void
  /** Names what is due and not yet carried out. */
  busy(): string[]
  /** Lets the kept timers run: every service has said what it handles. */
  start(): void
  stop(): void
}

interface Kept {
  id: string
  kind: string
  at: number
  payload: unknown
}
interface Entry extends Timed {
  kept?: Kept
  run?: () => void
  gone: boolean
}

const bucket = 'timers'
const retryWallMs = 500
const longestWallMs = 2 ** 31 - 1

export const createTimers = (store: LocalStore, dial: Dial, work: Work, log: (line: string) => void): Timers => {
  const heap = createHeap<Entry>()
  const byId = new Map<string, Entry>()
  const handlers = new Map<string, (payload: unknown, at: number) => Promise<void> | void>()
  const failing = new Map<string, string>()
  let order = 0
  let started = false
  let alarm: NodeJS.Timeout | undefined

  const add = (entry: Omit<Entry, 'order' | 'gone'>): Entry => {
    const made = { ...entry, order: order++, gone: false }
    heap.add(made)
    if (heap.first() === made) arm()
    return made
  }
  const keepEntry = (kept: Kept): void => {
    const earlier = byId.get(kept.id)
    if (earlier) earlier.gone = true
    byId.set(kept.id, add({ at: kept.at, kept }))
  }
  const first = (): Entry | undefined => {
    for (let entry = heap.first(); entry; entry = heap.first()) {
      if (!entry.gone) return entry
      heap.take()
    }
    return undefined
  }
  const arm = (): void => {
    clearTimeout(alarm)
    const next = started ? first() : undefined
    const wait = next && dial.wallUntil(next.at)
    if (wait !== undefined && wait !== Number.POSITIVE_INFINITY) alarm = setTimeout(runDue, Math.min(wait, longestWallMs))
  }

  const finish = (entry: Entry, { id }: Kept): void => {
    failing.delete(id)
    // Its handler may have set it anew under the same id.
    if (byId.get(id) !== entry) return
    byId.delete(id)
    store.remove(bucket, id)
  }
  const failed = (entry: Entry, kept: Kept, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    if (!failing.has(kept.id)) log(`timer ${kept.kind} ${kept.id} failed and is run again: ${reason}`)
    failing.set(kept.id, `timer ${kept.kind} ${kept.id}: ${reason}`)
    setTimeout(() => {
      if (byId.get(kept.id) === entry && !entry.gone) byId.set(kept.id, add({ at: entry.at, kept }))
    }, retryWallMs).unref()
  }
  const runKept = (entry: Entry, kept: Kept): void => {
    const handler = handlers.get(kept.kind)
    if (!handler) return failed(entry, kept, new Error(`nothing handles timers of kind ${kept.kind}`))
    try {
      const result = handler(kept.payload, kept.at)
      if (!result) return finish(entry, kept)
      void work.track(`timer ${kept.kind}`, result).then(
        () => finish(entry, kept),
        (error: unknown) => failed(entry, kept, error),
      )
    } catch (error) {
      failed(entry, kept, error)
    }
  }
  const runDue = (): void => {
    const now = dial.now()
    for (let entry = first(); entry && entry.at <= now; entry = first()) {
      heap.take()
      if (entry.kept) runKept(entry, entry.kept)
      else entry.run?.()
    }
    work.changed()
    arm()
  }

  for (const { value } of store.list<Kept>(bucket)) keepEntry(value)
  dial.onTurn(arm)

  return {
    set: ({ id, kind, at, payload }) => {
      const kept = { id, kind, at, payload }
      store.put(bucket, id, kept)
      keepEntry(kept)
    },
    clear: (id) => {
      const entry = byId.get(id)
      if (entry) entry.gone = true
      byId.delete(id)
      failing.delete(id)
      store.remove(bucket, id)
    },
    on: (kind, handler) => void handlers.set(kind, handler),
    once: (at, run) => {
      const entry = add({ at, run })
      return () => {
        entry.gone = true
      }
    },
    nextDue: () => first()?.at,
    runDue,
    busy: () => {
      const next = first()
      return [
        ...failing.values(),
        ...(started && next && next.at <= dial.now() ? [`a timer due at ${new Date(next.at).toISOString()}`] : []),
      ]
    },
    start: () => {
      started = true
      arm()
    },
    stop: () => {
      started = false
      clearTimeout(alarm)
    },
  }
}
