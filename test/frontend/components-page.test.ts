import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { colours, sizes } from '../../frontend/components/gallery/tokens.ts'
import { screens } from '../../frontend/specimens/screens.ts'
import { button, closePages, openPage, press, serve } from './mount-page.ts'

afterEach(closePages)

const opened = async (admin = false) => {
  const { calls } = serve()
  const page = await openPage('/components', { admin })
  await expect.poll(() => document.querySelectorAll('h3').length, { timeout: 10_000 }).toBeGreaterThan(0)
  return { ...page, calls }
}

describe('the component page', () => {
  it('shows every component of the design system by its name', async () => {
    await opened()
    const shown = [...document.querySelectorAll('h3')].map(({ textContent }) => textContent.trim())
    const made = readdirSync('frontend/components/ui').map((file) => file.replace('.vue', ''))
    expect(shown.toSorted()).toEqual(made.toSorted())
  })

  it('names every colour and every size of the tokens', () => {
    const css = readFileSync('frontend/design/tokens.css', 'utf8')
    const light = /:root \{(?<rules>[^}]*)\}/.exec(css)?.groups?.['rules'] ?? ''
    const written = [...light.matchAll(/--(?<name>[\w-]+): oklch/g)].map(({ groups }) => groups?.['name'])
    expect(Object.keys(colours).toSorted()).toEqual(written.toSorted())
    const sized = [...css.matchAll(/--text-(?<name>[a-z]+): /g)].map(({ groups }) => groups?.['name'])
    expect(sizes.map(({ name }) => name).toSorted()).toEqual(sized.toSorted())
  })

  it('links to every screen in each of its states, and to an admin’s only for admins', async () => {
    await opened(true)
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))
    for (const { name } of screens)
      for (const address of [`/components/${name}`, `/components/${name}?state=loading`, `/components/${name}?state=error`])
        expect(links).toContain(address)
    closePages()
    await opened()
    expect(document.body.textContent).not.toContain('Dead letters')
  })

  it('opens its dialogs by their buttons', async () => {
    await opened()
    await press('Ask for a word')
    expect(document.querySelector('[role=alertdialog]')?.textContent).toContain('Erase Dana Reyes?')
    expect(button('Erase for good').disabled).toBe(true)
    await press('Keep it')
    expect(document.querySelector('[role=alertdialog]')).toBeNull()
  })

  it('asks nothing of the API', async () => {
    const { calls } = await opened()
    expect(calls).toEqual([])
  })
})
