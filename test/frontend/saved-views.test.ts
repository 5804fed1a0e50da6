import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { placeOfView, viewQuery } from '../../frontend/composables/use-views.ts'
import { closePages, openPage, openShell, press, serve, settled, type Api } from './mount-page.ts'

const view = (given: object = {}) => ({
  id: '01KAGJ00000000000000000001',
  screen: 'leads',
  name: 'Waiting for an offer',
  query: 'stage=new',
  shared: false,
  owner: 'ann',
  mine: true,
  updatedAt: '2026-11-20T15:00:00.000Z',
  ...given,
})
afterEach(() => {
  closePages()
  vi.restoreAllMocks()
})

let put: { id: string; body: unknown }[]
const api = (views: object[], given: Api = {}) => {
  put = []
  serve({
    'GET /views': () => ({ items: views }),
    'GET /leads': () => ({ items: [], nextCursor: null }),
    'GET /contacts': () => ({ items: [], nextCursor: null }),
    'GET /tasks': () => ({ items: [], nextCursor: null }),
    'GET /inbox': () => ({ items: [], nextCursor: null }),
    ...given,
  })
  const served = globalThis.fetch
  vi.stubGlobal('fetch', async (at: string, init?: RequestInit) => {
    const id = /\/views\/(\w+)$/.exec(at)?.[1]
    if (id === undefined || init?.method !== 'PUT') return served(at, init)
    put.push({ id, body: JSON.parse(init.body as string) as unknown })
    return Response.json(view())
  })
}
const entry = async (label: string): Promise<void> => {
  await press('Saved views')
  const found = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((item) => item.textContent.includes(label))
  if (!found) throw new Error(`no entry "${label}"`)
  found.click()
  await settled()
}
const named = async (name: string): Promise<void> => {
  const input = document.querySelector<HTMLInputElement>('form#save-view input[maxlength="60"]')
  if (!input) throw new Error('nothing asks for a name')
  input.value = name
  input.dispatchEvent(new Event('input'))
  document.querySelector<HTMLFormElement>('form#save-view')?.requestSubmit()
  await settled()
}

describe('saved views', () => {
  it.each([
    ['leads', '/leads?stage=new&q=reyes', 'stage=new'],
    ['contacts', '/contacts?lacks=email&q=reyes', 'lacks=email'],
    ['tasks', '/tasks?channel=call&q=reyes&show=overdue', 'channel=call&show=overdue'],
    ['inbox', '/inbox?q=reyes&show=done', 'show=done'],
  ])('of %s keep the filters and not what is searched for', async (screen, address, query) => {
    api([])
    await openPage(address)
    await entry('Save this view')
    expect(document.body.textContent).toContain('What is searched for is not kept')
    await named('Mine')
    expect(put).toMatchObject([{ body: { screen, name: 'Mine', query, shared: false } }])
  })

  it('are opened, and renamed under their id', async () => {
    api([view()])
    const { router } = await openPage('/leads')
    await entry('Waiting for an offer')
    await expect.poll(() => router.currentRoute.value.query, { timeout: 5_000 }).toEqual({ stage: 'new' })
    await entry('Rename')
    await named('Offers')
    expect(put).toMatchObject([{ id: view().id, body: { name: 'Offers', query: 'stage=new' } }])
  })

  describe('from the palette', () => {
    beforeEach(() => api([view({ name: 'Overdue calls', screen: 'tasks', query: 'channel=call&show=overdue' })]))
    it('are found by their names', async () => {
      const shell = await openShell()
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', metaKey: true, bubbles: true }))
      await settled()
      const found = () =>
        [...document.querySelectorAll<HTMLElement>('[role=option]')].find((item) => item.textContent.includes('Overdue calls'))
      await expect.poll(found, { timeout: 5_000 }).toBeTruthy()
      found()?.click()
      await expect.poll(() => shell.vm.$route.fullPath, { timeout: 5_000 }).toBe('/tasks?channel=call&show=overdue')
    })
  })
})

describe('where a view is shown', () => {
  const here = (name: string, params = {}) => ({ name, params }) as unknown as Parameters<typeof placeOfView>[1]
  it('is its page; of a sequence’s table the sequence that is open, else the table of all, which knows no step', () => {
    const paused = { screen: 'enrollments', query: 'at=s2&state=paused' }
    expect(placeOfView(paused, here('enrollments', { id: 'S' }))).toMatchObject({
      params: { id: 'S' },
      query: { at: 's2', state: 'paused' },
    })
    expect(placeOfView(paused, here('home'))).toEqual({ name: 'all-enrollments', query: { state: 'paused' } })
    expect(placeOfView({ screen: 'some-later-page', query: '' }, here('home'))).toBeNull()
  })

  it('is in the address without what is open or under way', () => {
    expect(viewQuery({ state: 'paused', job: 'J', why: 'M', q: 'dana', due: 'week' })).toBe('due=week&state=paused')
  })
})
