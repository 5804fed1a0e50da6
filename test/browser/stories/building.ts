import { expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { story, type Day } from './day.ts'

/** Somebody who has never seen it builds four steps with a branch, looks at them as a contact, and launches them. */
export const building = (day: () => Day): void => {
  const steps = (page: Page) => page.getByRole('list', { name: 'Steps' }).getByRole('article')
  const labels = async (page: Page): Promise<(string | null)[]> =>
    Promise.all((await steps(page).all()).map((step) => step.getAttribute('aria-label')))
  const addStep = async (page: Page, channel: string, { after, text }: { after: number; text: string }): Promise<void> => {
    await page.getByRole('button', { name: 'Add a step', exact: true }).click()
    await page.getByRole('menuitem', { name: channel, exact: true }).click()
    await page.getByLabel('Channel', { exact: true }).and(page.locator('select')).waitFor()
    await page.getByLabel('Time', { exact: true }).fill(String(after))
    await page.getByLabel('Unit of the time').selectOption('hours')
    await page.getByLabel(/^(Body|Text|What to say|What to do)$/).fill(text)
  }

  it('finds where to begin, and writes an email with a merge field', async () => {
    const { page } = day()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sequences' }).click()
    await page.getByRole('button', { name: 'New sequence' }).first().click()
    await page.getByLabel('Name of the sequence').fill(story)
    const subject = page.getByLabel('Subject')
    await subject.fill('A question about ')
    await subject.pressSequentially('{{str')
    await page.getByRole('option', { name: /street/ }).waitFor()
    await page.keyboard.press('Enter')
    expect(await subject.inputValue()).toBe('A question about {{ street }}')
    await page.getByLabel('Body').fill('Hi {{first_name}},\n\nare you thinking of selling {{street}}?')
  })

  it('adds a text, a task and a call', async () => {
    const { page } = day()
    await addStep(page, 'SMS', { after: 1, text: 'Hi {{first_name}}, shall I send you the prices near {{street}}?' })
    await addStep(page, 'Task', { after: 2, text: 'Look {{street}} up and decide whether it fits.' })
    await addStep(page, 'Call', { after: 24, text: 'Ask {{first_name}} about plans for {{street}}.' })
    await expect
      .poll(() => labels(page))
      .toEqual(['Step 1, T+0h, Email: Email 1', 'Step 2, T+1h, SMS: SMS 1', 'Step 3, T+2h, Task: Task 1', 'Step 4, T+24h, Call: Call 1'])
  })

  it('puts the task before the text by the keyboard, and takes that back and forth', async () => {
    const { page } = day()
    const order = async (): Promise<string[]> => (await labels(page)).map((label) => label?.split(': ').at(-1) ?? '')
    await steps(page).nth(2).getByRole('button', { name: 'Task 1' }).press('Alt+ArrowUp')
    await expect.poll(order).toEqual(['Email 1', 'Task 1', 'SMS 1', 'Call 1'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(order).toEqual(['Email 1', 'SMS 1', 'Task 1', 'Call 1'])
    await page.getByRole('button', { name: 'Redo' }).click()
    await expect.poll(order).toEqual(['Email 1', 'Task 1', 'SMS 1', 'Call 1'])
  })

  it('sends the text only where the task found interest; the others go on with the call', async () => {
    const { page } = day()
    await steps(page).nth(2).getByRole('button', { name: 'SMS 1' }).click()
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.getByLabel('Test 1: what is asked').selectOption({ label: 'the outcome of the task is one of' })
    await page.getByRole('group', { name: 'Test 1: outcomes' }).getByRole('button', { name: 'interested', exact: true }).click()
    await page.getByLabel('What follows where it does not hold').selectOption({ label: 'go on at step 4, Call 1' })
    await expect
      .poll(() => steps(page).nth(2).getByRole('list', { name: 'Condition' }).textContent())
      .toBe('if step 2 came to interestedelse → step 4')
  })

  it('sees the email as one contact will get it', async () => {
    const { page } = day()
    await steps(page).first().getByRole('button', { name: 'Email 1' }).click()
    await page.getByRole('button', { name: 'Preview' }).click()
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByRole('button', { name: 'Somebody else' }).click()
    await preview.getByRole('searchbox').fill('ruth')
    const row = preview.getByRole('checkbox', { name: /^Pick Ruth / }).first()
    const name = ((await row.getAttribute('aria-label')) ?? '').replace('Pick ', '')
    await row.click()
    await preview.getByRole('heading', { name }).waitFor()
    const mail = preview.frameLocator(`iframe[title="The mail to ${name}"]`)
    await mail.getByText('Hi Ruth,').waitFor()
    await mail.getByText('Unsubscribe').waitFor()
    await page.getByRole('button', { name: 'Close the preview' }).click()
  })

  it('launches it once the recap says what it comes to', async () => {
    const { page } = day()
    await page.getByRole('button', { name: 'Launch' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('T+0h Email · T+1h Task · T+2h SMS · T+24h Call').waitFor()
    const calendar = dialog.getByRole('region', { name: /^Calendar of/ }).first()
    await calendar.getByText('Email 1').waitFor()
    await dialog.getByRole('button', { name: 'Launch', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: story }).waitFor()
    await page.getByText('It runs.', { exact: false }).waitFor()
  })
}
