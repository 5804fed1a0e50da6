/** Every screen and dialog, in both themes and at two widths: no serious barrier, nothing wider than the screen, no complaint. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { screensOf, type Screen } from './screen-list.ts'
import { openStage, type Stage } from './stage.ts'
import { seriousViolations, settled, signIn, visit } from './visit.ts'

let stage: Stage
let screens: Screen[]
beforeAll(async () => {
  stage = await openStage()
  screens = await screensOf(stage.world)
}, 300_000)
afterAll(() => stage?.close())

describe.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 360],
  ['dark', 360],
] as const)('in the %s theme at %i pixels', (theme, width) => {
  it('every screen and dialog has no serious barrier and fits', { timeout: 400_000 }, async () => {
    const open = await visit(stage.browser, stage.world.url, { theme, width })
    await signIn(open.page, 'admin', '/contacts')
    const found: string[] = []
    for (const screen of screens) {
      await open.page.goto(screen.address)
      await settled(open.page)
      await screen.open?.(open.page)
      await settled(open.page)
      found.push(...(await seriousViolations(open.page)).map((violation) => `${screen.name}: ${violation}`))
      const beyond = await open.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (beyond > 0) found.push(`${screen.name}: ${beyond} px wider than the screen`)
    }
    expect([...found, ...open.complaints]).toEqual([])
    await open.close()
  })
})
