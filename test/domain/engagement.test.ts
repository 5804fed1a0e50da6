import { describe, expect, it } from 'vitest'
import { patched } from '../../functions/data/message-patch.ts'
import { engagementCounts } from '../../functions/domain/engagement.ts'
import type { MessageEvents, MessageRow } from '../../functions/domain/message.ts'

const at = (seconds: number): string => new Date(Date.parse('2026-11-20T15:00:00.000Z') + seconds * 1000).toISOString()
const row = (events: MessageEvents = {}): MessageRow =>
  ({ id: 'M1', status: 'sent', sentAt: at(0), events, attempts: [] }) as unknown as MessageRow

const open = (seconds: number) => ({ first: { openedAt: at(seconds) }, engaged: { kind: 'opened', at: at(seconds) } }) as const
const openBy = (seconds: number, by: { userAgent?: string; ip?: string; automatic?: boolean }) =>
  ({ first: { openedAt: at(seconds) }, engaged: { kind: 'opened', at: at(seconds), ...by } }) as const
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
    expect(after(delivery(1), open(10))).toEqual({
      deliveredAt: at(1),
      openedAt: at(10),
      engagements: [{ kind: 'opened', at: at(10), label: 'scanner', reason: 'at_once' }],
    })
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

describe('whoever opens', () => {
  const labelOf = (by: { userAgent?: string; ip?: string; automatic?: boolean }, seconds = 3600) =>
    after(delivery(1), openBy(seconds, by)).engagements?.map(({ label, reason }) => `${label}: ${reason}`)[0]
  const mailProgram = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'

  it.each([
    ['a mail program at an ordinary address', { userAgent: mailProgram, ip: '203.0.113.9' }, 'human: none'],
    ['nobody of whom anything is known', {}, 'human: none'],
    [
      'a person through Gmail',
      { userAgent: 'Mozilla/5.0 (Windows NT 5.1) (via ggpht.com GoogleImageProxy)', ip: '66.249.84.1' },
      'human: none',
    ],
    ['Apple for a person who may never look', { userAgent: 'Mozilla/5.0', ip: '104.28.30.1' }, 'automatic: mail_privacy'],
    ['Apple from its own block', { userAgent: mailProgram, ip: '17.58.98.1' }, 'automatic: mail_privacy'],
    ['Proofpoint by its address', { userAgent: mailProgram, ip: '67.231.152.10' }, 'scanner: scanner_address'],
    ['Microsoft by its address', { userAgent: mailProgram, ip: '40.107.1.1' }, 'scanner: scanner_address'],
    ['an address beside a range', { userAgent: mailProgram, ip: '67.231.160.0' }, 'human: none'],
    ['a gateway that names itself', { userAgent: 'Barracuda Sentinel (EE)', ip: '203.0.113.9' }, 'scanner: scanner_agent'],
    [
      'a browser without a screen',
      { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0', ip: '203.0.113.9' },
      'scanner: scanner_agent',
    ],
    ['a program', { userAgent: 'python-requests/2.31', ip: '203.0.113.9' }, 'scanner: scanner_agent'],
    ['what the provider says is no person', { userAgent: mailProgram, automatic: true }, 'automatic: provider_says_so'],
    ['an IPv6 address', { userAgent: mailProgram, ip: '2001:db8::1' }, 'human: none'],
  ])('is told by address and agent: %s', (_who, by, expected) => {
    expect(labelOf(by)).toBe(expected)
  })

  it('does not count where it is no person, and is shown all the same', () => {
    const events = after(delivery(1), openBy(60, { userAgent: 'Mozilla/5.0' }), openBy(3600, { ip: '67.231.152.10' }), open(7200))
    expect(events).toMatchObject({ openedAt: at(60), openedByPersonAt: at(7200) })
    expect(engagementCounts(events, 'opened')).toEqual({ human: 1, scanner: 1, automatic: 1 })
    expect(engagementCounts(events, 'clicked')).toEqual({ human: 0, scanner: 0, automatic: 0 })
  })

  it('is kept by label and rule, never by address or agent', () => {
    expect(JSON.stringify(after(delivery(1), openBy(60, { userAgent: 'Barracuda', ip: '203.0.113.9' })))).not.toMatch(/203\.0|Barracuda/)
  })

  it('is told apart for the first thirty times', () => {
    const events = after(delivery(1), ...Array.from({ length: 40 }, (_, i) => open(3600 + i * 60)))
    expect(events.engagements).toHaveLength(30)
  })
})

describe('a row of the release before', () => {
  it('keeps what it knew of a person, and goes on from there', () => {
    const stored = { row: row({ deliveredAt: at(1), openedAt: at(2), openedByPersonAt: at(3600) }), seen: [] }
    const events = patched(stored, open(7200))?.row.events
    expect(events).toMatchObject({ openedAt: at(2), openedByPersonAt: at(3600) })
    expect(events && engagementCounts(events, 'opened')).toEqual({ human: 2, scanner: 1, automatic: 0 })
  })
})

describe('a click', () => {
  it('by Apple’s privacy relay is a person’s: only pictures are fetched ahead', () => {
    const events = after(delivery(1), {
      ...click(600, 'a'),
      engaged: { kind: 'clicked', at: at(600), link: 'a', userAgent: 'Mozilla/5.0' },
    })
    expect(events.clickedByPersonAt).toBe(at(600))
  })

  it('taken back when its links turn out to be swept is a scanner’s with its rule', () => {
    const events = after(delivery(1), click(600, 'a'), click(601, 'b'))
    expect(events.engagements?.map(({ reason }) => reason)).toEqual(['several_links_at_once', 'several_links_at_once'])
  })

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
