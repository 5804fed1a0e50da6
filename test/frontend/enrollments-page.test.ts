import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mergedPage, pagesInSight, withoutRepeats } from '../../frontend/composables/live-pages.ts'
import { dueTimes } from '../../frontend/format/due.ts'
import { undoSeconds, useToasts } from '../../frontend/composables/use-toasts.ts'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import { aCounts, aJob, anEnrollment, aSequence } from './fixtures.ts'
import { closePages, key, openPage, press, Refused, serve, settled, type Api } from './mount-page.ts'

const sequence = aSequence({ counts: aCounts({ running: 4312, enrolled: 5000 }) })
const address = `/sequences/${sequence.id}/enrollments`
const people = (count: number, given: Partial<EnrollmentView> = {}): EnrollmentView[] =>
  Array.from({ length: count }, (_, i) => anEnrollment({ id: `E${i}`, contactName: `Person ${i}`, contactId: `c-${i}`, ...given }))

// happy-dom lays nothing out: a table of 600 pixels with rows of 44.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(44)
})
afterEach(() => {
  closePages()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const api = (items: EnrollmentView[], given: Api = {}, nextCursor: string | null = null) => {
  const sent: unknown[] = []
  const undone: string[] = []
  serve({
    [`GET /sequences/${sequence.id}`]: () => sequence,
    'GET /sequences': () => ({ items: [sequence, aSequence({ id: 'OTHER', name: 'Offer follow-up' })], nextCursor: null }),
    [`GET /sequences/${sequence.id}/enrollments`]: () => ({ items, nextCursor }),
    'GET /views': () => ({ items: [] }),
    [`GET /jobs/${aJob().id}`]: () => aJob({ kind: 'action', action: 'pause', changed: 2, undoable: true }),
    [`POST /jobs/${aJob().id}/undo`]: () => {
      undone.push(aJob().id)
      return aJob({ id: 'BACK', kind: 'action', action: 'resume', undoes: aJob().id })
    },
    [`POST /sequences/${sequence.id}/bulk-action`]: (body) => {
      sent.push(body)
      return aJob({ kind: 'action', action: 'pause', status: 'running', done: 0 })
    },
    ...given,
  })
  return { sent, undone }
}
const chosen = (): string[] =>
  [...document.querySelectorAll<HTMLInputElement>('[role=row] input:checked')].map((box) => box.getAttribute('aria-label') ?? '')
const states = (): string[] => [...document.querySelectorAll('[role=row] .caps')].map((word) => word.textContent.trim())
const selectAll = async (): Promise<void> => {
  document.querySelector<HTMLInputElement>('input[aria-label="Select all that are loaded"]')?.click()
  await settled()
}
const pauseAsked = async (): Promise<void> => {
  await press('Pause…')
  document.querySelector<HTMLFormElement>('form#pause')?.requestSubmit()
  await settled()
}

describe('the table', () => {
  it('shows whom its heading counts, also while a job still enrolls others', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    let enrolled = 2
    api([], {
      [`GET /sequences/${sequence.id}`]: () => aSequence({ counts: aCounts({ running: enrolled, enrolled }) }),
      [`GET /sequences/${sequence.id}/enrollments`]: () => ({ items: people(enrolled), nextCursor: null }),
      [`GET /jobs/${aJob().id}`]: () => aJob({ status: 'running' }),
    })
    const { text } = await openPage(`${address}?job=${aJob().id}`)
    expect(text()).not.toContain('Person 2')
    enrolled = 3
    await vi.advanceTimersByTimeAsync(6_000)
    await settled()
    expect(text()).toContain('3 enrolled')
    expect(text()).toContain('Person 2')
  })

  it('holds only the rows in sight of thousands, and says how many there are', async () => {
    api(people(5000))
    const { wrapper } = await openPage(address)
    const table = wrapper.get('[role=table]')
    expect(table.attributes('aria-rowcount')).toBe('5001')
    expect(table.findAll('[role=row]').length).toBeLessThan(60)
    expect(table.findAll('[role=columnheader]')).toHaveLength(7)
    expect(table.findAll('[role=row]')[1]?.text()).toContain('Person 0')
  })

  it('is walked, opened and selected by keys', async () => {
    api(people(6))
    const { router } = await openPage(address)
    for (const name of ['j', 'j', 'x', 'j', 'j', 'X']) await key(name)
    expect(chosen()).toEqual(['Select Person 1', 'Select Person 2', 'Select Person 3'])
    await key('k')
    expect(document.activeElement?.textContent).toContain('Person 2')
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await expect.poll(() => router.currentRoute.value, { timeout: 10_000 }).toMatchObject({ name: 'enrollment', params: { id: 'E2' } })
  })

  it('says of a held message that it is held, why, and since when it is due', async () => {
    const text = 'A merge variable has no value for this contact.'
    const held = { nextDueAt: '2020-11-20T15:00:00Z', held: { reason: 'missing_merge_value' as const, text } }
    api([...people(1, held), ...people(1, { id: 'E9', contactName: 'On time', nextDueAt: '2990-11-20T15:00:00Z' })])
    const { wrapper } = await openPage(address)
    const [late, onTime] = wrapper.findAll('[role=row]').slice(1)
    expect(states()).toEqual(['Held', 'Active'])
    expect(late?.text()).toContain(text)
    expect(late?.text()).toContain('Due since')
    expect(onTime?.text()).not.toContain('Due since')
  })

  it('keeps the state that it shows in the address, and nothing selected from another', async () => {
    api(people(2))
    const { router } = await openPage(address)
    await key('j')
    await key('x')
    await press('Paused')
    expect(router.currentRoute.value.query).toEqual({ state: 'paused' })
    expect(chosen()).toEqual([])
  })

  it('says why nobody is in it', async () => {
    api([])
    const { text } = await openPage(address)
    expect(text()).toContain('Nobody is enrolled yet')
    await press('Finished')
    expect(text()).toContain('No enrollment of this sequence is finished right now.')
  })
})

describe('a narrowed table', () => {
  /** What the list was asked for; the answers are `pages` in turn, by the cursor. */
  const asking = (pages: { items: EnrollmentView[]; looked: number }[], given: Api = {}) => {
    const asked: URLSearchParams[] = []
    const served = api([], given)
    const answered = globalThis.fetch
    vi.stubGlobal('fetch', async (at: string, init?: RequestInit) => {
      const url = new URL(at, 'http://here')
      if (init?.method !== 'GET' || !url.pathname.endsWith('/enrollments')) return answered(at, init)
      asked.push(url.searchParams)
      const number = Number(url.searchParams.get('cursor') ?? 0)
      return Response.json({ ...pages[number], nextCursor: number + 1 < pages.length ? String(number + 1) : null })
    })
    return { asked, ...served }
  }

  it('asks for what its address says', async () => {
    const { asked } = asking([{ items: people(1), looked: 100 }])
    await openPage(`${address}?state=paused&at=s2&due=overdue&q=dana&order=oldest`)
    const [first] = asked
    expect(Object.fromEntries(first ?? [])).toMatchObject({ status: 'paused', step: 's2', q: 'dana', order: 'oldest', limit: '100' })
    expect(first?.get('dueFrom')).toBeNull()
    expect(Date.parse(first?.get('dueBefore') ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })

  it('loads on over pages in which few match, and says how far it has looked', async () => {
    const { asked } = asking([
      { items: [], looked: 200 },
      { items: people(2), looked: 200 },
      { items: [], looked: 150 },
    ])
    const { text } = await openPage(`${address}?at=s3`)
    await expect.poll(() => asked.map((one) => one.get('cursor')), { timeout: 5_000 }).toEqual([null, '1', '2'])
    await settled()
    expect(text()).toContain('2 enrollments')
    expect(text()).toContain('Person 1')
  })

  it('says nobody fits only once all was looked through', async () => {
    asking([
      { items: [], looked: 200 },
      { items: [], looked: 50 },
    ])
    const { text } = await openPage(`${address}?due=today`)
    await expect.poll(text, { timeout: 5_000 }).toContain('No enrollment fits all of these filters right now.')
    await press('Show all')
  })

  it('is what a bulk action on all that match is about', async () => {
    const { sent } = asking([
      { items: people(100), looked: 200 },
      { items: people(100, {}), looked: 200 },
    ])
    await openPage(`${address}?at=s2&q=dana`)
    await selectAll()
    await press('Select all that match')
    await pauseAsked()
    expect(sent).toEqual([{ action: 'pause', matching: { status: 'all', step: 's2', q: 'dana' } }])
  })

  const endAll = async (): Promise<void> => {
    await selectAll()
    await press('Select all that match')
    await press('More for the selection')
    const entry = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((item) => item.textContent.includes('End'))
    entry?.click()
    await settled()
    await press('End them')
  }

  it.each([
    ['due: once paused they are due no more', 'due=week'],
    ['at a step: others may have come to it by then', 'at=s2'],
  ])('names those who are %s, before they are ended', async (_who, query) => {
    const { sent } = asking([
      { items: people(100), looked: 200 },
      { items: [anEnrollment({ id: 'LAST' })], looked: 1 },
    ])
    await openPage(`${address}?${query}`)
    await endAll()
    await expect.poll(() => sent.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(sent[0]).toMatchObject({ action: 'pause', enrollmentIds: expect.arrayContaining(['E0', 'LAST']) })
  })

  it('says that nothing was changed where those who match cannot be named', async () => {
    const { sent } = asking([
      { items: people(100), looked: 200 },
      { items: [], looked: 1 },
    ])
    await openPage(`${address}?due=week`)
    const answered = globalThis.fetch
    vi.stubGlobal('fetch', async (at: string, init?: RequestInit) =>
      at.includes('limit=200') ? Response.json({ detail: 'Too many requests.' }, { status: 400 }) : answered(at, init),
    )
    await endAll()
    await expect.poll(() => useToasts().toasts.value.at(-1)?.text, { timeout: 5_000 }).toContain('Nothing was changed.')
    expect(sent).toEqual([])
  })
})

describe('what is due', () => {
  const now = new Date(2026, 10, 20, 15, 30)
  it('is over, of what is left of the day, or of seven days', () => {
    expect(dueTimes('any', now)).toEqual({})
    expect(dueTimes('overdue', now)).toEqual({ dueBefore: now.toISOString() })
    expect(dueTimes('today', now)).toEqual({ dueFrom: now.toISOString(), dueBefore: new Date(2026, 10, 21).toISOString() })
    expect(dueTimes('week', now)).toEqual({ dueFrom: now.toISOString(), dueBefore: new Date(2026, 10, 27, 15, 30).toISOString() })
  })
})

describe('the table of every sequence', () => {
  it('says in which sequence each is, and narrows by owner', async () => {
    let asked: string[] = []
    api([], { 'GET /enrollments': () => ({ items: people(3, { sequenceId: 'OTHER' }), nextCursor: null, looked: 3 }) })
    const answered = globalThis.fetch
    vi.stubGlobal('fetch', async (at: string, init?: RequestInit) => {
      if (at.startsWith('/api/v1/enrollments')) asked = [...asked, at]
      return answered(at, init)
    })
    const { wrapper, text, router } = await openPage('/enrollments')
    expect(text()).toContain('Offer follow-up')
    expect(wrapper.find('input[type=checkbox]').exists()).toBe(false)
    await wrapper.get('select[aria-label="Of which owner"]').setValue(sequence.owner)
    await settled()
    expect(router.currentRoute.value.query).toEqual({ owner: sequence.owner })
    await expect.poll(() => asked.at(-1), { timeout: 5_000 }).toContain(`owner=${encodeURIComponent(sequence.owner)}`)
  })
})

describe('bulk actions', () => {
  it('are about those who were selected and to whom they apply', async () => {
    const { sent } = api([...people(2), anEnrollment({ id: 'E9', status: 'paused' }), anEnrollment({ id: 'E8', status: 'finished' })])
    const { text } = await openPage(address)
    await selectAll()
    expect(text()).toContain('4 selected')
    await pauseAsked()
    expect(sent).toEqual([{ action: 'pause', enrollmentIds: ['E0', 'E1'] }])
    expect(states()).toEqual(['Paused', 'Paused', 'Paused', 'Finished'])
    expect(chosen()).toEqual([])
  })

  it('are about all that match, also those that are not loaded', async () => {
    const { sent } = api(people(100), {}, 'more')
    const { text } = await openPage(address)
    await selectAll()
    await press('Select all 4,312 matching')
    expect(text()).toContain('All 4,312 matching are selected')
    await pauseAsked()
    expect(sent).toEqual([{ action: 'pause', matching: { status: 'all' } }])
  })

  it('are taken back by the job’s own way', async () => {
    const { undone } = api(people(2))
    const { router } = await openPage(address)
    await selectAll()
    await pauseAsked()
    expect(router.currentRoute.value.query['job']).toBe(aJob().id)
    await expect.poll(() => document.body.textContent).toContain('2 changed')
    await press('Undo')
    await expect.poll(() => router.currentRoute.value.query['job']).toBe('BACK')
    expect(undone).toEqual([aJob().id])
  })

  it('are shown as they were, with the reason, where the API refuses', async () => {
    const refusal = { status: 409, detail: 'The sequence is archived.' }
    api(people(1), { [`POST /sequences/${sequence.id}/bulk-action`]: () => new Refused(refusal) })
    await openPage(address)
    await selectAll()
    await pauseAsked()
    await expect.poll(states).toEqual(['Active'])
  })

  it('end people only after thirty seconds, in which they are paused', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { sent } = api(people(2))
    await openPage(address)
    await selectAll()
    await press('More for the selection')
    const entry = (label: string) =>
      [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((item) => item.textContent.includes(label))
    entry('End')?.click()
    await settled()
    await press('End them')
    expect(sent).toEqual([{ action: 'pause', reason: 'About to be ended', enrollmentIds: ['E0', 'E1'] }])
    await vi.advanceTimersByTimeAsync(undoSeconds * 1_000)
    expect(sent.at(-1)).toEqual({ action: 'cancel', enrollmentIds: ['E0', 'E1'] })
  })
})

describe('a page that is asked again', () => {
  const rows = (...ids: string[]) => ids.map((id) => ({ id }))

  it('has what is new before it, and keeps what the new ones pushed out', () => {
    expect(mergedPage(rows('c', 'b', 'a'), rows('e', 'd', 'c'), false)).toEqual(rows('e', 'd', 'c', 'b', 'a'))
    expect(mergedPage(rows('c', 'b', 'a'), rows('f', 'e', 'd'), false)).toEqual(rows('f', 'e', 'd', 'c', 'b', 'a'))
  })

  it('lacks what left it', () => {
    expect(mergedPage(rows('c', 'b', 'a'), rows('c', 'a', 'z'), false)).toEqual(rows('c', 'a', 'z'))
    expect(mergedPage(rows('c', 'b', 'a'), rows('c'), true)).toEqual(rows('c'))
    expect(mergedPage(rows('c', 'b'), [], false)).toEqual([])
  })

  it('is one in sight or the first, and repeats no row', () => {
    expect(pagesInSight([100, 100, 100, 100], { from: 150, to: 205 })).toEqual([0, 1, 2])
    expect(pagesInSight([100, 100], { from: 0, to: 20 })).toEqual([0])
    expect(withoutRepeats(rows('a', 'b', 'a'))).toEqual(rows('a', 'b'))
  })
})
