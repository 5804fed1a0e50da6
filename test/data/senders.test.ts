import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveSenderPlaceBack, senderTaken, takeSenderPlace } from '../../functions/data/senders.ts'
import type { Table } from '../../functions/data/table.ts'
import { createSenderPlaces } from '../../functions/runtime/sender-places.ts'
import type { OutgoingMessage } from '../../functions/domain/effect.ts'
import type { SendResult } from '../../functions/domain/signal.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const now = Date.parse('2026-11-20T15:00:00Z')
const day = '2026-11-20'
const settings = { ramp: { from: day, start: 3, growth: 2, most: 10 }, timeZone: 'America/Chicago', fromAddress: 'sam@acme.example' }
const places = () =>
  createSenderPlaces(
    settings,
    {
      taken: (address, on) => senderTaken(table, address, on),
      take: (address, place) => takeSenderPlace(table, address, place),
      giveBack: (address, on) => giveSenderPlaceBack(table, address, on),
    },
    () => now,
  )
// Only the channel and the sender are looked at.
const mail = (over: Partial<OutgoingMessage> = {}) => ({ channel: 'email', ...over }) as OutgoingMessage
const accepted: SendResult = { kind: 'accepted', providerId: 'P1', at: '' }

describe.skipIf(!binary)('a sender’s places of a day', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('are taken by as many requests as the cap allows, however many come at once', async () => {
    let requests = 0
    const results = await Promise.all(
      Array.from({ length: 8 }, () =>
        places().send(mail(), async () => {
          requests++
          return accepted
        }),
      ),
    )
    expect(requests).toBe(3)
    expect(results.filter(({ kind }) => kind === 'refused')).toHaveLength(5)
    expect(await places().use(undefined)).toEqual({ day, taken: 3, cap: 3 })
  })

  it('are each sender’s own, and given back where the provider took nothing', async () => {
    const refused: SendResult = { kind: 'refused', cls: 'permanent', reason: 'no', at: '' }
    await places().send(mail({ from: 'kim@acme.example' }), async () => refused)
    expect((await places().use('kim@acme.example'))?.taken).toBe(0)
    await places().send(mail({ from: 'kim@acme.example' }), async () => ({ kind: 'unknown', reason: 'lost', at: '' }))
    expect((await places().use('kim@acme.example'))?.taken).toBe(1)
  })

  it('concern emails only', async () => {
    expect(await places().send(mail({ channel: 'sms' }), async () => accepted)).toEqual(accepted)
  })
})
