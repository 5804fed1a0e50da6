import { describe, expect, it } from 'vitest'
import { ownEvents, type OwnEventName } from '../../functions/contract/own-events.ts'
import type { MessageEventWork, MessageHappening } from '../../functions/contract/work.ts'
import { publishEvent } from '../../functions/engage/publish-event.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { change, claimed, effectsOf, enrollment, enrollmentId, head, refusal, resultSignal, accepted } from '../domain/builders.ts'

const work = (event: MessageHappening): MessageEventWork => ({
  kind: 'message_event',
  provider: 'ses',
  channel: 'email',
  of: { contactKey: 'ck1', enrollmentId, messageId: messageIdOf(enrollmentId, 1), attemptId: 'A1', step: 's1', sequenceId: 'SEQ1' },
  eventId: 'e1',
  at: '2026-11-20T15:00:00.000Z',
  event,
})
const told = async (event: MessageHappening, state = head({ enrollments: [enrollment()] })) => {
  const published: { detailType: OwnEventName; detail: Record<string, unknown> }[] = []
  await publishEvent({ head: async () => state, publish: async (one) => void published.push(one) }, work(event))
  return published
}

describe('the bus is told of a single message', () => {
  it.each([
    [{ type: 'delivered' }, 'Message Delivered'],
    [{ type: 'bounced', addresses: ['a@b.example'], bounce: 'hard', detail: 'Permanent' }, 'Message Bounced'],
    [{ type: 'undelivered', failure: 'sms_failed', detail: '30005' }, 'Message Failed'],
    [{ type: 'opened' }, 'Message Opened'],
    [{ type: 'clicked', link: 'https://x.example' }, 'Message Clicked'],
    [{ type: 'call_ended', outcome: 'no_answer' }, 'Call Ended'],
  ] as [MessageHappening, OwnEventName][])('$0.type', async (event, detailType) => {
    const [one] = await told(event)
    expect(one?.detailType).toBe(detailType)
    expect(ownEvents[detailType].parse(one?.detail)).toMatchObject({ contactId: 'c-1001', leadId: 'lead-1001', channel: 'email' })
    expect(JSON.stringify(one)).not.toContain('a@b.example')
  })

  it('by ids alone, not of what has an event of its own, and not of the erased', async () => {
    expect(await told({ type: 'complained', addresses: [], detail: '' })).toEqual([])
    expect(await told({ type: 'delivered' }, head({ erased: true }))).toEqual([])
  })

  it('once, where its answer was lost and it is proven later that it left', () => {
    const { head: state, send } = claimed(head({ enrollments: [enrollment()] }))
    const lost = change(state, resultSignal(send, { kind: 'unknown', reason: 'timeout', at: accepted.at })).head
    const proven = { kind: 'send_proven', enrollmentId, step: 's1', attemptId: 'A1' } as const
    const told = { at: accepted.at, adapter: 'ses', simulated: false }
    expect(effectsOf(change(lost, proven).after, 'publish')).toEqual([])
    const settled = change(lost, { ...proven, told })
    const [one, ...more] = effectsOf(settled.after, 'publish')
    expect(ownEvents['Message Sent'].parse(one?.detail)).toMatchObject({ enrollmentId, channel: 'email', ...told })
    expect(more).toEqual([])
    expect(refusal(settled.head, { ...proven, told })).toBe('already_resolved')
  })

  it('as it leaves, only where the tenant asks', () => {
    const { head: state, send } = claimed(head({ enrollments: [enrollment()] }))
    const signal = resultSignal(send, accepted)
    const sent = (publishesMessages?: true) => {
      const rules = { ...signal.context.rules, ...(publishesMessages ? { publishesMessages } : {}) }
      const { after } = change(state, { ...signal, context: { ...signal.context, rules } })
      return effectsOf(after, 'publish').filter(({ detailType }) => detailType === 'Message Sent')
    }
    expect(sent()).toEqual([])
    const [one] = sent(true)
    expect(ownEvents['Message Sent'].parse(one?.detail)).toMatchObject({ enrollmentId, adapter: 'ses', simulated: false, channel: 'email' })
  })
})
