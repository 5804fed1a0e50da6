import { afterEach, expect, it } from 'vitest'
import { useToasts } from '../../frontend/composables/use-toasts.ts'
import { aSequence } from './fixtures.ts'
import { button, closePages, openPage, press, serve, settled } from './mount-page.ts'

afterEach(closePages)

const sequence = aSequence()
const template = {
  id: '01K0000000000000000000TPL9',
  name: 'Our welcome',
  sequence: { name: 'New seller welcome', steps: [{ name: 'Hello', channel: 'task', delayMinutes: 0, body: 'Call' }] },
  createdBy: 'ann',
  createdAt: '2026-11-20T16:00:00.000Z',
}
const choose = async (menu: string, entry: string): Promise<void> => {
  button(menu).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await settled()
  const found = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((item) => item.textContent?.includes(entry))
  found?.click()
  // The dialog is a piece of its own, loaded when it is asked for.
  await expect.poll(() => document.querySelector('[role=dialog] li button, [role=dialog] form')).not.toBeNull()
}

it('a sequence is kept as a template under a name', async () => {
  const asked: unknown[] = []
  serve({
    'POST /sequence-templates': (body) => {
      asked.push(body)
      return template
    },
  })
  const { text } = await openPage()
  await choose('More actions', 'Save as a template')
  await press('Save')
  expect(asked).toEqual([{ name: sequence.name, sequenceId: sequence.id }])
  expect(text()).not.toContain('Save as a templateThe draft')
})

it('a template begins a draft like it', async () => {
  const made: unknown[] = []
  serve({
    'GET /sequence-templates': () => ({ items: [template], nextCursor: null }),
    'POST /sequences': (body) => {
      made.push(body)
      return sequence
    },
  })
  const { router } = await openPage()
  await choose('Templates, import and export', 'New from a template')
  await press(`Our welcome1 step, kept by ann`)
  expect(made).toMatchObject([{ name: 'Our welcome', status: 'draft', steps: [{ name: 'Hello' }] }])
  await expect.poll(() => router.currentRoute.value.name).toBe('sequence-edit')
})

it('a template that is removed comes back by Undo, and goes for good once that is over', async () => {
  const list = { 'GET /sequence-templates': () => ({ items: [template], nextCursor: null }) }
  const remove = `DELETE /sequence-templates/${template.id}`
  const { calls } = serve({ ...list, [remove]: () => null })
  const { text } = await openPage()
  await choose('Templates, import and export', 'New from a template')
  await press('Remove the template Our welcome')
  expect(text()).toContain('No templates yet')
  useToasts().toasts.value.at(-1)?.action?.run()
  await settled()
  expect(text()).toContain('Our welcome')
  expect(calls).not.toContain(remove)
  await press('Remove the template Our welcome')
  dispatchEvent(new Event('pagehide'))
  await settled()
  expect(calls).toContain(remove)
})
