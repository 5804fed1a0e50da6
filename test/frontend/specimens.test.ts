import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useToasts } from '../../frontend/composables/use-toasts.ts'
import { pages, router } from '../../frontend/router.ts'
import { openSession } from '../../frontend/session/session.ts'
import { screens, specimenStates, type SpecimenState } from '../../frontend/specimens/screens.ts'
import { specimens } from '../../frontend/specimens/transport.ts'
import { routes } from '../../functions/contract/api/routes.ts'
import { closePages, openPage, press, serve, settled } from './mount-page.ts'

/** What each screen shows of the sample data, and what it says where there is nothing. */
const said: Record<string, { content: string; empty: string }> = {
  home: { content: 'things wait for you', empty: 'Nothing more is due today' },
  inbox: { content: 'What would the next step be', empty: 'Every reply is handled' },
  approvals: { content: 'you told me that the garden matters most', empty: 'Nothing waits for you' },
  'hand-offs': { content: 'Waits since', empty: 'No hand-off waits' },
  tasks: { content: 'offer the visit', empty: 'Nothing to do' },
  sequences: { content: 'Your place on', empty: 'No sequences yet' },
  log: { content: 'landline', empty: 'Nothing was tried yet' },
  versions: { content: 'Version 2', empty: 'Nothing was published yet' },
  builder: { content: 'Before it lapses', empty: 'Launch' },
  enrollments: { content: 'Marcus Lind', empty: 'Nobody is enrolled yet' },
  'all-enrollments': { content: 'What is done to many is done in', empty: 'Nobody is enrolled yet' },
  enroll: { content: 'Recent bulk jobs', empty: 'No contacts yet' },
  enrollment: { content: 'Three sales nearby', empty: 'There is no such enrollment' },
  job: { content: 'Refused', empty: 'There is no such job' },
  contacts: { content: 'Ana Duarte', empty: 'No contacts yet' },
  contact: { content: 'dana.reyes@example.com', empty: 'There is no such contact' },
  leads: { content: 'lead-1001', empty: 'No leads yet' },
  lead: { content: 'Ana Duarte', empty: 'There is no such lead' },
  notifications: { content: 'A contact asked for a call', empty: 'Nothing yet' },
  'operations-setup': { content: 'points left', empty: 'Everything that can be seen from here is set up' },
  'operations-sending': { content: 'Sending is on', empty: 'Nobody is away' },
  'operations-dead-letters': { content: 'The mail has no sender', empty: 'Nothing was given up' },
  'operations-unknown': { content: 'did my note reach you', empty: 'Every message has an answer' },
  'operations-machinery': { content: 'answered too slowly', empty: 'None has run yet' },
  'operations-settings': { content: 'DMARC', empty: 'No domain to look at' },
}

// happy-dom lays nothing out: lists draw what is in sight of 600 pixels.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(76)
})
afterEach(() => {
  closePages()
  vi.restoreAllMocks()
})

const text = (): string => document.body.textContent?.replaceAll(/\s+/g, ' ') ?? ''
const skeletons = () => document.querySelectorAll('main [role=status][aria-label]').length
const alerts = () => [...document.querySelectorAll('main [role=alert]')].map((alert) => alert.textContent ?? '')
/** Waits for what is loaded on demand, too: a page, then its panes. */
const come = async (found: () => boolean): Promise<void> => {
  await expect.poll(found, { timeout: 10_000, message: text().slice(0, 400) }).toBe(true)
  await settled()
}

const looks: Record<SpecimenState, (screen: string) => Promise<void>> = {
  content: async (screen) => {
    await come(() => text().includes(said[screen]?.content ?? '?') && skeletons() === 0)
    expect(alerts()).toEqual([])
  },
  loading: async () => {
    await come(() => skeletons() > 0)
    expect(alerts()).toEqual([])
  },
  empty: async (screen) => {
    await come(() => text().includes(said[screen]?.empty ?? '?') && skeletons() === 0)
    expect(alerts()).toEqual([])
  },
  error: async () => {
    await come(() => alerts().some((alert) => alert.includes('could not be loaded') && alert.includes('Try again')))
    expect(skeletons()).toBe(0)
  },
}

// What is loaded on demand takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

describe.each(specimenStates)('%s', (state) => {
  it.each(screens.map(({ name }) => name))('can be opened by its address: %s', async (name) => {
    const { calls } = serve()
    await openPage(`/components/${name}?state=${state}`, { admin: true })
    await looks[state](name)
    expect(calls, 'a specimen asks nothing of the API').toEqual([])
  })
})

describe('the specimens', () => {
  it('have a screen for every page, so that a new page comes with its states', () => {
    const without = new Set(['components', 'specimen', 'sign-in', 'signed-in', 'not-found'])
    const shown = new Set(screens.flatMap((screen) => screen.routes))
    expect(pages.map(({ name }) => String(name)).filter((name) => !without.has(name) && !shown.has(name))).toEqual([])
  })

  it('answer whatever the screens read', () => {
    const called = readdirSync('frontend/api').flatMap((file) => [
      ...readFileSync(`frontend/api/${file}`, 'utf8').matchAll(/route<'(?<name>\w+)'>\('GET', '(?<path>[^']+)'\)/g),
    ])
    const downloads = new Set(['exportSequences', 'exportPerson'])
    const missing = called
      .map(({ groups }) => groups ?? {})
      .filter(({ name, path }) => !downloads.has(name ?? '') && !specimens.some((one) => one.method === 'GET' && one.path === path))
    expect(called.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })

  it('are what the API could answer', () => {
    const asked = { params: { id: '01K0000000000000000000SEQ1', version: '1' }, query: {}, body: { contactIds: ['c-1001'] } }
    for (const { method, path, content, empty } of specimens) {
      const route = Object.values(routes).find((one) => one.method === method && one.path === path)
      for (const answer of [content, empty]) {
        if (!answer || path.includes('{enrollmentId}')) continue
        const given = asksFor(path) === null ? asked : { ...asked, params: { id: asksFor(path) ?? '' } }
        expect(route?.answer.safeParse(answer(given)).error, `${method} ${path}`).toBeUndefined()
      }
    }
  })

  it('store nothing, and say so', async () => {
    const { calls } = serve()
    await openPage('/components/notifications')
    await come(() => text().includes('Mark all as read'))
    await press('Mark all as read')
    expect(useToasts().toasts.value.at(-1)?.text).toContain('This is a specimen: nothing is stored.')
    expect(calls).toEqual([])
  })

  it('are never in one document with pages that ask the API', async () => {
    const assign = vi.spyOn(location, 'assign').mockReturnValue()
    openSession({ accessToken: 'h.e30.s', idToken: null, refreshToken: null, expiresAt: Date.now() + 3_600_000 })
    await router.push('/components')
    await router.push('/components/contacts?state=empty')
    expect(assign).toHaveBeenCalledExactlyOnceWith('/components/contacts?state=empty')
    expect(router.currentRoute.value.path).toBe('/components')
  })
})

/** An id of the specimens' own, by the kind of thing. */
const asksFor = (path: string): string | null => {
  const ids: Record<string, string> = { contacts: 'c-1001', leads: 'lead-1001', drafts: 'draft-1', jobs: '01K0000000000000000000JOB1' }
  const kind = /^\/api\/v1\/(?<kind>[\w-]+)\/\{id\}/.exec(path)?.groups?.['kind'] ?? ''
  if (kind === 'messages') return '01K0000000000000000000ENR1-1'
  if (kind === 'gates') return '01K0000000000000000000ENR7'
  return ids[kind] ?? null
}
