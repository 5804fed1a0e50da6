/** Properties over random lives of a contact: any order of signals, stale and repeated ones among them. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../functions/domain/decide.ts'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import type { Effect } from '../../../functions/domain/effect.ts'
import type { LiveEnrollment } from '../../../functions/domain/contact.ts'
import { defaultPolicies, type SequenceVersion } from '../../../functions/domain/sequence.ts'
import { isResolved } from '../../../functions/domain/plan.ts'
import type { SendResult, Signal } from '../../../functions/domain/signal.ts'
import { nextWake } from '../../../functions/domain/wake.ts'
import {
  accepted,
  context,
  enrollSignal,
  enrollmentId,
  head,
  hours,
  now,
  otherEnrollmentId,
  profile,
  resultSignal,
  rules,
  seconds,
  step,
  version,
} from '../builders.ts'

const first = version({
  steps: [step(1, 'email', 0), step(2, 'sms', 0), step(3, 'email', 300), step(4, 'linkedin', 1440), step(5, 'email', 4320)],
})
const second = version({
  sequenceId: 'SEQ2',
  policies: { ...defaultPolicies, onReply: 'review', completeAfterDays: 2 },
  steps: [step(1, 'call', 0), step(2, 'email', 60), step(3, 'task', 120)],
})
/** What running enrollments move to: a later step, other words, one step less, three more. */
const firstNext: SequenceVersion = {
  ...first,
  version: 2,
  steps: [
    step(1, 'email', 0),
    step(6, 'task', 5),
    step(2, 'sms', 400, { onFailure: 'retry' }),
    step(3, 'email', 450, { body: 'New' }),
    step(7, 'sms', 900),
    step(5, 'email', 3000),
  ],
}
const secondNext: SequenceVersion = { ...second, version: 2, steps: [step(2, 'email', 30), step(3, 'task', 200), step(4, 'email', 9000)] }
const versions = [first, second, firstNext, secondNext]
const ids = [enrollmentId, otherEnrollmentId] as const
const versionOf = (id: string) => (id === enrollmentId ? first : second)
/** The version that an enrollment is on. */
const walked = (state: ContactHead | null, id: string): SequenceVersion => {
  const live = state?.enrollments.find((one) => one.id === id)
  return versions.find((one) => one.sequenceId === live?.sequenceId && one.version === live.version) ?? versionOf(id)
}

type Act =
  | { act: 'signal'; signal: Signal }
  | { act: 'fire'; pick: number; revisionOff: number; sequenceStatus: 'active' | 'paused' }
  | { act: 'answer'; result: SendResult }
  | { act: 'heal'; pick: number }

