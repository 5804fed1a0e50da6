import { expect, it } from 'vitest'
import { goTo, openSequence, others, pageOf, person, story, type Day } from './day.ts'

/** One person is paused and goes on; one message was skipped, and says why. */
export const people = (day: () => Day): void => {
  it('pauses one person from their page, takes that back, and pauses them after all', async () => {
    const { page, world } = day()
    await goTo(page, 'Contacts')
    await page.getByRole('searchbox', { name: 'Search the contacts' }).fill(others.undecided.name)
    await page.getByRole('link', { name: others.undecided.name }).click()
    await page.getByRole('heading', { level: 1, name: others.undecided.name }).waitFor()
    const sequences = page.getByRole('region', { name: 'Sequences', exact: true })
    const runs = sequences.getByRole('switch', { name: `${story} runs for ${others.undecided.name}` })
    const stored = async () =>
      (await world.api<{ enrollments: { status: string }[] }>('GET', await pageOf(world, others.undecided))).enrollments[0]?.status
    await runs.click()
    await page.getByText(`Paused for ${others.undecided.name}.`, { exact: false }).waitFor()
    expect(await stored()).toBe('paused')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText(`Resumed for ${others.undecided.name}.`, { exact: false }).waitFor()
    expect(await stored()).toBe('active')
    await runs.click()
    await expect.poll(stored).toBe('paused')
    await page.reload()
    await sequences.getByText('Paused', { exact: true }).waitFor()
    expect(await runs.getAttribute('aria-checked')).toBe('false')
    await runs.click()
    await expect.poll(stored).toBe('active')
  })

  it('shows on one timeline what one person got and what is still to come', async () => {
    const { page, world } = day()
    await page.goto(await pageOf(world, person))
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await timeline.getByText(`A question about ${person.street}`).waitFor()
    await timeline.getByText(`shall I send you the prices near ${person.street}?`).waitFor()
    await timeline.getByRole('region', { name: 'Coming up' }).getByText('Call 1').waitFor()
  })

  it('finds out why a message was skipped: the gate that was closed says it', async () => {
    const { page } = day()
    await openSequence(page, 'New seller welcome')
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Log' }).click()
    await page.getByRole('group', { name: 'Outcome' }).getByRole('button', { name: 'Held by a gate' }).click()
    const skipped = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Skipped' }).filter({ hasText: 'no address' }).first()
    await skipped.getByRole('button', { name: /^Why\?/ }).click()
    const why = page.getByRole('dialog', { name: 'Why?' })
    await why.getByText('It was skipped', { exact: false }).waitFor()
    await why
      .getByRole('listitem')
      .filter({ hasText: 'Closed: Address' })
      .getByText('The contact has no address for this channel.', { exact: false })
      .waitFor()
    expect(new URL(page.url()).searchParams.get('why')).toBeTruthy()
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'detached' })
  })
}
