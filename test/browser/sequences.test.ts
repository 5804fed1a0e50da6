/** The Sequences page on the whole local stack, in a real browser: what a person sees and does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleDays, seed } from '../../lib/local/seed.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { beginning, leadEvent, openWorld, type World } from '../journey/world.ts'
import { openBrowser } from './chromium.ts'
import { seriousViolations, signIn, visit, type Theme, type Visit } from './visit.ts'

const until = Date.parse(beginning)
const stackDir = mkdtempSync(join(tmpdir(), 'touchline-cdk-'))
let world: World
let chrome: Awaited<ReturnType<typeof openBrowser>>
let open: Visit
let page: Page

beforeAll(async () => {
  await synthesize({ tenants: ['demo'], outdir: stackDir })
  world = await openWorld({ stackDir, startAt: new Date(until - sampleDays * 86_400_000).toISOString() })
  await seed({ url: world.url, awsUrl: world.awsUrl, tenant: 'demo', log: () => undefined }, until)
  chrome = await openBrowser()
  open = await visit(chrome.browser, world.url)
  page = open.page
}, 300_000)
afterAll(async () => {
  await open?.close()
  await chrome?.close()
  await world?.close()
  rmSync(stackDir, { recursive: true, force: true })
})

const list = () => page.getByRole('navigation', { name: 'Sequences' })
const openSequence = async (name: string): Promise<void> => {
  await list().getByRole('link').filter({ hasText: name }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

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
    const fresh = await visit(chrome.browser, world.url)
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
    await openSequence('New seller welcome')
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
    await page.keyboard.press('k')
    await expect.poll(() => heading.textContent()).not.toBe(before)
    await page.keyboard.press('j')
    await expect.poll(() => heading.textContent()).toBe(before)
    await page.keyboard.press('/')
    await page.keyboard.type('offer')
    await expect.poll(() => list().getByRole('link').count()).toBe(1)
    expect(page.url()).toContain('q=offer')
    await page.keyboard.press('Escape')
    await expect.poll(() => list().getByRole('link').count()).toBeGreaterThan(1)
  })
})

describe('a new sequence', () => {
  it('is written with merge fields, and says beside its field what cannot be sent', async () => {
    await page.goto('/sequences')
    await page.getByRole('button', { name: 'New sequence' }).first().click()
    await page.getByLabel('Name of the sequence').fill('Autumn callback')
    await page.getByLabel('Subject').fill('Hello ')
    await page.getByLabel('Subject').pressSequentially('{{fir')
    await page.getByRole('option', { name: /first_name/ }).waitFor()
    await page.keyboard.press('Enter')
    expect(await page.getByLabel('Subject').inputValue()).toBe('Hello {{ first_name }}')
    await page.getByLabel('Body').fill('Hi {{frist_name}}')
    await page.locator('textarea[aria-invalid=true]').waitFor()
    await page.getByText('Did you mean {{first_name}}?').waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/sequences\/\w+\/edit$/)
  })

  it('is not launched while something is wrong', async () => {
    await page.getByRole('button', { name: 'Launch' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 thing to fix first').waitFor()
    expect(await dialog.getByRole('button', { name: 'Launch', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Open step 1' }).click()
    await page.getByLabel('Body').fill('Hi {{first_name}}, about {{street}}.')
    await expect.poll(() => page.locator('[aria-invalid=true]').count()).toBe(0)
  })

  it('is seen as a real contact would get it', async () => {
    await page.getByRole('button', { name: 'Preview' }).click()
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByText(/^Hello [A-Z]\w+$/).waitFor()
    await preview.frameLocator('iframe').getByText('Unsubscribe').waitFor()
    expect(await preview.frameLocator('iframe').locator('body').textContent()).toMatch(/Hi [A-Z]\w+, about \d+ /)
    await page.getByRole('button', { name: 'Close the preview' }).click()
  })

  it('runs once it is launched, after a look at what that comes to', async () => {
    await page.getByRole('button', { name: 'Enrolled by hand, or after another sequence' }).click()
    await page.getByLabel('Trigger stage', { exact: true }).selectOption('new')
    await page.getByRole('button', { name: 'Launch' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Triggers when: pipeline.stage = "new"').waitFor()
    await dialog
      .getByRole('region', { name: /^Calendar of/ })
      .first()
      .waitFor()
    await dialog.getByRole('button', { name: 'Launch', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Autumn callback' }).waitFor()
    await page.getByText('Nobody is enrolled', { exact: false }).or(page.getByRole('article')).first().waitFor()
  })

  it('gets another step in its draft, which is moved by mouse and by keyboard', async () => {
    await page.getByRole('button', { name: 'New step' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Second try')
    await page.getByLabel('Subject').fill('Still there, {{first_name}}?')
    await page.getByLabel('Body').fill('Hi {{first_name}}, shall I call?')
    await page.getByLabel('SMS text').fill('Hi {{first_name}}, shall I call?')
    const steps = page.getByRole('list', { name: 'Steps' }).getByRole('article')
    const first = () => steps.first().getAttribute('aria-label')
    const [from, to] = await Promise.all([0, 1].map((at) => page.locator('.step-handle').nth(at).boundingBox()))
    if (!from || !to) throw new Error('There is nothing to drag.')
    await page.mouse.move(to.x + 8, to.y + 8)
    await page.mouse.down()
    await page.mouse.move(from.x + 8, (from.y + to.y) / 2, { steps: 10 })
    await page.mouse.move(from.x + 8, from.y - 4, { steps: 10 })
    await page.mouse.up()
    await expect.poll(first).toBe('Step 1, T+0h, Email: Second try')
    await steps.first().getByRole('button', { name: 'Second try' }).press('Alt+ArrowDown')
    await expect.poll(first).toBe('Step 1, T+0h, Email: Email 1')
    expect(await steps.nth(1).getAttribute('aria-label')).toBe('Step 2, T+24h, Email: Second try')
  })

  it('is published anew with what that changes', async () => {
    await page.getByRole('button', { name: 'Publish version 2' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('region', { name: 'What changes' }).getByText('Second try').waitFor()
    await dialog.getByRole('button', { name: 'Publish version 2' }).click()
    await page.getByText('Version 2', { exact: true }).waitFor()
    await expect.poll(() => page.getByRole('article').count()).toBe(2)
  })

  it('takes in a contact who is searched and picked by hand, and mails them', async () => {
    await page.getByRole('button', { name: 'Enroll', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Enroll contacts' }).waitFor()
    await page.getByRole('main').getByRole('checkbox').first().check()
    await page.getByRole('button', { name: 'Check 1 contact' }).click()
    // By name, the first one is in another sequence already.
    await page.getByText('0 contacts can be enrolled. 1 needs a choice.').waitFor()
    await page.getByRole('button', { name: 'Enroll 1 contact' }).click()
    await page.getByRole('heading', { level: 1, name: 'Enrolling 1 contact' }).waitFor()
    await page.getByText('1 enrolled · 0 refused').waitFor()
    await page.getByRole('button', { name: 'Show the people' }).click()
    await page.getByRole('table', { name: 'Enrollments' }).getByRole('row').nth(1).waitFor()
    await page.getByRole('link', { name: 'Sequences' }).first().click()
    await openSequence('Autumn callback')
    await world.advance('PT1M')
    await expect.poll(() => page.locator('.fired').count(), { timeout: 15_000 }).toBe(1)
  })

  it('shows why a bounced contact gets a text instead of the second email', async () => {
    const now = await world.now()
    await world.publish(
      leadEvent(700, { firstName: 'Iris', lastName: 'Lindqvist', email: 'bounce@simulator.amazonses.com' }, { occurredAt: now }),
    )
    await world.advance('PT5M')
    await page.getByRole('button', { name: /^Enrollments/ }).click()
    await page.getByRole('button', { name: 'Messages to Iris Lindqvist' }).click({ timeout: 15_000 })
    await page.getByText('because', { exact: false }).first().waitFor()
    expect(await page.getByRole('main').textContent()).toMatch(/email → SMS\s*because the email address bounced/)
  })

  it('pauses, and comes back', async () => {
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('button', { name: 'Activate' }).click()
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  })

  it('is archived only once that is confirmed', async () => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Archive…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click()
    await expect.poll(() => list().getByRole('link').filter({ hasText: 'Autumn callback' }).count(), { timeout: 10_000 }).toBe(0)
  })

  it('left no word in the console', () => expect(open.complaints).toEqual([]))
})

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

describe.each<Theme>(['light', 'dark'])('in the %s theme', (theme) => {
  it('has no serious barrier on any of its views, and nothing wider than a small phone', async () => {
    const id = (await world.api<{ items: { id: string; name: string }[] }>('GET', '/sequences')).items.find(
      ({ name }) => name === 'New seller welcome',
    )?.id
    for (const width of [1440, 360]) {
      const look = await visit(chrome.browser, world.url, { theme, width })
      expect(await look.page.goto('/sign-in')).toBeTruthy()
      await look.page.getByRole('button', { name: 'Sign in' }).waitFor()
      expect(await seriousViolations(look.page)).toEqual([])
      await signIn(look.page, 'member')
      for (const address of [
        '/sequences?show=all',
        `/sequences/${id}`,
        `/sequences/${id}?tab=enrollments`,
        `/sequences/${id}/edit`,
        `/sequences/${id}/edit?step=s1&preview=on`,
        `/sequences/${id}/edit?step=rules&launch=yes`,
        `/sequences/${id}/enroll`,
        `/sequences/${id}/enroll?way=csv`,
        `/sequences/${id}/enrollments`,
      ]) {
        await look.page.goto(address)
        await look.page.waitForLoadState('networkidle')
        expect(await seriousViolations(look.page), `${address} at ${width}`).toEqual([])
        expect(await look.page.evaluate('document.documentElement.scrollWidth - innerWidth'), `${address} at ${width}`).toBeLessThanOrEqual(
          0,
        )
      }
      expect(look.complaints).toEqual([])
      await look.close()
    }
  })
})

describe('the picture in the README', () => {
  it('is of this page', async () => {
    const look = await visit(chrome.browser, world.url, { width: 1440, height: 1000, scale: 2 })
    await signIn(look.page, 'admin')
    await look.page.getByRole('link').filter({ hasText: 'New seller welcome' }).click()
    await look.page.waitForLoadState('networkidle')
    await look.page.screenshot({ path: 'docs/dashboard.png' })
    await look.close()
  })
})
