import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useToasts } from '../../frontend/composables/use-toasts.ts'
import { answerLink, byPerson } from '../../frontend/format/inbox-text.ts'
import { withDays } from '../../frontend/format/work-days.ts'
import { anEnrollment, anInboxItem } from './fixtures.ts'
import { closePages, key, openPage, press, Refused, serve, settled } from './mount-page.ts'
import { around, withRoom } from './work-fixtures.ts'

beforeEach(withRoom)
afterEach(() => {
  closePages()
  vi.restoreAllMocks()
})

const latest = anInboxItem()
const earlier = anInboxItem({ id: 'I0.k1', at: '2026-11-19T15:00:00Z', body: 'Who is this?' })
const other = anInboxItem({
  id: 'I2.k2',
  at: '2026-11-18T15:00:00Z',
  contactId: 'c-1002',
  contactName: 'Theo Vance',
  channel: 'sms',
  intent: 'question',
})
const api = (...items: ReturnType<typeof anInboxItem>[]) => ({ ...around(), 'GET /inbox': () => ({ items, nextCursor: null }) })
const rows = (): string[] =>
  [...document.querySelectorAll('ul[aria-label="the replies"] a')].map((row) => row.textContent.replaceAll(/\s+/g, ' '))
const main = (): string => document.querySelector('article')?.textContent.replaceAll(/\s+/g, ' ') ?? ''

describe('the inbox', () => {
  it('has one entry for each person, with all that they wrote and what the sequence did about it', async () => {
    serve(api(latest, earlier, other))
    await openPage('/inbox')
    expect(rows()).toHaveLength(2)
    expect(rows()[0]).toContain('Dana Reyes (2)')
    expect(main()).toContain('Yes, call me on Tuesday.')
    expect(main()).toContain('Who is this?')
    expect(main()).toContain('Ended "New seller welcome" as replied.')
    expect(main()).toContain('matched by its reply address')
  })

  it('shows what they wrote as text, whatever it contains', async () => {
    serve(api(anInboxItem({ body: '<img src=x onerror=alert(1)>' })))
    await openPage('/inbox')
    expect(document.querySelector('article img')).toBeNull()
    expect(main()).toContain('<img src=x onerror=alert(1)>')
  })

  it('marks all of a person as done by e, goes on to the next one, and takes it back by Undo', async () => {
    const sent: [string, unknown][] = []
    const put = (id: string) => (body: unknown) => (sent.push([id, body]), latest)
    serve({ ...api(latest, earlier, other), 'PUT /inbox/I1.k1': put('I1'), 'PUT /inbox/I0.k1': put('I0') })
    const { router } = await openPage('/inbox')
    await key('e')
    expect(sent).toEqual([
      ['I1', { state: 'done' }],
      ['I0', { state: 'done' }],
    ])
    expect(router.currentRoute.value.params['id']).toBe('I2.k2')
    useToasts().toasts.value.at(-1)?.action?.run()
    await settled()
    expect(sent.slice(2)).toEqual([
      ['I1', { state: 'open' }],
      ['I0', { state: 'open' }],
    ])
  })

  it('puts an entry back with the reason where the API refuses', async () => {
    let looks = 0
    serve({
      ...around(),
      // Only the first look is answered: what is shown afterwards was taken back, not read anew.
      'GET /inbox': () => (looks++ < 1 ? { items: [latest], nextCursor: null } : new Promise(() => undefined)),
      'PUT /inbox/I1.k1': () => new Refused({ status: 404, detail: 'There is no such entry.' }),
    })
    await openPage('/inbox')
    await key('e')
    expect(rows()).toHaveLength(1)
    expect(useToasts().toasts.value.at(-1)?.text).toBe('It was not marked as done. There is no such entry.')
  })

  it('notes what somebody wants without moving anything', async () => {
    let sent: unknown
    serve({ ...api(latest), 'PUT /inbox/I1.k1': (body) => ((sent = body), { ...latest, intent: 'interested' }) })
    await openPage('/inbox')
    const select = document.querySelector<HTMLSelectElement>('article select')
    if (select) select.value = 'interested'
    select?.dispatchEvent(new Event('change'))
    await settled()
    expect(sent).toEqual({ state: 'open', intent: 'interested' })
  })

  it('offers to go on or to end where a sequence waits for the decision', async () => {
    let sent: unknown
    const waiting = anEnrollment({ id: 'E1', status: 'paused', pauseReason: 'reply_review' })
    serve({
      ...api(anInboxItem({ waits: true, enrollmentStatus: 'paused' })),
      'GET /sequences/enrollments/E1': () => waiting,
      'PUT /sequences/enrollments/E1': (body) => ((sent = body), { ...waiting, status: 'active' }),
    })
    await openPage('/inbox')
    expect(main()).toContain('The sequence waits for you')
    await press('Continue…')
    document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
    expect(sent).toMatchObject({ action: 'continue' })
  })

  it('waits for nobody any more as soon as one went on, and again where that is refused', async () => {
    const waiting = anEnrollment({ id: 'E1', status: 'paused', pauseReason: 'reply_review' })
    const item = anInboxItem({
      waits: true,
      enrollmentStatus: 'paused',
      intent: 'interested',
      did: 'Paused it until you continue it or end it.',
    })
    const sent: unknown[] = []
    let answered: (answer: unknown) => void = () => undefined
    let looks = 0
    serve({
      ...around(),
      'GET /inbox': () => (looks++ < 1 ? { items: [item], nextCursor: null } : new Promise(() => undefined)),
      'GET /sequences/enrollments/E1': () => waiting,
      'PUT /sequences/enrollments/E1': (body) => (sent.push(body), new Promise((resolve) => (answered = resolve))),
    })
    await openPage('/inbox')
    expect(rows()[0]).toContain('Waits for you')
    await press('Continue…')
    document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
    expect(sent).toEqual([expect.objectContaining({ action: 'continue', intent: 'interested' })])
    expect(main()).not.toContain('The sequence waits for you')
    expect(main()).not.toContain('until you continue it')
    expect(rows()[0]).not.toContain('Waits for you')
    answered(new Refused({ status: 409, detail: 'It has ended meanwhile.' }))
    await settled()
    expect(main()).toContain('The sequence waits for you')
    expect(main()).toContain('until you continue it')
    expect(rows()[0]).toContain('Waits for you')
  })

  it('keeps its filters in the address, and looks on through older pages until something fits', async () => {
    const asked: string[] = []
    serve({
      ...api(),
      'GET /inbox': (_body, query) => {
        asked.push(query.toString())
        const filtered = query.get('channel') === 'sms' && query.get('intent') === 'question'
        if (!filtered) return { items: [latest, other], nextCursor: null }
        return query.get('cursor') === null ? { items: [], nextCursor: 'older' } : { items: [other], nextCursor: null }
      },
    })
    const { text } = await openPage('/inbox?channel=sms&intent=question')
    await expect.poll(rows, { timeout: 5_000 }).toHaveLength(1)
    expect(rows()[0]).toContain('Theo Vance')
    expect(asked.filter((query) => query.includes('cursor=older'))).toHaveLength(1)
    expect(text()).not.toContain('Nothing matches')
  })

  it('says where a reply went that a link names', async () => {
    serve(api(latest))
    expect((await openPage('/inbox/I9.k9')).text()).toContain('Somebody may have handled it already.')
  })
})

