import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { aContact } from './fixtures.ts'
import { closePages, openShell, serve } from './mount-page.ts'

afterEach(closePages)

const options = (): string[] => [...document.querySelectorAll('[role=option]')].map(({ textContent }) => textContent.trim())
const chosen = (): string | undefined => document.querySelector('[data-highlighted]')?.textContent.trim()
const type = (text: string): void => {
  const input = document.querySelector<HTMLInputElement>('[role=dialog] input')
  if (!input) throw new Error('The palette is not open.')
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

describe('the command palette', () => {
  it('has its first hit selected, also once the people are gone who were found for fewer letters', async () => {
    serve({
      'GET /contacts': (_body, query) => ({
        items: query.get('q') === 'new seq' ? [] : [aContact({ name: 'Ada Newell' })],
        nextCursor: null,
      }),
    })
    await openShell()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }))
    await expect.poll(options).not.toHaveLength(0)
    type('new')
    await expect.poll(options).toContainEqual(expect.stringContaining('Ada Newell'))
    type('new seq')
    // At once, before anybody has answered: Enter opens nobody who does not fit.
    await nextTick()
    expect(options()).toEqual(['New sequence'])
    await expect.poll(chosen).toBe('New sequence')
  })
})
