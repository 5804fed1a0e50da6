import { describe, expect, it } from 'vitest'
import { afterLastLook } from '../../functions/runtime/last-look.ts'
import type { AddressRecord } from '../../functions/domain/contact.ts'
import type { OutgoingMessage } from '../../functions/domain/effect.ts'
import type { SendResult } from '../../functions/domain/signal.ts'
import { accepted, change, claimed, effectsOf, enrollment, head, now, record, resultSignal } from '../domain/builders.ts'

const at = '2026-11-19T00:00:00Z'
const look = (found: AddressRecord | null | Error) => ({
  address: async () => {
    if (found instanceof Error) throw found
    return found
  },
  now: () => now,
})
const { head: state, send } = claimed(head({ enrollments: [enrollment()] }))
const asked = async (
  found: AddressRecord | null | Error,
  over: Partial<OutgoingMessage> = {},
): Promise<{ result: SendResult; requests: number }> => {
  let requests = 0
  const result = await afterLastLook(look(found), { ...send.message, ...over }, async () => {
    requests++
    return accepted
  })
  return { result, requests }
}
const closed = (reason: 'unsubscribed' | 'complained' | 'address_dead', over: Partial<AddressRecord> = {}) =>
  record({ suppressed: { email: { reason, at, source: 'crm' } }, ...over })

describe('the last look before a request', () => {
  it('finds nothing closed, and the request is made once', async () => {
    for (const open of [null, record(), closed('address_dead'), closed('unsubscribed', { simulator: true })])
      expect(await asked(open)).toEqual({ result: accepted, requests: 1 })
  })

  it('finds that somebody left since the gates were asked, by whichever contact: nothing is requested', async () => {
    for (const reason of ['unsubscribed', 'complained'] as const) {
      const { result, requests } = await asked(closed(reason))
      expect(requests).toBe(0)
      expect(result).toMatchObject({ kind: 'refused', cls: 'permanent', failure: 'opted_out' })
    }
  })

  it('closes only the channel that was left, and every one after a complaint', async () => {
    expect((await asked(closed('unsubscribed'), { channel: 'sms' })).requests).toBe(1)
    expect((await asked(closed('complained'), { channel: 'sms' })).requests).toBe(0)
  })

  it('that cannot be made sends nothing, and the message is tried again', async () => {
    const { result, requests } = await asked(new Error('throttled'))
    expect(requests).toBe(0)
    expect(result).toMatchObject({ cls: 'transient' })
  })

  it('ends what runs, and gives the touch back', async () => {
    const { result } = await asked(closed('unsubscribed'))
    const decision = change(state, resultSignal(send, result))
    expect(decision.head.enrollments).toEqual([])
    expect(Object.values(decision.head.touches)).toEqual([0])
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished.exitReason).toBe('unsubscribed')
  })
})
