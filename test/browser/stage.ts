/** What every browser test stands on: the whole local stack, with the sample or empty, and a browser beside it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sampleDays, seed } from '../../lib/local/seed.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { beginning, openWorld, type World } from '../journey/world.ts'
import { openBrowser } from './chromium.ts'

export interface Stage {
  world: World
  browser: Awaited<ReturnType<typeof openBrowser>>['browser']
  close(): Promise<void>
}

/** `filled`: with the sample of `npm start`, made by two days of its own time; else without anything. `switches`: of the browser's command line. */
export const openStage = async (filled = true, switches: string[] = []): Promise<Stage> => {
  const until = Date.parse(beginning)
  const stackDir = mkdtempSync(join(tmpdir(), 'touchline-cdk-'))
  await synthesize({ tenants: ['demo'], outdir: stackDir })
  const world = await openWorld({ stackDir, startAt: new Date(until - (filled ? sampleDays * 86_400_000 : 0)).toISOString() })
  if (filled) await seed({ url: world.url, awsUrl: world.awsUrl, tenant: 'demo', log: () => undefined }, until)
  const chrome = await openBrowser(switches)
  const close = async (): Promise<void> => {
    await chrome.close()
    await world.close()
    rmSync(stackDir, { recursive: true, force: true })
  }
  return { world, browser: chrome.browser, close }
}
