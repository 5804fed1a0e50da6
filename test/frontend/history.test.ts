import { afterEach, describe, expect, it, vi } from 'vitest'
import { aSequence, aTask } from './fixtures.ts'
import { closePages, openPage, press, serve, settled } from './mount-page.ts'
import { around } from './work-fixtures.ts'

afterEach(() => {
  closePages()
  vi.restoreAllMocks()
})

const room = (wide: boolean): void => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(44)
  const ask = window.matchMedia.bind(window)
  vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
    query.includes('min-width')
      ? Object.assign(new EventTarget(), { matches: wide, media: query, onchange: null } as MediaQueryList)
      : ask(query),
  )
}

describe('Back', () => {
  it.each([
    ['returns from an entry to its list where one pane alone fits', false, 'tasks'],
    ['leaves the place where the list stands beside the entry', true, 'contacts'],
  ])('%s', async (_, wide, place) => {
    room(wide)
    const tasks = [aTask(), aTask({ id: 'T2', contactName: 'Theo Vance' })]
    serve({ ...around(), 'GET /tasks': () => ({ items: tasks, nextCursor: null }) })
    const { router } = await openPage('/contacts')
    await router.push('/tasks')
    await settled()
    document.querySelector<HTMLAnchorElement>('a[href^="/tasks/T2"]')?.click()
    await settled()
    expect(router.currentRoute.value.params['id']).toBe('T2')
    router.back()
    await settled()
    expect(router.currentRoute.value).toMatchObject({ name: place })
    expect(router.currentRoute.value.params['id'] ?? '').toBe('')
  })

  it('returns to the view of a sequence from which another was opened', async () => {
    const sequence = aSequence()
    serve()
    const { router } = await openPage(`/sequences/${sequence.id}`)
    await press('Versions')
    expect(router.currentRoute.value.query['tab']).toBe('versions')
    router.back()
    await settled()
    expect(router.currentRoute.value).toMatchObject({ name: 'sequences', params: { id: sequence.id }, query: {} })
    expect(router.currentRoute.value.query['tab']).toBeUndefined()
  })
})
