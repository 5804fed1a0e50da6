import { describe, expect, it } from 'vitest'
import { patched } from '../../functions/data/message-patch.ts'
import type { MessageEvents, MessageRow } from '../../functions/domain/message.ts'

const at = (seconds: number): string => new Date(Date.parse('2026-11-20T15:00:00.000Z') + seconds * 1000).toISOString()
const row = (events: MessageEvents = {}): MessageRow =>
  ({ id: 'M1', status: 'sent', sentAt: at(0), events, attempts: [] }) as unknown as MessageRow

const open = (seconds: number) => ({ first: { openedAt: at(seconds) }, engaged: { kind: 'opened', at: at(seconds) } }) as const
const click = (seconds: number, link: string) =>
  ({
    first: { clickedAt: at(seconds) },
    engaged: { kind: 'clicked', at: at(seconds), link },
    counted: { name: 'clicks', once: `c${Date.parse(at(seconds))}` },
    link,
  }) as const
const delivery = (seconds: number) => ({ first: { deliveredAt: at(seconds) } })

const after = (...patches: Parameters<typeof patched>[1][]): MessageEvents =>
  patches.reduce<{ row: MessageRow; seen: readonly string[] }>((stored, patch) => patched(stored, patch) ?? stored, {
    row: row(),
    seen: [],
  }).row.events

describe('an opening', () => {
  it('within ten seconds of the delivery is shown, but is no person’s', () => {
    expect(after(delivery(1), open(10))).toEqual({ deliveredAt: at(1), openedAt: at(10) })
    expect(after(delivery(1), open(11)).openedByPersonAt).toBe(at(11))
  })

  it('by a person after a scanner’s counts from its own time, and the first of them stays', () => {
    expect(after(delivery(1), open(2), open(3600), open(7200))).toMatchObject({ openedAt: at(2), openedByPersonAt: at(3600) })
  })

  it('reported before its delivery is judged again once that is known', () => {
    expect(after(open(300)).openedByPersonAt).toBe(at(300))
    expect(after(open(300), delivery(299)).openedByPersonAt).toBeUndefined()
  })
})

describe('a click', () => {
  it('within two seconds of the delivery is a scanner’s', () => {
    expect(after(delivery(1), click(2, 'a'))).toMatchObject({ clickedAt: at(2) })
    expect(after(delivery(1), click(2, 'a')).clickedByPersonAt).toBeUndefined()
    expect(after(delivery(1), click(4, 'a')).clickedByPersonAt).toBe(at(4))
  })

  it('on several links at once is a scanner’s, the first of them too', () => {
    expect(after(delivery(1), click(600, 'a'), click(601, 'b'))).toMatchObject({ clickedLinks: ['a', 'b'] })
    expect(after(delivery(1), click(600, 'a'), click(601, 'b')).clickedByPersonAt).toBeUndefined()
    expect(after(delivery(1), click(600, 'a'), click(660, 'b')).clickedByPersonAt).toBe(at(600))
  })

  it('twice on one link is a person’s', () => {
    expect(after(delivery(1), click(600, 'a'), click(601, 'a')).clickedByPersonAt).toBe(at(600))
  })
})

it('an event that is taken in again says nothing new', () => {
  const first = patched({ row: row({ deliveredAt: at(1) }), seen: [] }, click(60, 'a'))
  expect(first && patched(first, click(60, 'a'))).toBeNull()
})
