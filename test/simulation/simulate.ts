/**
 * `npm run simulate -- --histories 20000`: plays that many histories on all cores and ends with an error where one is wrong.
 * `npm run simulate -- --seed 42`: plays one and prints it; a wrong one is printed in its shortest form.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { nothingSeen, seenKinds } from './audit/seen.ts'
import { loadProduct } from './product.ts'
import { judge, warmUp } from './run.ts'
import { writeScript } from './script.ts'
import { shrink } from './shrink.ts'
import type { Share, Told } from './worker.ts'

const repository = new URL('../..', import.meta.url).pathname

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '20000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    root: { type: 'string', default: repository },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
})

const tellOne = async (seed: number): Promise<void> => {
  const product = await loadProduct(values.root)
  await warmUp(product)
  const judged = await judge(product, writeScript(seed), { told: true })
  const { findings } = judged
  const shown = findings.length > 0 ? await shrink(product, judged) : judged
  if (findings.length > 0) console.log(`seed ${seed} is wrong (${findings.map(({ rule }) => rule).join(', ')}); its shortest form:`)
  const { faults, events, sequences, contacts } = shown.script
  const present = Object.entries(faults).filter(([, chance]) => chance > 0)
  console.log('faults   ', present.map(([kind, chance]) => `${kind} ${chance.toFixed(3)}`).join(', ') || 'none')
  for (const contact of contacts) console.log('contact  ', JSON.stringify(contact))
  for (const sequence of sequences) console.log('sequence ', JSON.stringify(sequence))
  console.log(`events    ${events.length}`)
  for (const line of shown.lines) console.log(line.length > 260 ? `${line.slice(0, 260)}…` : line)
  for (const { rule, detail } of shown.findings) console.log(`✗ ${rule}: ${detail}`)
  if (findings.length > 0) process.exitCode = 1
  else console.log(`✓ seed ${seed}: ${shown.calls} calls, ${shown.requests} requests, nothing wrong`)
}

const tellMany = async (histories: number, from: number, workers: number): Promise<void> => {
  const started = performance.now()
  const sum = { histories: 0, calls: 0, requests: 0, seen: nothingSeen() }
  const wrong: Extract<Told, { kind: 'wrong' }>[] = []
  const most = Math.ceil(histories / workers)
  const shares = Array.from(
    { length: workers },
    (_, i): Share => ({
      root: values.root,
      from: from + i * most,
      count: Math.max(0, Math.min(most, histories - i * most)),
      weights: {},
      stopAt: 20,
    }),
  )
  await Promise.all(
    shares.map(
      (share) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL('./worker.ts', import.meta.url), {
            workerData: share,
            resourceLimits: { maxYoungGenerationSizeMb: 64 },
          })
          worker.on('message', (told: Told) => {
            if (told.kind === 'progress') {
              sum.histories += told.histories
              sum.calls += told.calls
              sum.requests += told.requests
              for (const kind of seenKinds) sum.seen[kind] += told.seen[kind]
              if (sum.histories % 5_000 < 100 && told.histories === 100) console.log(`${sum.histories} histories`)
            } else if (told.kind === 'wrong') {
              wrong.push(told)
              console.log(`✗ seed ${told.seed}: ${told.rules.join(', ')}: ${told.detail}`)
            }
          })
          worker.on('error', reject)
          worker.on('exit', () => resolve())
        }),
    ),
  )
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${sum.histories} histories, ${sum.calls} calls, ${sum.requests} requests to providers in ${seconds.toFixed(0)} s: ${wrong.length} wrong`,
  )
  console.log(`seen: ${seenKinds.map((kind) => `${sum.seen[kind]} ${kind}`).join('; ')}`)
  if (wrong.length > 0) console.log(`npm run simulate -- --seed ${wrong[0]?.seed}   replays the first in its shortest form`)
  if (wrong.length > 0 || sum.histories < histories) process.exitCode = 1
}

if (values.seed === undefined) await tellMany(Number(values.histories), Number(values.from), Number(values.workers))
else await tellOne(Number(values.seed))
