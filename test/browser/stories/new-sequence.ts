import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { leadEvent, type World } from '../../journey/world.ts'
import { openSequence } from './day.ts'

/** A sequence from its first word to the archive: what is complained of beside its field, moved by mouse, published anew, healed, ended. */
export const newSequence = (stand: () => { world: World; page: Page; complaints: string[] }): void => {
  const list = (page: Page) => page.getByRole('navigation', { name: 'Sequences' })

  it('is written with merge fields, and says beside its field what cannot be sent', async () => {
    const { page } = stand()
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
    const { page } = stand()
    await page.getByRole('button', { name: 'Launch' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 thing to fix first').waitFor()
    expect(await dialog.getByRole('button', { name: 'Launch', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Open step 1' }).click()
    await page.getByLabel('Body').fill('Hi {{first_name}}, about {{street}}.')
    await expect.poll(() => page.locator('[aria-invalid=true]').count()).toBe(0)
  })

  it('is seen as a real contact would get it', async () => {
    const { page } = stand()
    await page.getByRole('button', { name: 'Preview' }).click()
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByText(/^Hello [A-Z]\w+$/).waitFor()
    await preview.frameLocator('iframe').getByText('Unsubscribe').waitFor()
    expect(await preview.frameLocator('iframe').locator('body').textContent()).toMatch(/Hi [A-Z]\w+, about \d+ /)
    await page.getByRole('button', { name: 'Close the preview' }).click()
  })

  it('runs once it is launched, after a look at what that comes to', async () => {
    const { page } = stand()
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
    const { page } = stand()
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

  it('has the menu of each step where the mouse reaches it', async () => {
    const { page } = stand()
    await page.getByRole('button', { name: 'Actions for step 2' }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
  })

  it('is published anew with what that changes', async () => {
    const { page } = stand()
    await page.getByRole('button', { name: 'Publish version 2' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('region', { name: 'What changes' }).getByText('Second try').waitFor()
    await dialog.getByRole('button', { name: 'Publish version 2' }).click()
    await page.getByText('Version 2', { exact: true }).waitFor()
    await expect.poll(() => page.getByRole('article').count()).toBe(2)
  })

  it('takes in a contact who is searched and picked by hand, and mails them', async () => {
    const { page, world } = stand()
    await page.getByRole('button', { name: 'Enroll', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Enroll contacts' }).waitFor()
    await page.getByRole('main').getByRole('checkbox').first().check()
    await page.getByRole('button', { name: 'Check 1 contact' }).click()
    // By name, the first one is in another sequence already.
    await page.getByText('1 contact can be enrolled. 1 of them is in a sequence already: see below.').waitFor()
    await page.getByRole('button', { name: 'Enroll 1 contact' }).click()
    await page.getByRole('heading', { level: 1, name: /^Enroll(ing|ed) 1 contact$/ }).waitFor()
    await page.getByText('1 enrolled · 0 refused').waitFor()
    await page.getByRole('button', { name: 'Open the enrollments' }).click()
    await page.getByRole('table', { name: 'Enrollments' }).getByRole('row').nth(1).waitFor()
    await page.getByRole('link', { name: 'Sequences' }).first().click()
    await openSequence(page, 'Autumn callback')
    await world.advance('PT1M')
    await expect.poll(() => page.locator('.fired').count(), { timeout: 15_000 }).toBe(1)
  })

  it('shows why a bounced contact gets a text instead of the second email', async () => {
    const { page, world } = stand()
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
    const { page } = stand()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('button', { name: 'Activate' }).click()
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  })

  it('is archived only once that is confirmed', async () => {
    const { page } = stand()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Archive…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click()
    await expect.poll(() => list(page).getByRole('link').filter({ hasText: 'Autumn callback' }).count(), { timeout: 10_000 }).toBe(0)
  })

  it('left no word in the console', () => expect(stand().complaints).toEqual([]))
}
