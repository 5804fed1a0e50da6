/** `npm run iam`: the full journey on the local stack, then every grant of the template against what was used. Fails on any denied call or unused grant. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesize } from '../../lib/synthesize.ts'
import { fullJourney } from './full-journey.ts'
import { openWorld } from './world.ts'

interface Report {
  denied: unknown[]
  unused: unknown[]
  waived: unknown[]
}

const stackDir = mkdtempSync(join(tmpdir(), 'touchline-iam-'))
try {
  await synthesize({ tenants: ['demo'], outdir: stackDir })
  const world = await openWorld({ stackDir })
  await fullJourney(world)
  const report = await world.local<Report>('iam')
  await world.close()
  for (const part of ['denied', 'unused', 'waived'] as const) {
    console.log(`${part}: ${report[part].length}`)
    for (const entry of report[part]) console.log(`  ${JSON.stringify(entry)}`)
  }
  if (report.denied.length + report.unused.length > 0) process.exitCode = 1
} finally {
  rmSync(stackDir, { recursive: true, force: true })
}
