import { afterEach, expect, it, vi } from 'vitest'
import { aSequence } from './fixtures.ts'
import { button, closePages, openPage, press, serve, settled } from './mount-page.ts'

afterEach(() => {
  closePages()
  vi.restoreAllMocks()
})

const sequence = aSequence()
const body = 'Hello {{first_name}}: see\n\n- the “house”\n'
const exported = {
  touchline: 1,
  sequences: [{ name: sequence.name, slug: sequence.slug, steps: [{ name: 'Hello', channel: 'email', body }] }],
}
const outcome = { id: sequence.id, name: sequence.name, slug: sequence.slug, outcome: 'created', status: 'draft', version: 0 }

const choose = async (entry: string): Promise<void> => {
  button('Templates, import and export').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await settled()
  const found = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((item) => item.textContent.includes(entry))
  found?.click()
  await settled()
}
/** What was handed to the browser as a file. */
const savedAs = () => {
  const files: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    if (file instanceof Blob) files.push(file)
    return 'blob:saved'
  })
  return files
}
const paste = async (text: string): Promise<void> => {
  if (!document.querySelector('[role=dialog]')) await choose('Import')
  await expect.poll(() => document.querySelector('[role=dialog] textarea'), { timeout: 5_000 }).not.toBeNull()
  const box = document.querySelector<HTMLTextAreaElement>('[role=dialog] textarea')
  if (!box) throw new Error('there is nowhere to paste')
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
  await press('Import')
}

it.each(['JSON', 'YAML'])('sequences that were exported as %s come in again as they were', async (format) => {
  const sent: unknown[] = []
  serve({
    'GET /sequences/export': () => exported,
    'POST /sequences/import': (asked) => {
      sent.push(asked)
      return { sequences: [outcome] }
    },
  })
  const files = savedAs()
  await openPage()
  await choose(`as ${format}`)
  await expect.poll(() => files.length, { timeout: 5_000 }).toBe(1)
  const text = await files[0]?.text()
  expect(text?.startsWith('{')).toBe(format === 'JSON')
  await paste(text ?? '')
  await expect.poll(() => sent, { timeout: 5_000 }).toEqual([{ ...exported, replace: false }])
})

it('a text that is no document is not sent, and says where it stops being one', async () => {
  const { calls } = serve({ 'POST /sequences/import': () => ({ sequences: [] }) })
  const { text } = await openPage()
  await paste('sequences: [\n  - name: "Wel')
  await expect.poll(text, { timeout: 5_000 }).toContain('It cannot be read')
  await paste('just words')
  await expect.poll(text, { timeout: 5_000 }).toContain('This is no document of sequences')
  expect(calls).not.toContain('POST /sequences/import')
})
