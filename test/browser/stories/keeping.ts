import { expect, it } from 'vitest'
import { leadEvent } from '../../journey/world.ts'
import { goTo, type Day } from './day.ts'

/** An admin stops everything and lets it go on; what needs somebody rings the bell. */
export const keeping = (day: () => Day): void => {
  it('stops all sending: every page says so, Home says why nothing leaves, and nothing does', async () => {
    const { page, world, turn, wait } = day()
    await goTo(page, 'Operations')
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Sending' }).click()
    await page.getByRole('button', { name: 'Stop all sending' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop all sending' }).click()
    const banner = page.getByRole('region', { name: 'Sending is stopped', exact: true })
    await banner.waitFor()
    await goTo(page, 'Contacts')
    await banner.waitFor()
    await goTo(page, 'Home')
    await page.getByRole('region', { name: 'Why nothing is being sent' }).getByText('stopped', { exact: false }).first().waitFor()

    const email = 'ignores-held@persona.example'
    await world.publish(leadEvent(901, { firstName: 'Hella', lastName: 'Moss', email }, { occurredAt: await world.now() }))
    await turn(1)
    expect(await world.outbox({ to: email })).toEqual([])
    await page.getByRole('region', { name: 'Why nothing is being sent' }).getByRole('link', { name: 'Operations' }).click()
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Sending' }).click()
    await page.getByRole('button', { name: 'Turn sending on' }).click()
    await banner.waitFor({ state: 'detached' })
    await turn(5)
    expect(await world.outbox({ to: email })).toHaveLength(1)
    await wait(15)
  })

  it('finds nothing among the dead letters', async () => {
    const { page } = day()
    await goTo(page, 'Operations')
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Dead letters' }).click()
    await page.getByText('Nothing was given up').waitFor()
  })

  it('hears of a reply that waits for a decision without a reload, and goes there from the bell', async () => {
    const { page, world, wait } = day()
    const bell = page.getByRole('button', { name: /^Notifications/ })
    const unread = async (): Promise<number> => Number(/(\d+) unread/.exec((await bell.getAttribute('aria-label')) ?? '')?.[1] ?? 0)
    await wait(16)
    const before = await unread()
    const { items: sequences } = await world.api<{ items: { id: string; name: string }[] }>('GET', '/sequences')
    const talking = sequences.find(({ name }) => name === 'Keep the conversation going')?.id ?? ''
    const running = (await world.enrollments(talking)).find(({ status }) => status === 'active')
    if (!running) throw new Error('Nobody is in the conversation.')
    const { email } = await world.api<{ email: string }>('GET', `/contacts/${running.contactId}`)
    await world.local('inbound', {
      channel: 'email',
      from: email,
      to: 'sam@reply.lakeside.example.com',
      subject: 'Re: Hi',
      text: 'Let us talk.',
    })
    await world.advance('PT0S')
    await wait(16)
    await expect.poll(unread).toBe(before + 1)
    await bell.click()
    await page.getByRole('link').filter({ hasText: 'the sequence waits for your decision' }).first().click()
    await page.getByText('A reply waits for a decision', { exact: false }).first().waitFor()
    await expect.poll(unread).toBe(before)
  })
}