const id = fc.constantFrom(...ids)
const stepId = fc.constantFrom('s1', 's2', 's3', 's4', 's5', 's6', 's7')
const at = accepted.at
/** What ends everything is rare, so that lives last. */
const ending = fc.constantFrom<Signal>(
  { kind: 'complained', addressKey: 'ae1', detail: 'x' },
  { kind: 'opted_out', address: 'phone', addressKey: 'ap1', channels: ['sms'], reason: 'opted_out', detail: 'x' },
  { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'x' },
  { kind: 'sequence_archived', sequenceId: 'SEQ2' },
  { kind: 'stage_changed', leadId: 'lead-1001', stage: 'contacted' },
  { kind: 'cancel', enrollmentId, reason: 'x', by: 'ann' },
  { kind: 'exit', enrollmentId: otherEnrollmentId, exit: 'booked', reason: 'x', by: 'ann' },
  { kind: 'erased', key: 'ck1' },
  { kind: 'bounced', enrollmentId, step: 's1', address: 'email', addressKey: 'ae1', bounce: 'hard', detail: 'x' },
)
const passing = fc.oneof(
  fc.constantFrom<Signal>(
    { kind: 'swept', rules },
    { kind: 'sequence_resumed', sequenceId: 'SEQ1', rules },
    { kind: 'replied', reply: 'r2', enrollmentId: otherEnrollmentId, leadId: 'lead-1001', detail: 'x' },
    { kind: 'version_moved', version: firstNext, from: [first] },
    { kind: 'version_moved', version: secondNext, from: [second] },
    { kind: 'stage_changed', leadId: 'lead-1001', stage: 'new' },
    { kind: 'bounced', enrollmentId, step: 's1', address: 'email', addressKey: 'ae1', bounce: 'soft', detail: 'x' },
    { kind: 'opted_in', address: 'phone', addressKey: 'ap1', channels: ['sms', 'email'], detail: 'x' },
  ),
  id.chain((enrollmentId) =>
    fc.constantFrom<Signal>(
      { kind: 'resume', enrollmentId },
      { kind: 'resume', enrollmentId, by: 'ann' },
      { kind: 'continue', enrollmentId, intent: 'question', by: 'ann' },
      { kind: 'continue', enrollmentId },
      { kind: 'pause', enrollmentId, reason: 'x', by: 'ann' },
      { kind: 'take_over', enrollmentId, by: 'ann', reason: 'x' },
      { kind: 'pause', enrollmentId, reason: 'x', until: seconds(now + hours(2)) },
      { kind: 'pause', enrollmentId, reason: 'x', until: seconds(now + hours(40)) },
    ),
  ),
  id.chain((enrollmentId) =>
    fc.constantFrom<Signal>(
      { kind: 'resume', enrollmentId },
      { kind: 'completion_due', enrollmentId },
      { kind: 'pause', enrollmentId, reason: 'x' },
      { kind: 'skip', enrollmentId, reason: 'x' },
      enrollSignal({ enrollmentId, version: versionOf(enrollmentId) }),
    ),
  ),
  fc
    .tuple(id, stepId)
    .chain(([enrollmentId, step]) =>
      fc.constantFrom<Signal>({ kind: 'resend', enrollmentId, step }, { kind: 'release_held', enrollmentId, step }),
    ),
  fc
    .tuple(id, stepId, fc.nat(8))
    .chain(([enrollmentId, step, attempt]) =>
      fc.constantFrom<Signal>(
        { kind: 'claim_expired', enrollmentId, step, attemptId: `A${attempt}`, recorded: null },
        { kind: 'send_proven', enrollmentId, step, attemptId: `A${attempt}` },
      ),
    ),
  fc.constantFrom('a', 'b').map(
    (mail): Signal => ({
      kind: 'contact_seen',
      rules,
      facts: {
        key: 'ck1',
        contactId: 'c-1001',
        leadId: 'lead-1001',
        addresses: { email: { key: `ae-${mail}`, value: `${mail}@example.com` } },
      },
    }),
  ),
)
const signal: fc.Arbitrary<Signal> = fc.oneof({ weight: 24, arbitrary: passing }, { weight: 1, arbitrary: ending })
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('fire'),
      pick: fc.nat(9),
      revisionOff: fc.constantFrom(0, 0, 0, 0, -1),
      sequenceStatus: fc.constantFrom('active', 'active', 'active', 'active', 'active', 'active', 'active', 'paused'),
    } as const),
  },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom<SendResult>(
        accepted,
        accepted,
        accepted,
        { kind: 'refused', cls: 'transient', reason: 'x', at },
        { kind: 'refused', cls: 'permanent', reason: 'x', at },
        { kind: 'refused', cls: 'account', reason: 'x', at },
        { kind: 'unknown', reason: 'x', at },
      )
      .map((result) => ({ act: 'answer', result }) as const),
  },
  { weight: 1, arbitrary: fc.nat(9).map((pick) => ({ act: 'heal', pick }) as const) },
  { weight: 3, arbitrary: signal.map((one: Signal) => ({ act: 'signal', signal: one }) as const) },
)
const life = fc.array(fc.tuple(act, fc.constantFrom(0, 1, 40, 130, 3600, 20_000, 90_000)), { minLength: 5, maxLength: 80, size: 'max' })

interface Moment {
  /** Epoch seconds. */
  at: number
  before: ContactHead | null
  signal: Signal
  after: ContactHead
  effects: Effect[]
}

