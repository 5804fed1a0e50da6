import { describe, expect, it } from 'vitest'
import type { SendContext } from '../../../functions/domain/signal.ts'
import { change, context, dueSignal, effectsOf, enrollment, head, now, planStates, step, version } from '../builders.ts'

const calls = version({ steps: [step(1, 'call', 0), step(2, 'task', 1440)] })
const consent = { call: { given: true, at: 'x', source: 'crm' } }
const state = head({
  consent,
  addresses: { phone: { key: 'ap1', value: '+13125550142' } },
  enrollments: [enrollment({}, calls)],
})
const due = (overrides: Partial<SendContext>) => change(state, dueSignal('s1', 1, { version: calls, ...overrides }), now)

describe('a call', () => {
  it('is placed with what was said so far, and with whom it is', () => {
    const conversation = { lines: ['[Day 1, 9:02am] Outbound SMS: "Hi"'], variables: { interaction_count: '1 SMS' } }
    const [send] = effectsOf(due({ conversation }).after, 'send')
    expect(send?.message).toMatchObject({
      channel: 'call',
      to: '+13125550142',
      text: 'Hi Dana, about 12 Elm St.',
      history: conversation.lines,
      variables: { interaction_count: '1 SMS', first_name: 'Dana', last_name: 'Reyes', full_name: 'Dana Reyes', company: 'Acme Homes' },
    })
  })

  it('is placed without either where nobody asks for it', () => {
    const [send] = effectsOf(due({}).after, 'send')
    expect(send?.message).not.toHaveProperty('history')
    expect(send?.message).not.toHaveProperty('variables')
  })

  it('is a task for a person where the tenant lets no machine call', () => {
    const adapters = { ...context().adapters, call: { name: 'person', simulated: false, byPerson: true as const } }
    const decision = due({ adapters })
    expect(effectsOf(decision.after, 'send')).toEqual([])
    expect(planStates(decision.head)).toMatchObject({ s1: 'sent' })
    expect(effectsOf(decision.before, 'put_message')[0]?.row).toMatchObject({
      channel: 'call',
      status: 'sent',
      adapter: 'person',
      recipient: '+13125550142',
      task: { state: 'open' },
      body: 'Hi Dana, about 12 Elm St.',
    })
    expect(decision.head.touches).toEqual({ '2026-11-20': 1 })
  })
})