describe('a list by day', () => {
  it('counts days on the clock of the viewer', () => {
    const found = (zone: string) =>
      withDays(
        [
          { id: 'a', at: '2026-11-21T03:00:00Z' },
          { id: 'b', at: '2026-11-20T22:00:00Z' },
        ],
        {
          dayOf: ({ at }) => at,
          zone,
          now: '2026-11-21T14:00:00Z',
        },
      ).map((entry) => (entry.kind === 'day' ? entry.name : entry.row.id))
    expect(found('Europe/Berlin')).toEqual(['Today', 'a', 'Yesterday', 'b'])
    expect(found('America/New_York')).toEqual(['Yesterday', 'a', 'b'])
  })

  it('keeps people apart of whom nothing is known', () => {
    expect(byPerson([anInboxItem({ contactId: '' }), anInboxItem({ id: 'I3', contactId: '' })])).toHaveLength(2)
  })
})

describe('an answer by hand', () => {
  it('goes to the address of the contact, under the same subject', () => {
    expect(answerLink(latest, { email: 'dana+x@example.com' })).toBe('mailto:dana%2Bx@example.com?subject=Re%3A%20Your%20place')
    expect(answerLink(anInboxItem({ subject: 'Hi' }), { email: 'd@e.com' })).toBe('mailto:d@e.com?subject=Re%3A%20Hi')
    expect(answerLink(other, { phone: '+13125550142' })).toBe('sms:+13125550142')
    expect(answerLink(other, {})).toBeNull()
  })
})
