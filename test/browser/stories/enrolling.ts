import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { goTo, openSequence, person, story, type Day } from './day.ts'
import { contactsCsv, inAnotherSequence, listed, rowsThatAreWrong } from './contacts-csv.ts'

/** Five hundred contacts come from a list with three bad rows, and two of them are in another sequence. */
export const enrolling = (day: () => Day): void => {
  const going = listed - Object.keys(rowsThatAreWrong).length

  it('takes a list, is told which column is which, and sees the bad rows by their lines before anything is sent', async () => {
    const { page, world, directory } = day()
    const file = join(directory, 'owners.csv')
    writeFileSync(file, contactsCsv(await inAnotherSequence(world)))
    await openSequence(page, story)
    await page.getByRole('button', { name: 'Enroll', exact: true }).click()
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'CSV' }).click()
    await page.getByLabel('CSV file').setInputFiles(file)
    await page.getByText(`${listed} rows`, { exact: true }).waitFor()
    const taken = (column: string) => page.getByLabel(`${column} is taken as`)
    expect(await taken('Name').inputValue()).toBe('fullName')
    await taken('Company').selectOption({ label: 'Leave out' })
    const matched = page.getByRole('group', { name: 'Rows are matched by' })
    expect(await matched.getByRole('button', { name: 'Email' }).getAttribute('aria-pressed')).toBe('true')
    const wrong = page.getByRole('list', { name: 'Rows that cannot be taken in' })
    for (const [line, what] of Object.entries(rowsThatAreWrong))
      await wrong
        .getByRole('listitem')
        .filter({ hasText: `Line ${line}` })
        .filter({ hasText: what })
        .waitFor()
    expect(await wrong.getByRole('listitem').count()).toBe(3)
  })

  it('says once what these people agreed to, where and when', async () => {
    const { page } = day()
    const agreed = page.getByRole('group', { name: 'These people agreed to' })
    expect(await agreed.getByRole('checkbox', { checked: true }).count()).toBe(0)
    for (const what of ['be emailed', 'be texted', 'be called']) await agreed.getByRole('checkbox', { name: what }).check()
    await agreed.getByLabel('Where they agreed').fill('Sign-up sheet of the fair')
    await agreed.getByLabel('When').fill('2026-09-12')
  })

  it('decides for each of two who are in another sequence, and enrolls the rest', async () => {
    const { page, wait } = day()
    await page.getByRole('button', { name: `Check ${going} contacts` }).click()
    await page.getByText(`${going} contacts can be enrolled.`).waitFor()
    await page.getByText('2 of them are in a sequence already: see below. 3 cannot.').waitFor()
    await page.getByRole('region', { name: 'Left out' }).getByText('3 rows cannot be taken in').waitFor()
    await page.getByText(`${going - 2} new contacts`).waitFor()
    const conflicts = page.getByRole('region', { name: 'Conflicts' }).getByRole('listitem')
    expect(await conflicts.count()).toBe(2)
    await conflicts.first().getByRole('button', { name: 'Skip' }).click()
    await conflicts.nth(1).getByRole('button', { name: 'Replace' }).click()
    await page.getByRole('button', { name: `Enroll ${going - 1} contacts` }).click()
    await page.getByRole('heading', { level: 1, name: new RegExp(`^Enroll(ing|ed) ${going - 1} contacts$`) }).waitFor()
    const progress = page.getByRole('main').getByRole('progressbar')
    await expect
      .poll(async () => (await wait(5), progress.getAttribute('aria-valuenow')), { timeout: 90_000, interval: 500 })
      .toBe(await progress.getAttribute('aria-valuemax'))
    await page.getByText(`${going - 1} enrolled · 0 refused`).waitFor()
    const rows = page.getByRole('main').getByRole('row')
    await rows.filter({ hasText: 'Line 7' }).filter({ hasText: person.name }).filter({ hasText: 'Enrolled' }).waitFor()
  })

  it('finds them in the table, and the messages leave as the dial moves', async () => {
    const { page, world, turn } = day()
    await page.getByRole('button', { name: 'Open the enrollments' }).click()
    await page.getByRole('table', { name: 'Enrollments' }).getByRole('row').filter({ hasText: 'Owner' }).first().waitFor()
    await turn(1)
    expect((await world.outbox({ to: person.email })).map(({ subject }) => subject)).toEqual([`A question about ${person.street}`])
    await goTo(page, 'Sequences')
    const entry = page.getByRole('navigation', { name: 'Sequences' }).getByRole('link').filter({ hasText: story })
    await expect.poll(() => entry.textContent()).toContain(`4 steps · ${going - 1} running · ${going - 1} sent`)
  })
}
