/** What the stories of a day share: one stack, one person signed in, and a dial that moves both. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { World } from '../../journey/world.ts'
import { openStage, type Stage } from '../stage.ts'
import { signIn, visit, type Visit } from '../visit.ts'

export interface Day {
  stage: Stage
  world: World
  visit: Visit
  page: Page
  /** For files that somebody brings. */
  directory: string
  /** Moves the dial, and the browser's clock with it: what a page looks for by itself is looked for. */
  turn: (minutes: number) => Promise<void>
  /** Lets seconds pass in the browser alone: what it looks for now and then is looked for, what could be taken back so long is carried out. */
  wait: (seconds: number) => Promise<void>
  close: () => Promise<void>
}

/** The sequence that the stories build. */
export const story = 'First weeks with an owner'

interface Listed {
  /** Where they stand in the list that somebody brings. */
  line: number
  name: string
  email: string
  phone: string
  street: string
}

const listed = (line: number, name: string): Listed => ({
  line,
  name,
  // In this domain nobody with such a name bounces, opens or answers by themselves.
  email: `ignores-${line}@persona.example`,
  phone: `+1312556${String(1_000 + line)}`,
  street: `${line} Birch Ct`,
})

/** The one of the list whom the stories follow, and some others of it. */
export const person = listed(7, 'Wilma Ostrander')
export const others = { replies: listed(9, 'Otto Lindgren'), undecided: listed(11, 'Ulla Brandvold') }
export const ownerAt = (line: number): Listed =>
  [person, ...Object.values(others)].find((one) => one.line === line) ?? listed(line, `Owner No${line}`)

/** The address of somebody's page, and of them at the API: the list gave them no id. */
export const pageOf = async (world: World, { email }: Pick<Listed, 'email'>): Promise<string> => {
  const { items } = await world.api<{ items: { id: string }[] }>('GET', `/contacts?q=${encodeURIComponent(email)}`)
  const [found] = items
  if (!found || items.length > 1) throw new Error(`${items.length} contacts have ${email}`)
  return `/contacts/${found.id}`
}

export const openDay = async (): Promise<Day> => {
  const stage = await openStage()
  const { world } = stage
  const opened = await visit(stage.browser, world.url, { at: await world.now() })
  const { page } = opened
  // A story that fails early lets those that stand on it fail soon.
  page.setDefaultTimeout(15_000)
  const directory = mkdtempSync(join(tmpdir(), 'touchline-day-'))
  await signIn(page, 'admin', '/')
  await page.getByRole('heading', { level: 1, name: /for you$/ }).waitFor()
  return {
    stage,
    world,
    visit: opened,
    page,
    directory,
    turn: async (minutes) => {
      await world.advance(`PT${minutes}M`)
      await page.clock.fastForward(minutes * 60_000)
    },
    wait: (seconds) => page.clock.fastForward(seconds * 1_000),
    close: async () => {
      await opened.close()
      await stage.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** By the sidebar, as anybody finds it, until one is there. */
export const goTo = async (page: Page, place: string): Promise<void> => {
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place })
  await link.click()
  await link.and(page.locator('[aria-current=page]')).waitFor()
}

/** The sequence's page, opened from the list. */
export const openSequence = async (page: Page, name: string): Promise<void> => {
  await goTo(page, 'Sequences')
  await page.getByRole('navigation', { name: 'Sequences' }).getByRole('link').filter({ hasText: name }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}
