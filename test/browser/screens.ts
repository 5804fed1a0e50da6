/**
 * `npm run screens`: a picture of every screen, at 1440 and 390 pixels, light and dark, filled and empty, into `.screens/`, with a page that
 * shows them side by side. `-- NAME …` takes only those; `-- --filled` or `-- --empty` only one of the two; `-- --into=FOLDER` puts them elsewhere.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { screensOf } from './screen-list.ts'
import { openStage } from './stage.ts'
import { settled, signIn, visit, type Theme } from './visit.ts'

const into = '--into='
const [asked, folders] = [
  process.argv.slice(2).filter((word) => !word.startsWith(into)),
  process.argv.filter((word) => word.startsWith(into)),
]
const folder = folders[0]?.slice(into.length) ?? '.screens'
const names = asked.filter((word) => !word.startsWith('--'))
const fills = (['filled', 'empty'] as const).filter((fill) => !asked.some((word) => word.startsWith('--')) || asked.includes(`--${fill}`))
const widths = [1440, 390]
const themes: Theme[] = ['light', 'dark']

const rows: string[] = []
let wrong = 0
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

for (const fill of fills) {
  const stage = await openStage(fill === 'filled')
  const screens = (await screensOf(stage.world)).filter(({ name }) => names.length === 0 || names.includes(name))
  const pictures = new Map<string, string[]>(screens.map(({ name }) => [name, []]))
  for (const theme of themes)
    for (const width of widths) {
      const open = await visit(stage.browser, stage.world.url, { theme, width, height: heightOf(width), at: await stage.world.now() })
      await signIn(open.page, 'admin', '/contacts')
      for (const screen of screens) {
        await open.page.setViewportSize({ width, height: heightOf(width) })
        await open.page.goto(screen.address)
        await settled(open.page)
        await screen.open?.(open.page).catch((error: unknown) => complain(`${screen.name}, ${width} px: ${String(error).split('\n')[0]}`))
        await settled(open.page)
        if (screen.whole) await stretch(open.page, width)
        const file = `${fill}-${screen.name}-${width}-${theme}.png`
        await open.page.screenshot({ path: join(folder, file) })
        pictures.get(screen.name)?.push(file)
        const beyond = await open.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        if (beyond > 0) complain(`${file}: ${beyond} px wider than the screen`)
      }
      for (const complaint of open.complaints) complain(`${fill}, ${theme}, ${width} px: ${complaint}`)
      await open.close()
    }
  for (const [name, files] of pictures) rows.push(`<h2>${name}, ${fill}</h2><p>${files.map(pictureOf).join(' ')}</p>`)
  await stage.close()
}
writeFileSync(join(folder, 'index.html'), `<!doctype html><title>Every screen</title>${rows.join('\n')}\n`)
process.stdout.write(`${folder}/index.html shows them all${wrong > 0 ? `; ${wrong} complaints` : ''}\n`)
process.exitCode = wrong > 0 ? 1 : 0

function heightOf(width: number): number {
  return width === 390 ? 844 : 900
}

/** The window grows by what its sheet would have to be scrolled for; what is scrolled within the sheet stays as it is. */
async function stretch(page: Page, width: number): Promise<void> {
  const hidden = await page.evaluate<number>(
    `(() => {
      const scrolled = [...document.querySelectorAll('#work .overflow-y-auto')].filter((one) => !one.parentElement.closest('.overflow-y-auto'))
      return Math.max(0, ...scrolled.map((one) => one.scrollHeight - one.clientHeight))
    })()`,
  )
  await page.setViewportSize({ width, height: heightOf(width) + hidden })
  await settled(page)
}

function complain(text: string): void {
  wrong += 1
  process.stdout.write(`✗ ${text}\n`)
}

function pictureOf(file: string): string {
  return `<a href="${file}"><img src="${file}" alt="${file}" height="360"></a>`
}
