import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addStepAt, delayBetween, latestDelay, moveStep } from '../../functions/domain/step-order.ts'

const line = (...delays: number[]) => delays.map((delayMinutes, index) => ({ name: 'ABCDEF'[index] ?? '?', delayMinutes }))
const said = (steps: { name: string; delayMinutes: number }[]) => steps.map(({ name, delayMinutes }) => `${name}${delayMinutes}`).join(' ')

describe('moving a step', () => {
  it('gives it the time of its new place, and the ones that it passes the times of their neighbours', () => {
    expect(said(moveStep(line(0, 1440, 4320), 2, 0))).toBe('C0 A1440 B4320')
    expect(said(moveStep(line(0, 1440, 4320), 0, 1))).toBe('B0 A1440 C4320')
  })
  it('leaves everything where it is when there is no such place', () => {
    expect(said(moveStep(line(0, 1440), 1, 2))).toBe('A0 B1440')
    expect(said(moveStep(line(0, 1440), -1, 0))).toBe('A0 B1440')
  })
  it('keeps every time, loses no step, and never lets place and delay disagree', () => {
    const delays = fc.array(fc.integer({ min: 0, max: latestDelay }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(delays, fc.nat(5), fc.nat(5), (given, from, to) => {
        const before = line(...given.toSorted((a, b) => a - b))
        const after = moveStep(before, from, to)
        expect(after.map(({ delayMinutes }) => delayMinutes)).toEqual(before.map(({ delayMinutes }) => delayMinutes))
        expect(after.map(({ name }) => name).toSorted()).toEqual(before.map(({ name }) => name).toSorted())
        if (before[from] && before[to]) expect(after[to]?.name).toBe(before[from].name)
      }),
    )
  })
})

describe('the time of an added step', () => {
  it.each([
    [undefined, undefined, 0],
    [undefined, 1440, 0],
    [1440, undefined, 2880],
    [latestDelay, undefined, latestDelay],
    [0, 4320, 1440],
    [1440, 2880, 2160],
    [0, 60, 30],
    [60, 60, 60],
    [60, 61, 60],
  ])('between %s and %s minutes is %s', (before, after, delay) => expect(delayBetween(before, after)).toBe(delay))
  it('stands between its neighbours', () => {
    expect(said(addStepAt(line(0, 4320), 1, { name: 'N', delayMinutes: 9 }))).toBe('A0 N1440 B4320')
    expect(said(addStepAt(line(0, 4320), 2, { name: 'N', delayMinutes: 9 }))).toBe('A0 B4320 N5760')
  })
})
