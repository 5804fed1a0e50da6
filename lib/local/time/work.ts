/** What is going on in the whole runtime, so that the dial knows when all is quiet and whoever waits is told at once. */
export interface Work {
  track: <T>(what: string, work: Promise<T>) => Promise<T>
  /** Names what is under way, with its number. */
  running(): string[]
  /** Counts everything that ended; it stands still only while nothing gets done. */
  progress(): number
  /** Something ended or changed that may have made all quiet. */
  changed: () => void
  /** Resolves at the next change, or after `ms`. */
  nextChange(ms: number): Promise<void>
}

export const createWork = (): Work => {
  const under = new Map<string, number>()
  let waiting: (() => void)[] = []
  let done = 0

  const changed = (): void => {
    done++
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  return {
    track: async (what, work) => {
      under.set(what, (under.get(what) ?? 0) + 1)
      try {
        return await work
      } finally {
        const left = (under.get(what) ?? 1) - 1
        if (left === 0) under.delete(what)
        else under.set(what, left)
        changed()
      }
    },
    running: () => [...under].map(([what, count]) => (count === 1 ? what : `${what} (${count})`)),
    progress: () => done,
    changed,
    nextChange: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      }),
  }
}
