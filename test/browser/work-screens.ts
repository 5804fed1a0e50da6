/** What of the sample waits for a person, opened, with its dialogs and editors; and what the sample has none of, as its specimen shows it. */
import type { Page } from 'playwright-core'
import type { Screen } from './screen-list.ts'
import { openFirst, press } from './screen-steps.ts'

const givenUp = async (page: Page): Promise<void> => {
  await openFirst('Tasks')(page)
  await page.getByRole('button', { name: /^Give it up/ }).click()
}
/** Something of each form that is not saved yet. */
const changeSettings = async (page: Page): Promise<void> => {
  await page.getByRole('group', { name: 'Days on which Email is open' }).getByRole('button', { name: 'Sun' }).click()
  await page.getByRole('spinbutton', { name: 'Touches a day' }).fill('3')
  await page.getByRole('button', { name: 'Move assigned up' }).click()
  await page.getByRole('textbox', { name: 'Names, one a line' }).fill('house_number\nstreet')
  await page.keyboard.press('Tab')
}
const leaveSettings = async (page: Page): Promise<void> => {
  await changeSettings(page)
  await page.getByRole('button', { name: 'Setup', exact: true }).click()
}

export const workScreens: Screen[] = [
  { name: 'reply', address: '/inbox', open: openFirst('Inbox'), whole: true },
  { name: 'draft', address: '/approvals', open: openFirst('Approvals'), whole: true },
  { name: 'draft-edit', address: '/approvals', open: openFirst('Approvals', /^Edit/) },
  { name: 'draft-dismiss', address: '/approvals', open: openFirst('Approvals', /^Dismiss/) },
  { name: 'hand-off', address: '/approvals?show=hand-offs', open: openFirst('Approvals'), whole: true },
  { name: 'task', address: '/tasks', open: openFirst('Tasks'), whole: true },
  { name: 'task-linkedin', address: '/tasks?channel=linkedin', open: openFirst('Tasks') },
  { name: 'task-give-up', address: '/tasks', open: givenUp },
  { name: 'settings-changed', address: '/operations/settings', open: changeSettings, whole: true },
  { name: 'settings-left', address: '/operations/settings', open: leaveSettings },
  { name: 'remove-stage', address: '/operations/settings', open: press('Remove new') },
  ...['notifications', 'operations-dead-letters', 'operations-unknown', 'operations-settings', 'contact'].map((name) => ({
    name: `specimen-${name}`,
    address: `/components/${name}`,
  })),
]
