/**
 * The dial. It runs with the wall clock plus an offset, at a speed, or stands still while it is being turned; it never goes back, not even
 * over a crash. Functions read it from shared memory, so that their `Date` follows without a message.
 */
import type { LocalClock, LocalStore } from '../service.ts'

/** Int32 at 0: odd while being written. Float64 at 8: dial (ms), wall (ms) at which it stood there, speed. */
export const clockBytes = 32

export interface Dial extends LocalClock {
  readonly shared: SharedArrayBuffer
  readonly speed: number
  /** Wall milliseconds until the dial reaches `at`; infinite while it stands. */
  wallUntil(at: number): number
  setSpeed(speed: number): void
  freeze(): void
  thaw(): void
  /** Forward only: an earlier time changes nothing. */
  moveTo(at: number): void
  /** Called after the dial was moved or its speed changed. */
  onTurn(listener: () => void): void
  stop(): void
}

interface Kept {
  dial: number
  wall: number
}

const bucket = 'clock'
const heartbeatMs = 1_000

/** `start`: where a dial stands that was never kept before; without it, at the wall's time. */
export const createDial = (store: LocalStore, options: { start?: number | undefined; wall?: () => number } = {}): Dial => {
  const wall = options.wall ?? Date.now
  const shared = new SharedArrayBuffer(clockBytes)
  const version = new Int32Array(shared, 0, 1)
  const fields = new Float64Array(shared, 8, 3)
  const listeners: (() => void)[] = []
  let dial = 0
  let since = 0
  let speed = 1
  let frozen = false
  let latest = 0

  const now = (): number => {
    latest = Math.max(latest, dial + (frozen ? 0 : (wall() - since) * speed))
    return Math.trunc(latest)
  }
  const keep = (): void => store.put(bucket, 'dial', { dial: now(), wall: wall() } satisfies Kept)
  const anchor = (at: number): void => {
    dial = at
    latest = at
    since = wall()
    Atomics.add(version, 0, 1)
    fields.set([dial, since, frozen ? 0 : speed])
    Atomics.add(version, 0, 1)
    keep()
    for (const listener of listeners) listener()
  }

  const kept = store.get<Kept>(bucket, 'dial')
  anchor(kept ? kept.dial + Math.max(0, wall() - kept.wall) : (options.start ?? wall()))
  // A faster dial has moved on since it was last kept: it is kept ahead of itself often enough that a crash cannot turn it back.
  const heartbeat = setInterval(() => {
    if (!frozen && speed > 1) store.put(bucket, 'dial', { dial: now() + 2 * heartbeatMs * speed, wall: wall() } satisfies Kept)
  }, heartbeatMs)
  heartbeat.unref()

  return {
    shared,
    now,
    get speed() {
      return speed
    },
    wallUntil: (at) => (frozen ? Number.POSITIVE_INFINITY : Math.max(0, (at - now()) / speed)),
    setSpeed: (wanted) => {
      const at = now()
      speed = wanted
      anchor(at)
    },
    freeze: () => {
      const at = now()
      frozen = true
      anchor(at)
    },
    thaw: () => {
      frozen = false
      anchor(latest)
    },
    moveTo: (at) => anchor(Math.max(at, now())),
    onTurn: (listener) => void listeners.push(listener),
    stop: () => {
      clearInterval(heartbeat)
      keep()
    },
  }
}
