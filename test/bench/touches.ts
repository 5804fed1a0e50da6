/**
 * What one enrollment of four steps and one touch cost, counted on the local stack; the functions' size and import time; and how
 * fast the local stack goes. Units and calls are counted, so they repeat; times depend on the machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleFunctions } from '../../lib/bundles.ts'
import type { MeterReading } from '../../lib/local/meters.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { leadEvent, openWorld, type World } from '../journey/world.ts'
import { measureBundles } from './bundles.ts'
import { dollarsOf, minus, total, type Work } from './cost.ts'
import { floorPerMillionTouches } from './prices.ts'

const contacts = 200
/** Email only and a touch a day, so that every touch is due, sent and delivered, and none is moved by the daily limit. */
const steps = [60, 1440, 4320, 10_080].map((delayMinutes, n) => ({
  name: `Mail ${n + 1}`,
  channel: 'email',
  delayMinutes,
  subject: `{{first_name}}, ${n + 1}`,
  body: 'Hi {{first_name}}, about {{street}}. '.repeat(20),
}))

const measure = async (world: World, work: () => Promise<unknown>): Promise<{ work: Work; seconds: number }> => {
  const before = total(await world.local<MeterReading>('meters'))
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1000
  return { work: minus(total(await world.local<MeterReading>('meters')), before), seconds }
}

const stackDir = mkdtempSync(join(tmpdir(), 'touchline-bench-'))
// Nothing is mailed without a postal address; everything else is as a tenant without a file has it.
const tenantsDirectory = mkdtempSync(join(tmpdir(), 'touchline-bench-tenant-'))
writeFileSync(join(tenantsDirectory, 'bench.json'), JSON.stringify({ postalAddress: '1 Bench Street, Springfield' }))
await synthesize({ tenants: ['bench'], tenantsDirectory, outdir: stackDir, checks: false })
const world = await openWorld({ stackDir })
const idle = await measure(world, () => world.advance('P8D'))
await world.api('POST', '/sequences', { name: 'Bench', triggerStage: 'new', status: 'active', steps })
const occurredAt = await world.now()
const events = Array.from({ length: contacts }, (_, n) => leadEvent(n, {}, { occurredAt }))
const enrolling = await measure(world, async () => {
  await world.publish(...events)
  await world.advance('PT0S')
})
const touching = await measure(world, () => world.advance('P8D'))
const sent = (await world.outbox()).length
await world.close()
for (const directory of [stackDir, tenantsDirectory]) rmSync(directory, { recursive: true, force: true })

const touches = contacts * steps.length
if (sent !== touches) throw new Error(`${sent} of ${touches} touches left: the figures would be of something else`)
const perEnrollment = (value: number): string => (value / contacts).toFixed(2)
const perTouch = (value: number): string => (value / touches).toFixed(2)
const walked = minus(touching.work, idle.work)
const row = (name: string, pick: (work: Work) => number): void =>
  console.log(`  ${name.padEnd(34)} ${perEnrollment(pick(enrolling.work)).padStart(12)} ${perTouch(pick(walked)).padStart(12)}`)

console.log(`One enrollment of ${steps.length} steps, and one touch from due to delivered (${contacts} contacts, ${touches} touches):`)
console.log(`  ${''.padEnd(34)} ${'enrollment'.padStart(12)} ${'touch'.padStart(12)}`)
row('DynamoDB write units', ({ writeUnits }) => writeUnits)
row('DynamoDB read units', ({ readUnits }) => readUnits)
for (const service of Object.keys({ ...enrolling.work.requests, ...walked.requests }).toSorted())
  row(`requests to ${service}`, ({ requests }) => requests[service] ?? 0)
row('function invocations', ({ invocations }) => invocations)
row('function milliseconds', ({ milliseconds }) => milliseconds)
row('bytes logged', ({ logBytes }) => logBytes)

console.log('\nDollars per million touches, without the providers’ own price (a four-step enrollment shared by its four touches):')
const perMillion = dollarsOf(enrolling.work, walked, touches)
for (const { line, dollars } of perMillion) console.log(`  ${line.padEnd(34)} ${dollars.toFixed(2).padStart(12)}`)
const sum = perMillion.reduce((all, { dollars }) => all + dollars, 0)
console.log(
  `  ${'together'.padEnd(34)} ${sum.toFixed(2).padStart(12)}   (${(sum / floorPerMillionTouches).toFixed(1)} times the floor of $${floorPerMillionTouches})`,
)

console.log('\nCode of each function, minified with its SDK clients, and its median import time in a fresh process:')
for (const { name, kilobytes, importMs } of measureBundles(bundleFunctions()))
  console.log(`  ${name.padEnd(12)} ${String(kilobytes).padStart(6)} KB ${importMs.toFixed(0).padStart(6)} ms`)

console.log('\nThrough the local stack:')
console.log(`  ${(contacts / enrolling.seconds).toFixed(0)} enrollments a second`)
console.log(`  ${(touches / Math.max(0.001, touching.seconds - idle.seconds)).toFixed(0)} touches a second, each from due to delivered`)
console.log(`  eight days of an idle dial in ${idle.seconds.toFixed(1)} s`)
