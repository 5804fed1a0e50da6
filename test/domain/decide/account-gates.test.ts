import { describe, expect, it } from 'vitest'
import { capOn } from '../../../functions/domain/ramp.ts'
import { noControls, type SendContext, type TenantControls } from '../../../functions/domain/signal.ts'
import {
  context,
  change,
  dueSignal,
  effectsOf,
  enrollment,
  head,
  hours,
  itemOf,
  now,
  refusal,
  rules,
  seconds,
  withPlan,
} from '../builders.ts'

const account = { sandbox: true, maxPerDay: 200, maxPerSecond: 1, at: '2026-11-20T14:00:00.000Z' }
const inSandbox = (over: Partial<TenantControls> = {}): Partial<SendContext> => ({
  controls: { ...noControls, account, ...over },
  adapters: { ...context().adapters, email: { name: 'ses', simulated: false } },
})
const enrolled = (email = 'dana@example.com') => {
  const base = head({ enrollments: [enrollment()] })
  return { ...base, addresses: { ...base.addresses, email: { key: 'ae1', value: email } } }
}
const closed = (over: Partial<SendContext>, state = enrolled(), at = now) => {
  const decision = change(state, dueSignal('s1', 1, over), at)
  return { decision, verdict: decision.verdicts?.find(({ pass }) => !pass) }
}

describe('while SES keeps the account in its sandbox', () => {
  it('nobody who is not on the allow-list is written to, and the message waits', () => {
    const { decision, verdict } = closed(inSandbox())
    expect(verdict).toMatchObject({ gate: 'sandbox', reason: 'account_sandbox' })
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'held', reason: 'account_sandbox' })
    expect(effectsOf(decision.after, 'send')).toEqual([])
  })

  it('who is on the allow-list is written to, and so is SES’s simulator', () => {
    expect(closed(inSandbox({ allowList: ['dana@example.com'] })).verdict).toBeUndefined()
    expect(closed(inSandbox(), enrolled('success+1@simulator.amazonses.com')).verdict).toBeUndefined()
  })

  it('another provider of mails is not bound by it', () => {
    const { adapters: _ses, ...over } = inSandbox()
    expect(closed({ ...over, adapters: { ...context().adapters, email: { name: 'postmark', simulated: false } } }).verdict).toBeUndefined()
  })

  it('what waited goes on once the account is released', () => {
    const { decision } = closed(inSandbox())
    const freed = change(decision.head, { kind: 'sending_resumed', rules }, now + hours(1))
    expect(itemOf(freed.head, 's1').state).toBe('scheduled')
    expect(refusal(freed.head, { kind: 'sending_resumed', rules }, now + hours(2))).toBe('nothing_to_do')
  })
})

describe('a sender that is being warmed up', () => {
  const use = (taken: number) => ({ senderUse: { day: '2026-11-20', taken, cap: 20 } })

  it('sends until its cap of the day', () => {
    expect(closed(use(19)).verdict).toBeUndefined()
  })

  it('moves what is over it to the next day, spread, and says why', () => {
    const { decision, verdict } = closed(use(20))
    expect(verdict).toMatchObject({ gate: 'sender', reason: 'sender_cap', saw: '20 of 20 on 2026-11-20' })
    const item = itemOf(decision.head, 's1')
    expect(item).toMatchObject({ state: 'scheduled', reason: 'sender_cap', cappedAt: seconds(now) })
    // The tenant's midnight in New York is 05:00 UTC; four hours are what it is spread over.
    const midnight = seconds(Date.parse('2026-11-21T05:00:00Z'))
    expect(item.due).toBeGreaterThanOrEqual(midnight)
    expect(item.due).toBeLessThan(midnight + 4 * 3600)
  })

  it('does not keep a message for ever: after a week it is skipped with the reason', () => {
    const waiting = enrolled()
    const state = { ...waiting, enrollments: [withPlan(enrollment(), { s1: { cappedAt: seconds(now) - 7 * 86_400 - 1 } })] }
    const { decision } = closed(use(20), state)
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'skipped', reason: 'sender_cap' })
  })

  it('may send more with each day', () => {
    const ramp = { from: '2026-11-20', start: 20, growth: 1.5, most: 500 }
    const days = ['2026-11-01', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-28', '2027-11-28']
    expect(days.map((day) => capOn(ramp, day))).toEqual([20, 20, 30, 45, 67, 101, 500, 500])
  })
})
