import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContactHead, LineType } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import type { Effect } from '../../../functions/domain/effect.ts'
import { isOfChannel } from '../../../functions/domain/healing/failures.ts'
import { isCounted, mostHealings } from '../../../functions/domain/healing/facts.ts'
import { frontOf } from '../../../functions/domain/plan.ts'
import { obstacle } from '../../../functions/domain/reachable.ts'
import { healFailures, type DeliveryFailure, type HealFailure, type Signal } from '../../../functions/domain/signal.ts'
import { context, enrollment, head, now, profile, rules, step, version } from '../builders.ts'

const steps = version({
  steps: [
    step(1, 'email', 0),
    step(2, 'sms', 60),
    step(3, 'call', 120, { smsText: 'Can we talk?' }),
    step(4, 'sms', 180),
    step(5, 'email', 240, { body: 'word '.repeat(90) }),
    step(6, 'call', 300),
  ],
})
const wide = { ...rules, dailyTouchLimit: 50, latenessHours: 720, smsSenders: ['+13125550001', '+13125550002'] }
const consent = (given: boolean) => ({ given, at: '2026-11-01T00:00:00.000Z', source: 'crm' })

const contacts = fc
  .record({
    sms: fc.boolean(),
    call: fc.boolean(),
    email: fc.boolean(),
    left: fc.constantFrom(null, 'sms', 'call', 'email'),
    lineType: fc.constantFrom<LineType>('mobile', 'landline', 'unknown'),
    hasEmail: fc.boolean(),
    hasPhone: fc.boolean(),
  })
  .map(
    ({ sms, call, email, left, lineType, hasEmail, hasPhone }): ContactHead =>
      head({
        consent: { sms: consent(sms), call: consent(call), email: consent(email) },
        addresses: {
          ...(hasEmail ? { email: { key: 'ae1', value: 'dana@example.com' } } : {}),
          ...(hasPhone ? { phone: { key: 'ap1', value: '+13125550142', lineType } } : {}),
        },
        suppressed: left ? { [left]: { reason: 'opted_out', at: '2026-11-01T00:00:00.000Z' } } : {},
        enrollments: [enrollment({}, steps)],
      }),
  )

/** Everything fails that can, as the draws say, until nothing is left to be sent; answers what was asked of the providers. */
const live = (start: ContactHead, draws: readonly number[], canEnrich: boolean) => {
  let state = start
  let at = now
  let drawn = 0
  let sends = 0
  const draw = (): number => draws[drawn++ % draws.length] ?? 0
  const queue: Effect[] = []
  const wrong: string[] = []
  const apply = (signal: Signal): void => {
    const decision = decide(state, signal, at)
    if (decision.kind === 'changed') state = decision.head
    if (decision.kind !== 'refused') queue.push(...decision.after)
  }
  for (let turn = 0; turn < 400; turn++) {
    for (let effect = queue.shift(); effect; effect = queue.shift()) {
      if (effect.kind === 'heal') apply({ ...effect, version: steps, records: {}, rules: wide, profile, canEnrich })
      if (effect.kind !== 'send') continue
      sends++
      const { message, verdicts } = effect
      const { enrollmentId, stepId, attemptId, channel } = message
      const closed = obstacle(state, {}, channel)
      if (closed) wrong.push(`${channel} although ${closed}`)
      if (channel === 'sms' && state.addresses.phone?.lineType === 'landline') wrong.push('a text to a landline')
      const given = { ...context({ version: steps, rules: wide }), attemptId }
      const answer = (result: Extract<Signal, { kind: 'send_result' }>['result']): void =>
        apply({ kind: 'send_result', enrollmentId, step: stepId, attemptId, result, context: given, message, verdicts })
      answer({ kind: 'accepted', providerId: attemptId, at: new Date(at).toISOString() })
      const failures = healFailures.filter((one): one is DeliveryFailure => !one.startsWith('email') && isOfChannel(one, channel))
      const failure = failures[draw() % Math.max(1, failures.length)]
      if (channel === 'email') {
        const bounce = (['hard', 'soft', 'undetermined'] as const)[draw() % 3] ?? 'hard'
        apply({
          kind: 'bounced',
          enrollmentId,
          step: stepId,
          attemptId,
          address: 'email',
          addressKey: message.addressKey,
          bounce,
          detail: 'x',
        })
      } else if (failure) apply({ kind: 'delivery_failed', enrollmentId, step: stepId, attemptId, failure, detail: 'x', addressKey: 'ap1' })
    }
    const enrolled = state.enrollments[0]
    if (!enrolled) break
    const front = frontOf(enrolled)
    if (!front) break
    at = Math.max(at, front.due * 1000) + 1000
    const waits = Object.values(enrolled.enrichment ?? {}).some(({ until }) => until > 0)
    if (front.state === 'held' || waits) at += 90_000_000
    apply({ kind: 'swept', rules: wide })
    const item = state.enrollments[0] && frontOf(state.enrollments[0])
    if (item?.state === 'scheduled')
      apply({
        kind: 'step_due',
        enrollmentId: enrolled.id,
        step: item.step,
        revision: item.rev,
        context: { ...context({ version: steps, rules: wide }), attemptId: `A${turn}` },
      })
  }
  return { state, sends, wrong }
}

describe('healing, whatever fails and however often', () => {
  it('writes to nobody without consent, after an opt-out, at a dead address or a landline, and comes to an end', () => {
    fc.assert(
      fc.property(contacts, fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), fc.boolean(), (contact, draws, canEnrich) => {
        const { state, sends, wrong } = live(contact, draws, canEnrich)
        expect(wrong).toEqual([])
        const left = state.enrollments[0]
        expect(left?.plan.filter((item) => item.state === 'scheduled' || item.state === 'claimed' || item.state === 'held') ?? []).toEqual(
          [],
        )
        const healings = left?.healing ?? []
        expect(healings.filter(({ action }) => isCounted(action)).length).toBeLessThanOrEqual(mostHealings + 1)
        // Each of six messages once, what healing sends again, and the texts that it puts in.
        expect(sends).toBeLessThanOrEqual(6 + 2 * mostHealings)
      }),
      { numRuns: 300 },
    )
  })

  it('never heals a complaint', () => {
    fc.assert(
      fc.property(contacts, fc.constantFrom<HealFailure>(...healFailures), (contact, failure) => {
        const complained = { ...contact, suppressed: { email: { reason: 'complained' as const, at: '2026-11-01T00:00:00.000Z' } } }
        const failed = { ...complained.enrollments[0]!, failures: [{ failure, step: 's2', at: 0, open: true as const }] }
        const state = {
          ...complained,
          enrollments: [{ ...failed, plan: failed.plan.map((item) => ({ ...item, state: 'sent' as const })) }],
        }
        const decision = decide(
          state,
          { kind: 'heal', enrollmentId: failed.id, failure, step: 's2', version: steps, records: {}, rules: wide, profile },
          now,
        )
        expect(decision.kind === 'changed' && decision.head.enrollments).toEqual([])
      }),
    )
  })
})
