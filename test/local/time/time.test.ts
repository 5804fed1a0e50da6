import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../../lib/local/store.ts'
import { createDial, type Dial } from '../../../lib/local/time/clock.ts'
import { durationMs } from '../../../lib/local/time/duration.ts'
import { createHeap } from '../../../lib/local/time/heap.ts'
import { createTimers } from '../../../lib/local/time/timers.ts'
import { createTurner } from '../../../lib/local/time/turn.ts'
import { createWork } from '../../../lib/local/time/work.ts'

const start = Date.parse('2026-11-20T15:00:00Z')
const hour = 3_600_000

let directory = ''
let store: OpenStore
let wall = start
const open = (): void => {
  store = openStore(join(directory, 'state.db'))
}
const reopen = (): void => {
  store.close()
  open()
}
const dialAt = (at?: number): Dial => createDial(store, { start: at, wall: () => wall })

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'touchline-time-'))
  wall = start
  open()
})
afterEach(() => {
  store.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('the dial', () => {
  it('runs with the wall clock from where it is set', () => {
    const dial = dialAt(start - 24 * hour)
    wall += 1_500
    expect(dial.now()).toBe(start - 24 * hour + 1_500)
  })

  it('runs faster by its speed', () => {
    const dial = dialAt(start)
    dial.setSpeed(60)
    wall += 1_000
    expect(dial.now()).toBe(start + 60_000)
    expect(dial.wallUntil(start + 120_000)).toBe(1_000)
  })

  it('stands while it is frozen, and only moves forward', () => {
    const dial = dialAt(start)
    dial.freeze()
    wall += 5_000
    expect(dial.now()).toBe(start)
    dial.moveTo(start + hour)
    dial.moveTo(start)
    expect(dial.now()).toBe(start + hour)
    dial.thaw()
    wall += 10
    expect(dial.now()).toBe(start + hour + 10)
  })

  it('does not follow a wall clock that is set back', () => {
    const dial = dialAt(start)
    wall += 1_000
    expect(dial.now()).toBe(start + 1_000)
    wall -= 10_000
    expect(dial.now()).toBe(start + 1_000)
  })

  it('keeps its offset over a crash, and time goes on while nothing runs', () => {
    dialAt(start).moveTo(start + 72 * hour)
    reopen()
    wall += 2 * hour
    expect(dialAt(start).now()).toBe(start + 74 * hour)
  })
})

describe('a timer', () => {
  const timersOn = (dial: Dial) => createTimers(store, dial, createWork(), () => undefined)

  it('runs once its time has come on the dial, in the order of their times', () => {
    const dial = dialAt(start)
    const timers = timersOn(dial)
    const ran: unknown[] = []
    timers.on('note', (payload) => void ran.push(payload))
    timers.set({ id: 'b', kind: 'note', at: start + 2 * hour, payload: 'second' })
    timers.set({ id: 'a', kind: 'note', at: start + hour, payload: 'first' })
    timers.set({ id: 'c', kind: 'note', at: start + 9 * hour, payload: 'later' })
    expect(timers.nextDue()).toBe(start + hour)
    dial.moveTo(start + 2 * hour)
    timers.runDue()
    expect(ran).toEqual(['first', 'second'])
  })

  it('is kept over a crash until its handler has succeeded', async () => {
    const before = timersOn(dialAt(start))
    before.on('note', () => {
      throw new Error('no')
    })
    before.set({ id: 'a', kind: 'note', at: start, payload: 'x' })
    before.runDue()
    expect(before.busy()).toEqual(['timer note a: no'])
    reopen()
    const after = timersOn(dialAt())
    const ran: unknown[] = []
    after.on('note', async (payload) => void ran.push(payload))
    after.runDue()
    await new Promise((resolve) => setImmediate(resolve))
    expect(ran).toEqual(['x'])
    reopen()
    expect(timersOn(dialAt()).nextDue()).toBeUndefined()
  })

  it('set again under its id replaces the earlier one, also by its own handler', () => {
    const dial = dialAt(start)
    const timers = timersOn(dial)
    timers.on('tick', (payload, at) => timers.set({ id: 't', kind: 'tick', at: at + hour, payload }))
    timers.set({ id: 't', kind: 'tick', at: start + 5 * hour, payload: null })
    timers.set({ id: 't', kind: 'tick', at: start + hour, payload: null })
    dial.moveTo(start + hour)
    timers.runDue()
    expect(timers.nextDue()).toBe(start + 2 * hour)
    timers.clear('t')
    expect(timers.nextDue()).toBeUndefined()
  })
})

describe('turning the dial', () => {
  const stage = (patienceMs = 50) => {
    const dial = dialAt(start)
    const work = createWork()
    const timers = createTimers(store, dial, work, () => undefined)
    const busy: string[] = []
    const turner = createTurner({ dial, timers, work, busy: () => busy, flush: () => false, patienceMs })
    return { dial, work, timers, busy, turner }
  }

  it('lets each timer ring at its own time and waits for what it starts', async () => {
    const { dial, work, timers, turner } = stage()
    const seen: string[] = []
    timers.on('step', (payload) => {
      seen.push(`${String(payload)} at ${(dial.now() - start) / 1000} s`)
      return work.track('step', new Promise<void>((resolve) => setImmediate(resolve)))
    })
    timers.set({ id: '1', kind: 'step', at: start + 5_000, payload: 'one' })
    timers.set({ id: '2', kind: 'step', at: start + 90_000, payload: 'two' })
    await turner.to(start + hour)
    expect(seen).toEqual(['one at 5 s', 'two at 90 s'])
    expect(dial.now()).toBe(start + hour)
  })

  it('carries out what the work itself sets for this very moment', async () => {
    const { dial, timers, turner } = stage()
    const seen: number[] = []
    timers.on('chain', (payload) => {
      const left = payload as number
      seen.push(left)
      if (left > 0) timers.set({ id: 'chain', kind: 'chain', at: dial.now(), payload: left - 1 })
    })
    timers.set({ id: 'chain', kind: 'chain', at: start + 1_000, payload: 2 })
    await turner.to(start + 2_000)
    expect(seen).toEqual([2, 1, 0])
  })

  it('names what never quiets', async () => {
    const { busy, turner } = stage()
    busy.push('3 visible in work')
    await expect(turner.to(start + hour)).rejects.toThrow('still going on: 3 visible in work')
  })

  it('makes one turn after the other', async () => {
    const { dial, turner } = stage()
    await Promise.all([turner.to(start + hour), turner.to(start + 2 * hour)])
    expect(dial.now()).toBe(start + 2 * hour)
  })
})

describe('a duration', () => {
  it.each([
    ['PT72H', 72 * hour],
    ['P7D', 168 * hour],
    ['P1DT1H30M', 25.5 * hour],
    ['PT0S', 0],
    ['P2W', 336 * hour],
    ['72h', null],
    ['P', null],
    ['PT', null],
    ['P1M', null],
  ])('%s is %s milliseconds', (text, expected) => {
    expect(durationMs(text)).toBe(expected)
  })
})

describe('a heap', () => {
  it('gives back what it was given, earliest first', () => {
    const heap = createHeap<{ at: number; order: number }>()
    const numbers = Array.from({ length: 200 }, (_, order) => ({ at: (order * 7919) % 101, order }))
    for (const item of numbers) heap.add(item)
    const taken = Array.from({ length: 200 }, () => heap.take())
    expect(taken).toEqual(numbers.toSorted((a, b) => a.at - b.at || a.order - b.order))
    expect(heap.take()).toBeUndefined()
  })
})
