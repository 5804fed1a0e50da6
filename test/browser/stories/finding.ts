import { expect, it } from 'vitest'
import { visit } from '../visit.ts'
import { pageOf, person, type Day } from './day.ts'

/** Everything is found by its name and has an address of its own. */
export const finding = (day: () => Day): void => {
  it('opens a person by the palette, and a place by two keys', async () => {
    const { page } = day()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByLabel('Search and commands').fill(person.name)
    await page.getByRole('option', { name: person.name }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: person.name }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Mark as done').waitFor()
    await page.keyboard.press('Escape')
  })

  it('opens an address that somebody sent, once they have signed in', async () => {
    const { stage, world } = day()
    const fresh = await visit(stage.browser, world.url, { at: await world.now() })
    await fresh.page.goto(`${await pageOf(world, person)}?show=message`)
    await fresh.page.getByRole('button', { name: 'Sign in' }).click()
    await fresh.page.getByRole('link', { name: 'Sign in as member' }).click()
    await fresh.page.getByRole('heading', { level: 1, name: person.name }).waitFor()
    expect(new URL(fresh.page.url()).search).toBe('?show=message')
    expect(fresh.complaints).toEqual([])
    await fresh.close()
  })

  it('is over once they sign out', async () => {
    const { page, world } = day()
    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.goto(await pageOf(world, person))
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(await page.getByText(person.name).count()).toBe(0)
  })
}