/** Lives a contact's life: firings and answers are made from what decide itself asked for. */
const live = (acts: [Act, number][]): Moment[] => {
  const moments: Moment[] = []
  let state: ContactHead | null = head()
  let time = now
  let attempts = 0
  const ended = new Set<string>()
  let sending: Extract<Effect, { kind: 'send' }> | undefined
  const step = (one: Signal): void => {
    const decision = decide(state, one, time)
    const after: ContactHead | null = decision.kind === 'changed' ? decision.head : state
    if (!after) return
    const effects =
      decision.kind === 'changed' ? [...decision.before, ...decision.after] : decision.kind === 'unchanged' ? decision.after : []
    moments.push({ at: seconds(time), before: state, signal: one, after, effects })
    state = after
    for (const effect of effects) if (effect.kind === 'archive_enrollment') ended.add(effect.finished.id)
    sending = effects.find((effect) => effect.kind === 'send') ?? sending
  }
  for (const which of ids) step(enrollSignal({ enrollmentId: which, version: versionOf(which), lastFinishedAt: null }))
  for (const [one, wait] of acts) {
    time += wait * 1000
    const plans = (state?.enrollments ?? []).flatMap((live) => live.plan.map((item) => ({ id: live.id, item })))
    // A finished enrollment's id is fenced by its record before decide is asked.
    const fenced = one.act === 'signal' && one.signal.kind === 'enroll' && ended.has(one.signal.enrollmentId)
    if (one.act === 'signal' && !fenced) step(one.signal)
    else if (one.act === 'answer' && sending)
      step(resultSignal(sending, one.result, { version: walked(state, sending.message.enrollmentId) }))
    else if (one.act === 'fire' || one.act === 'heal') {
      const open = plans.filter(({ item }) => !isResolved(item))
      const fronts = open.filter(({ id: of, item }) => open.find((other) => other.id === of)?.item === item)
      const chosen = one.pick < 8 ? fronts[one.pick % Math.max(1, fronts.length)] : open.at(-1)
      if (!chosen) continue
      if (one.act === 'heal')
        step({
          kind: 'heal',
          enrollmentId: chosen.id,
          failure: 'email_bounced_hard',
          step: chosen.item.step,
          version: walked(state, chosen.id),
          records: {},
          rules,
          profile,
        })
      else {
        if (one.revisionOff === 0) time = Math.max(time, Math.min(chosen.item.due * 1000, time + hours(30)))
        const sent = context({ attemptId: `A${++attempts}`, version: walked(state, chosen.id), sequenceStatus: one.sequenceStatus })
        step({
          kind: 'step_due',
          enrollmentId: chosen.id,
          step: chosen.item.step,
          revision: chosen.item.rev + one.revisionOff,
          context: sent,
        })
      }
    }
  }
  return moments
}

const always = (holds: (moments: Moment[]) => void): void => {
  fc.assert(
    fc.property(life, (acts) => holds(live(acts))),
    { numRuns: 200 },
  )
}

/** The same lives, each with an erasure somewhere. */
const erasedAtSomeTime = (holds: (moments: Moment[]) => void): void => {
  const erasure: [Act, 1] = [{ act: 'signal', signal: { kind: 'erased', key: 'ck1' } }, 1]
  fc.assert(
    fc.property(life, fc.nat(80), (acts, where) => holds(live(acts.toSpliced(where, 0, erasure)))),
    { numRuns: 200 },
  )
}

