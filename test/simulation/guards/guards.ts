/**
 * `npm run guards`: takes each guard of the product out, one after another, and lets the simulation look for it. A removal that nothing
 * catches, or whose text is not found, is an error: the auditor would be blind there.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Asked, Share, Told } from '../worker.ts'
import { removals, type Removal } from './removals.ts'
import { takeOut } from './take-out.ts'

const repository = new URL('../../..', import.meta.url).pathname
/** Inside the repository, where the packages are found, and ignored by git. */
const copies = join(repository, '.build', 'guards')

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '6000' },
    root: { type: 'string', default: repository },
    only: { type: 'string' },
  },
})

type Outcome = { caught: true; seed: number; rules: string[] } | { caught: false; why: string }

const without = (removal: Removal, index: number): string => {
  const root = join(copies, String(index))
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  cpSync(join(values.root, 'functions'), join(root, 'functions'), { recursive: true })
  for (const [file, source] of takeOut(values.root, removal)) writeFileSync(join(root, 'functions', file), source)
  return root
}

const open = (share: Share): Worker => new Worker(new URL('../worker.ts', import.meta.url), { workerData: share })

/** The product as it is: what it does wrong by itself is no proof that a removal was seen. */
const whole = open({ root: values.root, from: 1, count: 0, weights: {}, stopAt: 1 })
const asked = new Map<number, (rules: string[]) => void>()
whole.on('message', (told: Told) => {
  if (told.kind === 'judged') asked.get(told.seed)?.(told.rules)
})
let turn: Promise<unknown> = Promise.resolve()
const rulesOfWhole = (question: Asked): Promise<string[]> => {
  const answer = turn.then(
    () =>
      new Promise<string[]>((resolve) => {
        asked.set(question.seed, resolve)
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
        whole.postMessage(question)
      }),
  )
  turn = answer
  return answer
}

/** Histories that are wrong, and which of them are right with the guard in place. */
const look = async (removal: Removal, index: number): Promise<Outcome> => {
  const weights = removal.weights ?? {}
  let root: string
  try {
    root = without(removal, index)
  } catch (error) {
    return { caught: false, why: error instanceof Error ? error.message : String(error) }
  }
  const ended = new Int32Array(new SharedArrayBuffer(4))
  const worker = open({ root, from: 1, count: Number(values.histories), weights, stopAt: 5, ended })
  let played = 0
  let wrongAnyway = 0
  let caught: Outcome | undefined
  let failure = ''
  const checks: Promise<void>[] = []
  const check = async ({ seed, rules }: Extract<Told, { kind: 'wrong' }>): Promise<void> => {
    const own = await rulesOfWhole({ seed, weights })
    const fresh = rules.filter((rule) => !own.includes(rule))
    if (fresh.length === 0) wrongAnyway++
    if (fresh.length === 0 || caught) return
    caught = { caught: true, seed, rules: fresh }
    Atomics.store(ended, 0, 1)
  }
  await new Promise<void>((resolve) => {
    worker.on('message', (told: Told) => {
      if (told.kind === 'progress') played += told.histories
      if (told.kind !== 'wrong') return
      // A product that cannot run at all proves nothing of the auditor.
      if (told.rules.includes('could_not_be_played')) failure = `it does not run: ${told.detail}`
      else checks.push(check(told))
    })
    worker.on('error', (error) => (failure = `it does not load: ${String(error)}`))
    worker.on('exit', () => resolve())
  })
  await Promise.all(checks)
  rmSync(root, { recursive: true, force: true })
  const anyway = wrongAnyway > 0 ? ` but what is wrong with the guard too (${wrongAnyway} of them)` : ''
  return caught ?? { caught: false, why: failure || `nothing was wrong in ${played} histories${anyway}` }
}

const chosen = removals
  .map((removal, index) => ({ removal, index }))
  .filter(({ removal }) => !values.only || removal.guard.includes(values.only))
const total = chosen.length
let missed = 0
const next = async (): Promise<void> => {
  for (let one = chosen.shift(); one; one = chosen.shift()) {
    const outcome = await look(one.removal, one.index)
    if (outcome.caught) console.log(`✓ ${one.removal.guard}: seed ${outcome.seed}, ${outcome.rules.join(', ')}`)
    else {
      missed++
      console.log(`✗ ${one.removal.guard}: ${outcome.why}`)
    }
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, next))
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
whole.postMessage(null)
console.log(`${total - missed} of ${total} removed guards are noticed by the simulation`)
if (missed > 0 || total === 0) process.exitCode = 1
