import { afterEach, beforeAll, expect, it } from 'vitest'
import { aSettings } from './fixtures.ts'
import { closePages, openPage, press, Refused, serve, settled } from './mount-page.ts'

/** It comes on demand: loaded beforehand, it is there as soon as the page is. */
beforeAll(() => import('../../frontend/pages/operations/SendingPane.vue'))
afterEach(closePages)

const fill = async (selector: string, text: string): Promise<void> => {
  const field = document.querySelector<HTMLInputElement>(selector)
  if (!field) throw new Error(`There is no ${selector}.`)
  field.value = text
  field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input'))
  await settled()
}
const absence = 'section[aria-labelledby="absences"]'
const firstDay = (): string | undefined => document.querySelector<HTMLInputElement>(`${absence} input[type=date]`)?.value

it('an absence that is refused stands as it was typed, and its form is empty once it is taken', async () => {
  let tries = 0
  serve({ 'PUT /settings': () => (++tries === 1 ? new Refused({ status: 409, detail: 'Changed meanwhile.' }) : aSettings()) })
  await openPage('/operations/sending', { admin: true })
  const [owner] = [...document.querySelectorAll<HTMLOptionElement>(`${absence} option:not([disabled])`)]
  await fill(`${absence} select`, owner?.value ?? '')
  for (const day of ['nth-of-type(2)', 'nth-of-type(3)']) await fill(`${absence} form > :${day} input`, '2026-12-01')
  const submit = async (): Promise<void> => {
    document.querySelector(`${absence} form`)?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
  }
  await submit()
  expect(firstDay()).toBe('2026-12-01')
  await submit()
  expect(tries).toBe(2)
  expect(firstDay()).toBe('')
})

it('an allow-list that was typed is not left for another tab without asking', async () => {
  serve()
  const { router, text } = await openPage('/operations/sending', { admin: true })
  await fill('section[aria-labelledby="allow-list"] textarea', '@example.com')
  void router.push('/operations/machinery')
  await settled()
  expect(text()).toContain('Leave without saving?')
  await press('Keep writing')
  expect(router.currentRoute.value.params['section']).toBe('sending')
  void router.push('/operations/machinery')
  await settled()
  await press('Leave')
  expect(router.currentRoute.value.params['section']).toBe('machinery')
})
