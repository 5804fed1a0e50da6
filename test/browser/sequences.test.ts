/** The Sequences page on the whole local stack, in a real browser: what a person sees and does. */
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from './stage.ts'
import { openSequence } from './stories/day.ts'
import { newSequence } from './stories/new-sequence.ts'
import { settled, signIn, visit, type Visit } from './visit.ts'

let stage: Stage
let world: Stage['world']
let open: Visit
let page: Page

beforeAll(async () => {
  stage = await openStage()
  world = stage.world
  open = await visit(stage.browser, world.url)
  page = open.page
}, 300_000)
afterAll(async () => {
  await open?.close()
  await stage?.close()
})

const list = () => page.getByRole('navigation', { name: 'Sequences' })

describe('signing in', () => {
  it('goes through the issuer and comes back to the address that was asked for', async () => {
    await signIn(page, 'admin', '/sequences?show=active')
    expect(new URL(page.url()).search).toContain('show=active')
    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByText('Admin', { exact: false }).first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'All', exact: true }).click()
  })

  it('loads less than 150 KB of compressed script before the page stands', async () => {
    const fresh = await visit(stage.browser, world.url)
    // By address: the way through the issuer loads the page twice, the second time from the cache.
    const scripts = new Map<string, Promise<number>>()
    fresh.page.on('response', (response) => {
      if (response.url().endsWith('.js') && response.url().startsWith(world.url))
        scripts.set(
          response.url(),
          response.body().then((body) => gzipSync(body).length),
        )
    })
    await signIn(fresh.page, 'member')
    await fresh.page.getByRole('heading', { name: 'Sequences' }).waitFor()
    const sizes = await Promise.all(scripts.values())
    expect(sizes.length).toBeGreaterThan(2)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000)
    await fresh.close()
  })
})

describe('the seeded sequences', () => {
  it('are listed with what runs and how far they are', async () => {
    const entry = list().getByRole('link').filter({ hasText: 'New seller welcome' })
    await entry.waitFor()
    expect(await entry.textContent()).toMatch(/4 steps · \d+ running · [\d,]+ sent/)
    const progress = Number(await entry.getByRole('progressbar').getAttribute('aria-valuenow'))
    expect(progress).toBeGreaterThan(0)
  })

  it('show their trigger, their numbers and their steps on a timeline', async () => {
    await openSequence(page, 'New seller welcome')
    await page.getByText('pipeline.stage = "new"').waitFor()
    await page.getByText(/^As of/).waitFor()
    const numbers = await page.getByRole('region', { name: 'Numbers' }).locator('dl').textContent()
    expect(numbers).toMatch(/Active runs\d+.*Open rate\d+%.*Reply rate[\d.]+%.*Moved to\d+ \/ \d+/)
    const steps = page.getByRole('article')
    expect(await steps.count()).toBe(4)
    for (const [index, delay] of ['T+0h', 'T+24h', 'T+72h', 'T+7d'].entries())
      expect(await steps.nth(index).getAttribute('aria-label')).toContain(delay)
    expect(await steps.first().textContent()).toMatch(/Sent[\d,]+Opens[\d,]+Clicks[\d,]+Replies[\d,]+/)
    expect(await page.locator('.fired').count()).toBeGreaterThanOrEqual(2)
  })

  it('say who is in them and why each one is where they are', async () => {
    await page.getByRole('button', { name: /^Enrollments/ }).click()
    await page
      .getByRole('button', { name: /^Messages to/ })
      .first()
      .click()
    await page.getByText(/Enrolled by its trigger/).waitFor()
    expect(page.url()).toContain('open=')
    await page.reload()
    await page.getByText(/Enrolled by its trigger/).waitFor()
  })

  it('are walked by j and k, and found by /', async () => {
    await list().getByRole('link').first().waitFor()
    const heading = page.getByRole('main').getByRole('heading', { level: 1 }).last()
    const before = await heading.textContent()
    await page.keyboard.press('j')
    await expect.poll(() => heading.textContent()).not.toBe(before)
    await page.keyboard.press('k')
    await expect.poll(() => heading.textContent()).toBe(before)
    await page.keyboard.press('/')
    await page.keyboard.type('offer')
    await expect.poll(() => list().getByRole('link').count()).toBe(1)
    expect(page.url()).toContain('q=offer')
    await page.keyboard.press('Escape')
    await expect.poll(() => list().getByRole('link').count()).toBeGreaterThan(1)
  })
})

describe('a new sequence', () => newSequence(() => ({ world, page, complaints: open.complaints })))

describe('signing out', () => {
  it('ends the session and shows nothing any more', async () => {
    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.goto('/sequences')
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate('sessionStorage.getItem("touchline.session")')).toBeNull()
    expect(open.complaints).toEqual([])
  })
})

describe('the pictures in the README', () => {
  it.each([
    ['dashboard', 'the Sequences page', (at: string) => at],
    ['builder', 'the builder with its preview', (at: string) => `${at}/edit?step=s1&preview=on`],
    ['contact', 'the page of somebody who answered', () => '/contacts/c-1011'],
    ['approvals', 'a text that waits for approval', () => '/approvals'],
  ])('%s.png is of %s', async (name, _what, addressFrom) => {
    const { items } = await world.api<{ items: { id: string; name: string }[] }>('GET', '/sequences')
    const sequence = items.find((one) => one.name === 'New seller welcome')
    const look = await visit(stage.browser, world.url, { width: 1440, height: 900, scale: 2, at: await world.now() })
    await signIn(look.page, 'admin', addressFrom(`/sequences/${sequence?.id}`))
    await settled(look.page)
    await look.page.screenshot({ path: `docs/${name}.png` })
    await look.close()
  })
})
