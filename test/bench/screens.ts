/**
 * How long every request of the dashboard's screens takes through the real local HTTP API, over a table with 10,000 enrollments and 100,000
 * messages: each is asked 20 times. What it reads is counted, so it repeats; times depend on the machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { createIdentity } from '../../functions/data/identity.ts'
import { startLocal } from '../../lib/local/host.ts'
import type { MeterReading } from '../../lib/local/meters.ts'
import { openStore } from '../../lib/local/store.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { beginning, connect } from '../journey/world.ts'
import { total } from './cost.ts'
import { fill } from './fill.ts'
import { asked, unasked, type Known } from './requests.ts'

const times = 20
const mostMilliseconds = 300
/** Fewer of them show that every request is answered; the figures are of ten thousand. */
const contacts = Number(process.argv[3] ?? 10_000)

const stackDir = mkdtempSync(join(tmpdir(), 'touchline-bench-'))
const dataDir = mkdtempSync(join(tmpdir(), 'touchline-bench-data-'))
const tenantsDirectory = mkdtempSync(join(tmpdir(), 'touchline-bench-tenant-'))
writeFileSync(join(tenantsDirectory, 'bench.json'), JSON.stringify({ postalAddress: '1 Bench Street, Springfield' }))
// Only the API is asked: the pages are not built for it.
const dashboardDirectory = mkdtempSync(join(tmpdir(), 'touchline-bench-pages-'))
writeFileSync(join(dashboardDirectory, 'index.html'), '<!doctype html>')
await synthesize({ tenants: ['bench'], tenantsDirectory, dashboardDirectory, outdir: stackDir, checks: false })
const runtime = await startLocal({ stackDir, dataDir, port: 0, awsPort: 0, startAt: beginning })
const world = connect(runtime)

/** The secret under which contacts have their keys: it is made anew with each stack. */
const secretOf = (): string => {
  const store = openStore(join(dataDir, 'state.db'))
  const [kept] = store.list<{ value: string }>('secrets')
  store.close()
  if (!kept) throw new Error('the stack has no secret')
  return kept.value.value
}

const steps = Array.from({ length: 12 }, (_, n) => ({
  name: `Step ${n + 1}`,
  channel: ['email', 'sms', 'email', 'task'][n % 4],
  delayMinutes: n * 1_440,
  ...(n % 2 === 0 ? { subject: 'About your house, {{first_name}}' } : {}),
  body: 'Hi {{first_name}}, about {{street}}.',
}))
const { id } = await world.api<{ id: string }>('POST', '/sequences', { name: 'Bench', status: 'active', steps })
for (let n = 0; n < 40; n++)
  await world.api('POST', '/sequences', { name: `Other ${n}`, status: n % 2 ? 'active' : 'draft', steps: steps.slice(0, 4) })

const client = new DynamoDBClient({
  endpoint: world.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
})
const { TableNames: [name = ''] = [] } = await client.send(new ListTablesCommand({}))
const table = { documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), name }
const began = performance.now()
const filled = await fill(table, createIdentity(secretOf()), {
  id,
  steps: steps.length,
  contacts,
  now: Date.parse(await world.now()),
})
console.log(`${filled.items} rows, ${filled.messages} of them messages, written in ${((performance.now() - began) / 1000).toFixed(0)} s`)
/** The counting of a hundred thousand messages may take longer than the dial waits for quiet. */
const quiet = async (tries: number): Promise<unknown> =>
  world.advance('PT0S').catch((error: unknown) => {
    if (tries > 1 && String(error).includes('NotQuiet')) return quiet(tries - 1)
    throw error
  })
await quiet(10)
console.log(`counted by the stream ${((performance.now() - began) / 1000).toFixed(0)} s after the first was written\n`)

const reading = async () => {
  const { readUnits, requests } = total(await world.local<MeterReading>('meters'))
  return { readUnits, reads: requests['dynamodb'] ?? 0 }
}
const first = async (path: string): Promise<string> => {
  const {
    items: [found],
  } = await world.api<{ items: { id: string }[] }>('GET', path, undefined, 'admin')
  return found?.id ?? ''
}
const known: Known = {
  sequence: id,
  enrollment: await first(`/sequences/${id}/enrollments?limit=1`),
  message: await first(`/sequences/${id}/messages?limit=1`),
  gate: await first('/gates?limit=1'),
  draft: await first('/drafts?limit=1'),
}

console.log(`${'request'.padEnd(58)} ${'median'.padStart(9)} ${'p95'.padStart(9)} ${'requests'.padStart(9)} ${'read units'.padStart(11)}`)
let slow = 0
for (const path of asked(known)) {
  const ask = async (): Promise<number> => {
    const start = performance.now()
    const { status, body } = await world.call('GET', path, undefined, 'admin')
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`)
    return performance.now() - start
  }
  await ask()
  const before = await reading()
  const took: number[] = []
  for (let n = 0; n < times; n++) took.push(await ask())
  const after = await reading()
  const sorted = took.toSorted((a, b) => a - b)
  const [median = 0, p95 = 0] = [sorted[times / 2], sorted[Math.ceil(times * 0.95) - 1]]
  if (median > mostMilliseconds) slow++
  const per = (of: 'reads' | 'readUnits'): string => ((after[of] - before[of]) / times).toFixed(1)
  const shown = path.replaceAll(/[0-9A-Z]{26}/g, '{id}')
  const mark = median > mostMilliseconds ? '  too slow' : ''
  console.log(
    `${shown.padEnd(58)} ${`${median.toFixed(0)} ms`.padStart(9)} ${`${p95.toFixed(0)} ms`.padStart(9)} ${per('reads').padStart(9)} ${per('readUnits').padStart(11)}${mark}`,
  )
}
console.log(`\nNot asked: ${unasked.join(', ')}`)

client.destroy()
world.disconnect()
await runtime.stop()
for (const directory of [stackDir, dataDir, tenantsDirectory, dashboardDirectory]) rmSync(directory, { recursive: true, force: true })
if (slow > 0) throw new Error(`${slow} requests take more than ${mostMilliseconds} ms in the median`)
