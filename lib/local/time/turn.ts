/** Turning the dial: forward slice by slice, and only while the system is quiet; what never quiets is named. */
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { AwsError } from '../service.ts'
import type { Dial } from './clock.ts'
import type { Timers } from './timers.ts'
import type { Work } from './work.ts'

export interface Turner {
  /** Moves the dial to `target` (epoch ms) and answers when all that fell due is carried out and all is quiet. One turn at a time. */
  to(target: number): Promise<void>
  /** Waits until nothing is going on. */
  quiet(): Promise<void>
}

export interface TurnerParts {
  dial: Dial
  timers: Timers
  work: Work
  /** Names what keeps the system from being quiet, beside tracked work and timers. */
  busy: () => string[]
  /** Brings forward what only waits for more to come (a stream's batching window); false where nothing does. */
  flush: () => boolean
  /** How long nothing may end before waiting is given up, in wall milliseconds. */
  patienceMs?: number
}

/** A claim is held for half a minute: within a slice that is shorter than that, time may run ahead of the work that is under way. */
const sliceMs = 10_000
/** What is brought forward may make more of its kind (counting writes rows itself), but not for ever. */
const mostFlushes = 20

export const createTurner = ({ dial, timers, work, busy, flush, patienceMs = 60_000 }: TurnerParts): Turner => {
  const goingOn = (): string[] => [...work.running(), ...busy(), ...timers.busy()]

  const quiet = async (): Promise<void> => {
    let progress = work.progress()
    let since = performance.now()
    for (let calm = 0; calm < 3; ) {
      // Work that is going on sets timers for this very moment, and a dial that stands does not ring them.
      if ((timers.nextDue() ?? Number.POSITIVE_INFINITY) <= dial.now()) timers.runDue()
      const names = goingOn()
      if (names.length === 0) {
        calm++
        await turnOfLoop()
        continue
      }
      calm = 0
      await work.nextChange(5)
      if (work.progress() !== progress) {
        progress = work.progress()
        since = performance.now()
      } else if (performance.now() - since > patienceMs)
        throw new AwsError(
          'NotQuiet',
          `the dial stands at ${new Date(dial.now()).toISOString()}; still going on: ${goingOn().join('; ')}`,
          504,
        )
    }
  }

  const turn = async (target: number): Promise<void> => {
    dial.freeze()
    try {
      await quiet()
      for (let next = timers.nextDue(); next !== undefined && next <= target; next = timers.nextDue()) {
        const end = Math.min(target, Math.max(next, dial.now()) + sliceMs)
        for (let due: number | undefined = next; due !== undefined && due <= end; due = timers.nextDue()) {
          dial.moveTo(due)
          timers.runDue()
          await turnOfLoop()
        }
        await quiet()
      }
      dial.moveTo(target)
      await quiet()
      for (let round = 0; round < mostFlushes && flush(); round++) await quiet()
    } finally {
      dial.thaw()
    }
  }

  let last: Promise<unknown> = Promise.resolve()
  return {
    quiet,
    to: (target) => {
      const mine = last.then(() => turn(target))
      last = mine.catch(() => undefined)
      return mine
    },
  }
}
