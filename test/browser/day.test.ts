/** A sales team's day on the whole local stack, in a real browser: each story by what a person sees, on one stack whose dial moves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answering } from './stories/answering.ts'
import { building } from './stories/building.ts'
import { enrolling } from './stories/enrolling.ts'
import { finding } from './stories/finding.ts'
import { keeping } from './stories/keeping.ts'
import { people } from './stories/people.ts'
import { openDay, type Day } from './stories/day.ts'

let opened: Day | undefined
const day = (): Day => {
  if (!opened) throw new Error('The stack did not begin.')
  return opened
}
beforeAll(async () => {
  opened = await openDay()
}, 300_000)
afterAll(() => opened?.close())

describe('somebody who has never seen it', () => building(day))
describe('five hundred owners from a list', () => enrolling(day))
describe('what waits for a person', () => answering(day))
describe('one person', () => people(day))
describe('what keeps it going', () => keeping(day))
describe('everything', () => finding(day))
describe('all day', () => it('no page had a word of complaint', () => expect(day().visit.complaints).toEqual([])))
