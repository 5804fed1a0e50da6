/**
 * `npm run lighthouse`: Lighthouse's desktop judgement of the built dashboard, signed in, as the local stack serves it with its sample.
 * Prints each page's scores of 100; ends with an error where performance or accessibility is below 95. Run it on a quiet machine.
 */
import lighthouse, { desktopConfig } from 'lighthouse'
import { connect } from 'puppeteer-core'
import { freePort } from '../../lib/local/free-port.ts'
import { screensOf } from './screen-list.ts'
import { openStage } from './stage.ts'

const least = 95
const judged = ['performance', 'accessibility', 'best-practices'] as const
const pages = ['home', 'sequences', 'builder', 'enrollments', 'contact', 'inbox', 'approvals', 'tasks', 'operations-setup']

const port = await freePort(0, '127.0.0.1')
const stage = await openStage(true, [`--remote-debugging-port=${port}`])
const { token } = (await (await fetch(`${stage.world.awsUrl}/_local/token`, { method: 'POST', body: '{"role":"admin"}' })).json()) as {
  token: string
}
const session = {
  accessToken: token,
  idToken: null,
  refreshToken: null,
  expiresAt: Date.now() + 3_600_000,
  name: 'Ada',
  email: null,
  admin: true,
}
const browser = await connect({ browserURL: `http://127.0.0.1:${port}` })
let below = 0

for (const { name, address } of (await screensOf(stage.world)).filter((screen) => pages.includes(screen.name))) {
  const page = await browser.newPage()
  await page.evaluateOnNewDocument((kept) => {
    try {
      sessionStorage.setItem('touchline.session', kept)
    } catch {
      // The sandboxed frame of a mail has no storage, nor a session to know of.
    }
  }, JSON.stringify(session))
  const flags = { onlyCategories: [...judged], disableStorageReset: true, logLevel: 'error' as const }
  const result = await lighthouse(`${stage.world.url}${address}`, flags, desktopConfig, page)
  const scores = judged.map((category) => Math.round((result?.lhr.categories[category]?.score ?? 0) * 100))
  process.stdout.write(`${name.padEnd(18)} ${judged.map((category, i) => `${category} ${scores[i]}`).join('  ')}\n`)
  for (const audit of Object.values(result?.lhr.audits ?? {}))
    if (audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === 'binary')
      process.stdout.write(`    ${audit.id}: ${audit.title}\n`)
  if (scores.slice(0, 2).some((score) => score < least)) below += 1
  await page.close()
}
await browser.disconnect()
await stage.close()
process.exitCode = below > 0 ? 1 : 0
