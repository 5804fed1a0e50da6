/**
 * One history's world: virtual time, the invocations that run in it, and every call that they make. A call is a place where others go on,
 * where its answer can get lost and where the invocation can die: from then on nothing that it does counts.
 */
import { createHeap } from './heap.ts'
import { noFaults, type FaultKind, type Faults } from './faults.ts'
import { presence, type Presence } from './virtual.ts'
import { randomOf, type Random } from './random.ts'

/** What became of an invocation; a dead one answers nobody. */
export type Ending = { kind: 'answered'; value: unknown } | { kind: 'failed'; error: unknown } | { kind: 'died' }

export interface Invocation extends Presence {
  /** What runs, and on what: `dispatch 3f2a received 1`. Faults and chance hang on it, so that they stay when a history is shortened. */
  label: string
  /** A person behind the API does not crash our function any more than a queue does; the auditor's own reads do not at all. */
  faults: Faults
  calls: number
  dead: boolean
  ended: boolean
  end(ending: Ending): void
}

export type Handler = (event: unknown, context: unknown) => Promise<unknown>

export interface CallOptions {
  /** Whether this call may be repeated by the SDK after a lost answer, and what it then answers. Absent: the same once more. */
  again?: () => unknown
  /** Error of a call that was refused for its rate. */
  throttledAs?: () => Error
  /** Answers a part only. */
  partly?: () => unknown
  conflict?: () => Error
  readOnly?: boolean
}

export type World = ReturnType<typeof createWorld>

export const createWorld = (seed: number, start: number, drawn: Faults) => {
  const heap = createHeap()
  const occurrences = new Map<string, number>()
  const trace: string[] = []
  let order = 0
  let now = start
  let calls = 0
  let calm = false
  let busy = false
  let traced = false

  /** Plans something; `delay` in milliseconds from now. */
  const after = (delay: number, run: () => void): void => at(now + Math.max(0, delay), run)
  const at = (time: number, run: () => void): void => heap.push({ at: Math.max(now, time), order: order++, run })

  const randomFor = (label: string): Random => randomOf(seed, label)
  const faults = (): Faults => (calm ? noFaults : drawn)

  /** The same label twice is two different things. */
  const unique = (label: string): string => {
    const count = (occurrences.get(label) ?? 0) + 1
    occurrences.set(label, count)
    return count === 1 ? label : `${label}~${count}`
  }

  /** A line of the history as a person reads it. */
  const note = (line: string | (() => string)): void => {
    if (traced) trace.push(`${new Date(Math.floor(now)).toISOString().slice(5, 23)}  ${typeof line === 'string' ? line : line()}`)
  }

  /** Runs a function of the product; `ended` hears what became of it. `seconds` is its timeout. */
  const invoke = (
    label: string,
    handler: Handler,
    event: unknown,
    { seconds, faults: own = faults() }: { seconds: number; faults?: Faults },
    ended: (ending: Ending) => void,
  ): void => {
    const named = unique(label)
    const invocation: Invocation = {
      label: named,
      random: randomFor(named),
      faults: own,
      calls: 0,
      dead: false,
      ended: false,
      now: () => Math.floor(now),
      later: (callback, milliseconds) =>
        after(milliseconds, () => {
          if (invocation.dead) return
          busy = true
          presence.run(invocation, callback)
        }),
      end: (ending) => {
        if (invocation.ended) return
        invocation.ended = true
        invocation.dead = true
        note(() => `${named}: ${describe(ending)}`)
        ended(ending)
      },
    }
    after(seconds * 1000, () => invocation.end({ kind: 'died' }))
    busy = true
    presence.run(invocation, () => {
      handler(event, { callbackWaitsForEmptyEventLoop: true }).then(
        (value) => invocation.end({ kind: 'answered', value }),
        (error: unknown) => invocation.end({ kind: 'failed', error }),
      )
    })
  }

  /** One call of an invocation to the outside. It acts at one moment and answers at a later one. */
  const call = <T>(invocation: Invocation, name: string, act: () => T, options: CallOptions = {}): Promise<T> => {
    if (invocation.dead) return new Promise<T>(() => undefined)
    const { random } = invocation
    const number = ++invocation.calls
    calls++
    const fault = chooseFault(invocation, options)
    const there = 1 + random.next() * 9 + (fault === 'slow' ? random.next() * 400 : 0)
    const back = random.chance(0.3) ? 1 + random.next() * 12 : 0
    if (fault && fault !== 'slow') note(() => `${invocation.label}: ${fault} at call ${number}, ${name}`)
    return new Promise<T>((resolve, reject) => {
      const answer = (settle: () => void): void => {
        if (back === 0) finish(settle)
        else after(back, () => finish(settle))
      }
      const finish = (settle: () => void): void => {
        if (invocation.dead) return
        busy = true
        settle()
      }
      const die = (): void => invocation.end({ kind: 'died' })
      after(there, () => {
        // What was on its way when its caller died arrives, or does not.
        if (invocation.dead && random.chance(0.5)) return
        if (fault === 'crash_before') return die()
        if (fault === 'throttled') {
          const error = options.throttledAs?.() ?? throttled()
          return answer(() => reject(error))
        }
        if (fault === 'conflict' && options.conflict) {
          const error = options.conflict()
          return answer(() => reject(error))
        }
        let result: unknown
        try {
          result = fault === 'partial' && options.partly ? options.partly() : act()
          if (fault === 'lost_answer' && !options.readOnly) result = (options.again ?? act)()
        } catch (error) {
          if (fault === 'crash_after') return die()
          return answer(() => reject(error))
        }
        if (fault === 'crash_after') return die()
        if (fault === 'lost_for_good') return answer(() => reject(timedOut()))
        answer(() => resolve(result as T))
      })
    })
  }

  const chooseFault = ({ faults: mine, random }: Invocation, options: CallOptions): FaultKind | null => {
    let draw = random.next()
    for (const kind of callFaults) {
      if (draw < mine[kind]) {
        if (kind === 'partial' && !options.partly) return null
        if (kind === 'conflict' && !options.conflict) return null
        return kind
      }
      draw -= mine[kind]
    }
    return null
  }

  /** Lets everything happen up to a time; what is planned later waits. */
  const run = async (until: number): Promise<void> => {
    for (let next = heap.first(); next && next.at <= until; next = heap.first()) {
      heap.pop()
      now = next.at
      busy = false
      next.run()
      if (busy) await drained()
    }
    now = Math.max(now, until)
  }

  return {
    seed,
    after,
    at,
    randomFor,
    unique,
    faults,
    note,
    invoke,
    call,
    run,
    trace,
    now: () => Math.floor(now),
    calls: () => calls,
    /** How much is planned. */
    planned: () => heap.size,
    /** From now on nothing goes wrong any more. */
    calmDown: () => (calm = true),
    keepTrace: () => (traced = true),
    isTraced: () => traced,
  }
}

const callFaults = ['crash_before', 'crash_after', 'lost_answer', 'lost_for_good', 'throttled', 'slow', 'partial', 'conflict'] as const

/** Every continuation of what was just answered has run once the event loop turns. */
const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const throttled = (): Error =>
  Object.assign(new Error('Rate exceeded'), {
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 400 },
    $retryable: { throttling: true },
  })
const timedOut = (): Error => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })

const describe = (ending: Ending): string => {
  if (ending.kind === 'died') return 'died'
  if (ending.kind === 'failed') return `failed: ${String(ending.error)}`
  const text = JSON.stringify(ending.value) ?? 'done'
  return text === '{"batchItemFailures":[]}' ? 'done' : text.slice(0, 200)
}
