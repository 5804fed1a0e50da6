import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { vi } from 'vitest'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import AppShell from '../../frontend/components/shell/AppShell.vue'
import { pages } from '../../frontend/router.ts'
import { openSession } from '../../frontend/session/session.ts'
import type { Problem } from '../../functions/contract/api/views.ts'
import { aContact, anAnalytics, anEnrollment, aMessage, aSequence, aSettings } from './fixtures.ts'

type Answer = unknown
export type Api = Record<string, (body: unknown, query: URLSearchParams) => Answer>

/** An answer that is a refusal; anything else an API function answers is the body of a 200. */
export class Refused {
  readonly problem: Problem
  constructor(problem: Partial<Problem> & { status: number }) {
    this.problem = { type: 'about:blank', title: 'Refused', ...problem }
  }
}

const page = (items: unknown[]) => ({ items, nextCursor: null })
export const settings = aSettings({ stages: ['new', 'contacted'] })

/** An API with one of everything; `given` overrides by `GET /path`. Paths are without `/api/v1`. */
export const serve = (given: Api = {}): { calls: string[] } => {
  const calls: string[] = []
  const sequence = aSequence()
  const api: Api = {
    'GET /settings': () => settings,
    'GET /sequences': () => page([sequence]),
    [`GET /sequences/${sequence.id}`]: () => sequence,
    [`GET /sequences/${sequence.id}/analytics`]: () => anAnalytics(),
    [`GET /sequences/${sequence.id}/enrollments`]: () => page([anEnrollment()]),
    [`GET /sequences/${sequence.id}/messages`]: () => page([aMessage()]),
    'GET /contacts': () => page([aContact(), aContact({ id: 'c-1002', name: 'Theo Vance' })]),
    ...given,
  }
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const { pathname, searchParams } = new URL(address, 'http://here')
    const key = `${init.method ?? 'GET'} ${pathname.replace('/api/v1', '')}`
    calls.push(key)
    const found = api[key]
    const answer = found
      ? await found(init.body === undefined ? undefined : JSON.parse(init.body as string), searchParams)
      : new Refused({ status: 404 })
    return answer instanceof Refused ? Response.json(answer.problem, { status: answer.problem.status }) : Response.json(answer)
  })
  return { calls }
}

const opened: { unmount(): void }[] = []
export const closePages = (): void => {
  for (const page of opened.splice(0)) page.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
}

/** The page at an address, as the router finds it, all that it asked for answered. `admin`: as whom. */
export const openPage = async (address = '/sequences', { admin = false } = {}) => {
  openSession({ accessToken: tokenOf(admin), idToken: null, refreshToken: null, expiresAt: Date.now() + 3_600_000 })
  const router = createRouter({ history: createMemoryHistory(), routes: pages })
  await router.push(address)
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const wrapper = mount(RouterView, {
    attachTo: document.body,
    global: { plugins: [router, [VueQueryPlugin, { queryClient }]] },
  })
  await settled()
  opened.push(wrapper)
  return { wrapper, router, text: () => document.body.textContent ?? '' }
}

const tokenOf = (admin: boolean): string => `h.${btoa(JSON.stringify(admin ? { 'cognito:groups': ['admin'] } : {}))}.s`

/** The frame around every page, as somebody who signed in sees it. */
export const openShell = async () => {
  const tokens = { accessToken: 'h.e30.s', idToken: null, refreshToken: null, expiresAt: Date.now() + 3_600_000 }
  openSession(tokens)
  const session = { ...tokens, name: 'Ann', email: 'ann@acme.example', admin: true }
  const router = createRouter({ history: createMemoryHistory(), routes: pages })
  await router.push('/sequences')
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const wrapper = mount(AppShell, {
    attachTo: document.body,
    props: { session },
    global: { plugins: [router, [VueQueryPlugin, { queryClient }]] },
  })
  await settled()
  opened.push(wrapper)
  return wrapper
}

/** Answers are chained: the list, then what hangs on its first entry, then what that opens. A page that is gone to may still be loading. */
export const settled = async (): Promise<void> => {
  for (let round = 0; round < 6; round++) await flushPromises()
  await vi.dynamicImportSettled()
  await flushPromises()
}

export const button = (label: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find(
    (candidate) => (candidate.getAttribute('aria-label') ?? candidate.textContent)?.trim() === label,
  )
  if (!found) throw new Error(`There is no button "${label}".`)
  return found
}

export const press = async (label: string): Promise<void> => {
  button(label).click()
  await settled()
}

export const key = async (name: string): Promise<void> => {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
  await settled()
}
