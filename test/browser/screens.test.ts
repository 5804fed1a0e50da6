/** Every screen and dialog, in both themes and down to a small phone: no serious barrier, nothing wider than the screen, no complaint. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { screensOf, type Screen } from './screen-list.ts'
import { openStage, type Stage } from './stage.ts'
import { seriousViolations, settled, signIn, visit, type Rules, type Theme, type Visit } from './visit.ts'

let stage: Stage
let screens: Screen[]
beforeAll(async () => {
  stage = await openStage()
  screens = await screensOf(stage.world)
}, 300_000)
afterAll(() => stage?.close())

/** The theme as the page's own switch sets it: one load of a screen is looked at in both. */
const inTheme = async ({ page }: Visit, theme: Theme, rules: Rules): Promise<string[]> => {
  await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
  await settled(page)
  return (await seriousViolations(page, rules)).map((violation) => `in the ${theme} theme ${violation}`)
}

/**
 * A theme changes nothing but colours, and a width everything but them: each rule is asked where its answer can be another one. The two widths
 * go side by side, each in a window of its own.
 */
describe.concurrent.each([
  [
    'a desk, in both themes',
    1440,
    900,
    [
      ['light', 'all'],
      ['dark', 'colours'],
    ],
  ],
  ['a small phone', 360, 740, [['light', 'all but colours']]],
] as const)('on %s', (_place, width, height, themes) => {
  it('every screen and dialog fits, and has no serious barrier', { timeout: 900_000 }, async ({ expect, onTestFinished }) => {
    const open = await visit(stage.browser, stage.world.url, { width, height, at: await stage.world.now() })
    onTestFinished(() => open.close())
    await signIn(open.page, 'admin', '/contacts')
    const found: string[] = []
    for (const screen of screens) {
      await open.page.goto(screen.address)
      await settled(open.page)
      await screen.open?.(open.page)
      await settled(open.page)
      const beyond = await open.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      const wrong = beyond > 0 ? [`is ${beyond} px wider than the screen`] : []
      for (const [theme, rules] of themes) wrong.push(...(await inTheme(open, theme, rules)))
      found.push(...wrong.map((text) => `${screen.name} ${text}`))
    }
    expect([...found, ...open.complaints]).toEqual([])
  })
})
