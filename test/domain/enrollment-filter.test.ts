import { describe, expect, it } from 'vitest'
import { canBeOver, isMeantBy, nextDueOf, type EnrollmentFilter } from '../../functions/domain/enrollment-filter.ts'
import type { LiveEnrollment } from '../../functions/domain/contact.ts'
import { enrollment, profile, withPlan } from './builders.ts'

const atSecond = withPlan(enrollment(), { s1: { state: 'sent' } })
const due = nextDueOf(atSecond) ?? 0
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
const meant = (filter: EnrollmentFilter, live: LiveEnrollment | null = atSecond): boolean => isMeantBy(filter)({ live, profile })

describe('which enrollments are meant', () => {
  it('all of them where nothing is asked for, also those that are over', () => {
    expect(meant({})).toBe(true)
    expect(meant({}, null)).toBe(true)
  })

  it('those in a state; what is in no head is over', () => {
    expect([meant({ status: 'active' }), meant({ status: 'paused' }), meant({ status: 'finished' })]).toEqual([true, false, false])
    expect([meant({ status: 'active' }, null), meant({ status: 'finished' }, null)]).toEqual([false, true])
  })

  it('those at a step: the first that is not resolved', () => {
    expect(meant({ step: 's2' })).toBe(true)
    expect(meant({ step: 's1' })).toBe(false)
    expect(meant({ step: 's2' }, null)).toBe(false)
  })

  it('those due from one time on and before another', () => {
    expect(meant({ dueFrom: iso(due) })).toBe(true)
    expect(meant({ dueBefore: iso(due) })).toBe(false)
    expect(meant({ dueFrom: iso(due - 60), dueBefore: iso(due + 1) })).toBe(true)
    expect(meant({ dueFrom: iso(due + 1) })).toBe(false)
    expect(meant({ dueBefore: iso(due + 1) }, null)).toBe(false)
  })

  it('of paused ones only those that go on by themselves, at their new time', () => {
    const paused: LiveEnrollment = { ...atSecond, status: 'paused', pausedAt: due - 100 }
    expect(meant({ dueFrom: iso(0) }, paused)).toBe(false)
    const resumes = { ...paused, resumeAt: due + 400 }
    expect(nextDueOf(resumes)).toBe(due + 500)
    expect(meant({ dueFrom: iso(due + 500), dueBefore: iso(due + 501) }, resumes)).toBe(true)
  })

  it('those of a contact in whom every word is found; nobody of whom nothing is known', () => {
    expect(meant({ q: 'reyes dana' })).toBe(true)
    expect(meant({ q: profile.contactId })).toBe(true)
    expect(meant({ q: 'dana smith' })).toBe(false)
    expect(isMeantBy({ q: 'dana' })({ live: atSecond, profile: null })).toBe(false)
  })

  it('can be over only where neither a running state, a step nor a time is asked for', () => {
    expect([{}, { q: 'dana' }, { status: 'finished' } as const].map(canBeOver)).toEqual([true, true, true])
    expect([{ status: 'active' } as const, { step: 's1' }, { dueBefore: iso(due) }].map(canBeOver)).toEqual([false, false, false])
  })
})