describe('whatever happens to a contact', () => {
  it('decide answers without throwing, and claims and sends really occur', () => {
    let sends = 0
    always((moments) => {
      sends += moments.filter(({ effects }) => effects.some((effect) => effect.kind === 'send')).length
    })
    expect(sends).toBeGreaterThan(200)
  })

  it('a message is claimed at most once per revision', () => {
    always((moments) => {
      const claims = moments.flatMap(({ after, effects }) =>
        effects.flatMap((effect) => {
          if (effect.kind !== 'send') return []
          const item = after.enrollments
            .find((live) => live.id === effect.message.enrollmentId)
            ?.plan.find((other) => other.step === effect.message.stepId)
          return [`${effect.message.messageId} ${item?.rev}`]
        }),
      )
      expect(new Set(claims).size).toBe(claims.length)
    })
  })

  it('nothing is sent without a fresh claim of its own, and never two messages at a time', () => {
    always((moments) => {
      for (const { before, after, effects } of moments)
        for (const effect of effects) {
          if (effect.kind !== 'send') continue
          expect(before?.inFlight).toBeUndefined()
          expect(after.inFlight).toMatchObject({ attemptId: effect.message.attemptId, step: effect.message.stepId })
        }
    })
  })

  it('no day has more touches than the limit, nor fewer than none', () => {
    always((moments) => {
      for (const { after } of moments)
        for (const count of Object.values(after.touches)) {
          expect(count).toBeLessThanOrEqual(rules.dailyTouchLimit)
          expect(count).toBeGreaterThanOrEqual(0)
        }
    })
  })

  it('nothing is sent after a complaint', () => {
    always((moments) => {
      const from = moments.findIndex(({ signal: one }) => one.kind === 'complained')
      if (from < 0) return
      for (const { effects } of moments.slice(from)) expect(effects.filter((effect) => effect.kind === 'send')).toEqual([])
    })
  })

  it('what is not resolved is due in the order of the steps', () => {
    always((moments) => {
      for (const { after } of moments)
        for (const { plan } of after.enrollments) {
          const dues = plan.filter((item) => item.state === 'scheduled').map((item) => item.due)
          expect(dues).toEqual(dues.toSorted((a, b) => a - b))
        }
    })
  })

  it('a revision never goes back, and a new time is a new revision', () => {
    always((moments) => {
      for (const { before, after } of moments)
        for (const live of after.enrollments)
          for (const item of live.plan) {
            const was = before?.enrollments.find((other) => other.id === live.id)?.plan.find((other) => other.step === item.step)
            if (!was) continue
            expect(item.rev).toBeGreaterThanOrEqual(was.rev)
            if (item.due !== was.due) expect(item.rev).toBeGreaterThan(was.rev)
          }
    })
  })

  it('every new scheduled revision gets its schedule entry', () => {
    always((moments) => {
      for (const { before, after, effects } of moments)
        for (const live of after.enrollments)
          for (const item of live.plan) {
            const was = before?.enrollments.find((other) => other.id === live.id)?.plan.find((other) => other.step === item.step)
            if (item.state !== 'scheduled' || (was?.rev === item.rev && was.state === 'scheduled')) continue
            expect(effects).toContainEqual(
              expect.objectContaining({ kind: 'schedule', enrollmentId: live.id, step: item.step, revision: item.rev }),
            )
          }
    })
  })

  it('an enrollment ends once, and what goes on has a reason to be looked at', () => {
    always((moments) => {
      const ends = moments.flatMap(({ effects }) => effects.filter((effect) => effect.kind === 'archive_enrollment'))
      for (const { finished } of ends) expect(finished.plan.every(isResolved)).toBe(true)
      for (const { after } of moments)
        for (const live of after.enrollments) {
          const waits = live.status === 'paused' || live.plan.some((item) => item.state === 'held')
          if (!waits) expect(nextWake(after)).not.toBeNull()
        }
    })
  })

  it('a sequence is walked at most once at a time', () => {
    always((moments) => {
      for (const { after } of moments) {
        const walking = after.enrollments.map(({ sequenceId }) => sequenceId)
        expect(new Set(walking).size).toBe(walking.length)
      }
    })
  })

  it('nothing is ever due earlier than it was, but by a newer version, and then not before now', () => {
    let moves = 0
    always((moments) => {
      for (const { at: time, before, signal: one, after } of moments)
        for (const { live, was } of both(before, after))
          for (const item of live.plan) {
            const old = was.plan.find((other) => other.step === item.step)
            if (!old || item.due >= old.due) continue
            moves++
            expect(one.kind).toBe('version_moved')
            expect(item.due).toBeGreaterThanOrEqual(Math.min(time, live.pausedAt ?? time))
          }
    })
    expect(moves).toBeGreaterThan(0)
  })

  it('a pause gives back exactly the time that it took: what remains keeps its distances', () => {
    let resumes = 0
    always((moments) => {
      for (const { before, after } of moments)
        for (const { live, was } of both(before, after)) {
          if (was.status !== 'paused' || live.status !== 'active' || live.ending) continue
          resumes++
          expect(live).not.toHaveProperty('resumeAt')
          expect(gaps(live)).toEqual(gaps(was))
        }
    })
    expect(resumes).toBeGreaterThan(0)
  })

  it('what has ended stays ended', () => {
    always((moments) => {
      const ended = new Set<string>()
      for (const { after, effects } of moments) {
        for (const effect of effects) if (effect.kind === 'archive_enrollment') ended.add(effect.finished.id)
        expect(after.enrollments.filter((live) => ended.has(live.id))).toEqual([])
      }
    })
  })

  it('an erased contact leaves nothing of the person, and nothing brings them back', () => {
    erasedAtSomeTime((moments) => {
      const from = moments.findIndex(({ after }) => after.erased)
      expect(from).toBeGreaterThan(-1)
      for (const { after, effects } of moments.slice(from)) {
        expect(after).toMatchObject({ contactId: '', leadId: '', consent: {}, addresses: {}, suppressed: {}, touches: {}, erased: true })
        expect(after.enrollments.every((live) => live.ending?.exit === 'erased' && after.inFlight?.enrollmentId === live.id)).toBe(true)
        expect(JSON.stringify(effects.filter(({ kind }) => kind === 'put_message' || kind === 'archive_enrollment'))).not.toMatch(
          /dana|c-1001|lead-1001/i,
        )
      }
      for (const { effects } of moments.slice(from + 1))
        expect(effects.filter(({ kind }) => kind === 'send' || kind === 'put_interaction')).toEqual([])
    })
  })
})

/** Enrollments as they were and as they are. */
const both = (before: ContactHead | null, after: ContactHead): { was: LiveEnrollment; live: LiveEnrollment }[] =>
  after.enrollments.flatMap((live) => {
    const was = before?.enrollments.find(({ id: known }) => known === live.id)
    return was ? [{ was, live }] : []
  })

/** Seconds between what waits; a message with a provider has its own time. */
const gaps = ({ plan }: LiveEnrollment): number[] => {
  const waiting = plan.filter((item) => item.state === 'scheduled' || item.state === 'held')
  return waiting.slice(1).map((item, i) => item.due - (waiting[i]?.due ?? 0))
}
