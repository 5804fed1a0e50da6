import { expect, it } from 'vitest'
import { goTo, others, person, story, type Day } from './day.ts'

/** What waits for a person: a reply, a task whose outcome a branch asks for, and a text to approve. */
export const answering = (day: () => Day): void => {
  it('reads a reply with what the sequence did about it, and marks it as done', async () => {
    const { page, world, wait } = day()
    const { name, email, street } = others.replies
    const text = `Perhaps. What would you pay for ${street}?`
    await world.local('inbound', { channel: 'email', from: email, to: 'sam@reply.lakeside.example.com', subject: 'Re: A question', text })
    await world.advance('PT0S')
    await goTo(page, 'Inbox')
    await wait(15)
    const row = page.getByRole('list', { name: 'the replies' }).getByRole('link').filter({ hasText: name })
    await row.click()
    const replies = page.getByRole('article', { name: `Replies of ${name}` })
    await replies.getByText(text).first().waitFor()
    await replies.getByText(`Ended "${story}" as replied.`).waitFor()
    await replies.getByRole('region', { name: 'The thread' }).getByText(`A question about ${street}`).waitFor()
    await page.keyboard.press('e')
    await row.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await row.click()
    await page.keyboard.press('e')
    await row.waitFor({ state: 'detached' })
    await page.getByRole('navigation', { name: 'Inbox: which ones' }).getByRole('button', { name: 'Done' }).click()
    await row.waitFor()
  })

  it('finishes a task by one key, and the text that waited for its outcome leaves', async () => {
    const { page, world, turn, wait } = day()
    await turn(60)
    await goTo(page, 'Tasks')
    await page.getByRole('searchbox', { name: 'Search the tasks' }).fill(person.name)
    await page.getByRole('list', { name: 'the tasks' }).getByRole('link').filter({ hasText: person.name }).click()
    const task = page.getByRole('article', { name: `Task for ${person.name}` })
    await task.getByText(`Look ${person.street} up and decide whether it fits.`).waitFor()
    await task
      .getByRole('button', { name: /^1? ?Interested/ })
      .getByText('step 3')
      .waitFor()
    await page.keyboard.press('1')
    await page.getByText(`Recorded for ${person.name}: interested.`).waitFor()
    await wait(31)
    await turn(60)
    const texts = async (to: string) => (await world.outbox({ channel: 'sms', to })).map((item) => item.text)
    await expect
      .poll(() => texts(person.phone))
      .toEqual([expect.stringContaining(`Hi Wilma, shall I send you the prices near ${person.street}?`)])
    expect(await texts(others.undecided.phone)).toEqual([])
  })

  it('approves a text as edited, after somebody else changed it, and exactly that leaves', async () => {
    const { page, world, turn, wait } = day()
    await goTo(page, 'Approvals')
    await page.getByRole('list', { name: 'the texts' }).getByRole('link').first().click()
    await page.getByRole('region', { name: 'The text that leaves' }).waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const draft = await world.api<{ revision: number; body: string; recipient: string; subject: string }>('GET', `/drafts/${id}`)
    await page.getByRole('button', { name: /^Edit/ }).click()
    await page.getByLabel('Text', { exact: true }).fill(`${draft.body}\n\nP.S. The garden is a gem.`)
    await page.getByRole('button', { name: 'Save the text' }).click()
    await page.getByText('P.S. The garden is a gem.').waitFor()

    const theirs = `${draft.body}\n\nP.S. The garden and the porch are gems.`
    await world.api('PUT', `/drafts/${id}`, { subject: draft.subject, body: theirs, revision: draft.revision + 1 })
    await wait(6)
    const banner = page.getByRole('alert').filter({ hasText: 'Changed since you read it' })
    await banner.getByText('the porch', { exact: false }).waitFor()
    expect(await page.getByRole('button', { name: /^Approve/ }).isDisabled()).toBe(true)
    await banner.getByRole('button', { name: 'I have read the new one' }).click()
    await page.keyboard.press('a')
    await page.getByText(/^Approved\. It leaves to/).waitFor()
    expect(await world.outbox({ to: draft.recipient })).not.toContainEqual(expect.objectContaining({ subject: draft.subject }))
    await wait(31)
    await expect.poll(async () => (await world.call('GET', `/drafts/${id}`)).body).toMatchObject({ status: 'approved' })
    await turn(1)
    const left = (await world.outbox({ to: draft.recipient })).filter(({ subject }) => subject === draft.subject)
    expect(left).toHaveLength(1)
    expect(left[0]?.text).toContain('P.S. The garden and the porch are gems.')
  })
}
