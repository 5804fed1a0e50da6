/** What is pressed on a page that stands, to open what has no address of its own. */
import type { Page } from 'playwright-core'

type Steps = (page: Page) => Promise<void>

export const press =
  (name: string | RegExp): Steps =>
  async (page) =>
    page.getByRole('button', { name }).first().click()

/** A menu's entry. */
export const choose =
  (menu: string | RegExp, entry: string | RegExp): Steps =>
  async (page) => {
    await press(menu)(page)
    await page.getByRole('menuitem', { name: entry }).click()
  }

/** The first of what waits, and then a button of it: on the phone, the list and the thing are screens of their own. */
export const openFirst =
  (page: string, name?: string | RegExp): Steps =>
  async (at) => {
    await at.getByRole('region', { name: page, exact: true }).getByRole('listitem').getByRole('link').first().click()
    await at.getByRole('region', { name: `${page}: the open one` }).waitFor()
    if (name !== undefined) await press(name)(at)
  }
