import { describe, expect, it } from 'vitest'
import { enrollmentAfter } from '../../frontend/composables/enrollment-after.ts'
import { stepPlace, stepState } from '../../frontend/format/enrollment-plan.ts'
import { byDay, comingTouches, durationText, entryFacts, entryState } from '../../frontend/format/timeline.ts'
import { dateIn, dayNameIn } from '../../frontend/format/when.ts'
import { aMessage, anEnrollment, anEntry, aPlan, aTouch } from './fixtures.ts'

const now = '2026-11-21T12:00:00Z'

describe('a timeline by days', () => {
  const late = anEntry({ id: 'late', at: '2026-11-21T04:30:00Z' })
  const early = anEntry({ id: 'early', at: '2026-11-20T20:00:00Z' })

  it('puts an instant on the day that the viewer’s clock shows', () => {
    expect(byDay([late, early], 'America/New_York', now).map(({ name, items }) => [name, items.length])).toEqual([['Yesterday', 2]])
    expect(byDay([late, early], 'Europe/Berlin', now).map(({ date, name }) => [date, name])).toEqual([
      ['2026-11-21', 'Today'],
      ['2026-11-20', 'Yesterday'],
    ])
  })

  it('names days near now by word, others by date, and says another year', () => {
    expect(dateIn('2026-11-21T23:30:00Z', 'Asia/Tokyo')).toBe('2026-11-22')
    expect(dayNameIn('2026-11-22T12:00:00Z', 'UTC', now, 'en-US')).toBe('Tomorrow')
    expect(dayNameIn('2026-11-01T12:00:00Z', 'UTC', now, 'en-US')).toBe('Sun, Nov 1')
    expect(dayNameIn('2025-11-01T12:00:00Z', 'UTC', now, 'en-US')).toBe('Sat, Nov 1, 2025')
  })

  it('tells messages that an end made needless in one line, and only those in a row of one enrollment', () => {
    const needless = (id: string, enrollmentId = 'E1') => anEntry({ id, what: 'cancelled', enrollmentId })
    const shapes = (ids: ReturnType<typeof needless>[]) => byDay(ids, 'UTC', now)[0]?.items.map((item) => item.kind)
    expect(shapes([needless('1'), needless('2'), needless('3')])).toEqual(['needless'])
    expect(shapes([needless('1'), needless('2')])).toEqual(['entry', 'entry'])
    expect(shapes([needless('1'), needless('2'), anEntry({ id: 'x' }), needless('3')])).toEqual(['entry', 'entry', 'entry', 'entry'])
    expect(shapes([needless('1'), needless('2', 'E2'), needless('3', 'E2')])).toEqual(['entry', 'entry', 'entry'])
  })
})

describe('an entry', () => {
  it('has a word of its own, with the tone of what it means', () => {
    expect(entryState(anEntry())).toEqual({ word: 'Delivered', tone: 'good' })
    expect(entryState(anEntry({ kind: 'interaction', what: 'steered' }))).toEqual({ word: 'By hand', tone: 'plain' })
    expect(entryState(anEntry({ kind: 'interaction', what: 'bounced' })).tone).toBe('danger')
  })

  it('says what is known of an answer, and how it was matched', () => {
    const answer = anEntry({ what: 'replied', outcome: 'replied', intent: 'ready_to_buy', sentiment: 'interested', matchedBy: 'token' })
    expect(entryFacts(answer)).toEqual(['Intent: ready to buy', 'Sounds interested', 'Matched by its reply address'])
    expect(entryFacts(anEntry({ outcome: 'voicemail', durationSeconds: 125 }))).toEqual(['Outcome: voicemail', '2 min 05 s'])
    expect(durationText(40)).toBe('40 s')
  })
})

describe('what is still to come', () => {
  const message = (stepId: string, stepOrder: number, given = {}) =>
    aMessage({ id: stepId, stepId, stepOrder, status: 'scheduled', dueAt: `2026-11-2${stepOrder}T15:00:00Z`, ...given })

  it('is each message that has not left, the farthest first, at the time that the plan expects', () => {
    const plan = aPlan({ touches: [aTouch({ at: '2026-11-25T15:00:00Z', text: 'The limit moved it.' })] })
    const touches = comingTouches([anEnrollment()], [aMessage(), message('s2', 2), message('s3', 3)], plan)
    expect(touches.map(({ id, stepName, at, note }) => [id, stepName, at, note])).toEqual([
      ['s2', 'Short text', '2026-11-25T15:00:00Z', 'The limit moved it.'],
      ['s3', 'Step 3', '2026-11-23T15:00:00Z', null],
    ])
  })

  it('is nothing of an enrollment that is over, or not there any more', () => {
    expect(comingTouches([anEnrollment({ status: 'finished' })], [message('s2', 2)], undefined)).toEqual([])
    expect(comingTouches([], [message('s2', 2)], undefined)).toEqual([])
  })
})

describe('a plan as a line of steps', () => {
  it('says what is done, where it stands, what comes and what was left out', () => {
    const at = (stepId: string, status: 'delivered' | 'scheduled' | 'skipped' | 'held') =>
      stepState(aMessage({ stepId, status }), anEnrollment())
    expect([at('s1', 'delivered'), at('s2', 'held'), at('s3', 'scheduled'), at('s1', 'skipped')]).toEqual([
      'done',
      'current',
      'coming',
      'left_out',
    ])
  })

  it('counts the steps that this enrollment has, in their order', () => {
    const messages = [aMessage({ stepId: 's9', stepOrder: 3 }), aMessage({ stepId: 's2', stepOrder: 2 }), aMessage()]
    expect(stepPlace(anEnrollment(), messages)).toBe('Step 2 of 3')
    expect(stepPlace(anEnrollment({ currentStep: null }), messages)).toBe('')
  })
})

describe('an enrollment right after an action', () => {
  const paused = anEnrollment({ status: 'paused', pauseReason: 'on leave', resumeAt: now, nextDueAt: now })
  it('is paused until the date that was given, and runs again without what the pause had', () => {
    const until = '2026-12-01T09:00:00Z'
    expect(enrollmentAfter(anEnrollment(), { action: 'pause', until }, 'Ann', now)).toMatchObject({
      status: 'paused',
      pauseReason: 'by Ann',
      resumeAt: until,
      nextDueAt: until,
    })
    const running = enrollmentAfter(paused, { action: 'resume' }, 'Ann', now)
    expect(running.status).toBe('active')
    expect('pauseReason' in running || 'resumeAt' in running).toBe(false)
  })

  it('is over with the reason that the action stands for', () => {
    const exits = (['exit', 'cancel', 'convert', 'book', 'reject', 'unsubscribe'] as const).map(
      (action) => enrollmentAfter(paused, { action }, 'Ann', now).exitReason,
    )
    expect(exits).toEqual(['replied', 'cancelled', 'converted', 'booked', 'rejected', 'unsubscribed'])
  })
})
