/** One core's share of the histories. Speaks to `simulate.ts` or `guards.ts` in counts and failing seeds, and judges single ones when asked. */
import { parentPort, workerData } from 'node:worker_threads'
import { nothingSeen, seenKinds, type Seen } from './audit/seen.ts'
import { loadProduct } from './product.ts'
import { judge, judgeSeeds, warmUp } from './run.ts'
import { writeScript, type Weights } from './script.ts'

/** What a worker is to do: seeds from `from` in steps of one, `count` of them. */
export interface Share {
  root: string
  from: number
  count: number
  weights: Weights
  stopAt: number
  /** One shared number: another than 0 asks the worker to end after the history that it plays. */
  ended?: Int32Array<SharedArrayBuffer>
}
export type Told =
  | { kind: 'progress'; histories: number; calls: number; requests: number; seen: Seen }
  | { kind: 'wrong'; seed: number; rules: string[]; detail: string }
  | { kind: 'judged'; seed: number; rules: string[] }

/** Asks a worker with a share of nothing for one history; null: there is nothing more to ask. */
export interface Asked {
  seed: number
  weights: Weights
}

const share = workerData as Share
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
const tell = (told: Told): void => parentPort?.postMessage(told)
const product = await loadProduct(share.root)
await warmUp(product)
// Errors are the ordinary course of a history; nobody reads where they were made.
Error.stackTraceLimit = 0
const none = () => ({ histories: 0, calls: 0, requests: 0, seen: nothingSeen() })
let sum = none()
const report = (): void => {
  tell({ kind: 'progress', ...sum })
  sum = none()
}
await judgeSeeds(product, share, ({ script, findings, calls, requests, seen }) => {
  for (const kind of seenKinds) sum.seen[kind] += seen[kind]
  sum = { ...sum, histories: sum.histories + 1, calls: sum.calls + calls, requests: sum.requests + requests }
  if (sum.histories === 100) report()
  if (findings.length > 0)
    tell({ kind: 'wrong', seed: script.seed, rules: [...new Set(findings.map(({ rule }) => rule))], detail: findings[0]?.detail ?? '' })
})
report()
if (share.count === 0)
  parentPort?.on('message', (asked: Asked | null) => {
    if (!asked) return parentPort?.close()
    const { seed, weights } = asked
    void judge(product, writeScript(seed, weights)).then(({ findings }) =>
      tell({ kind: 'judged', seed, rules: findings.map(({ rule }) => rule) }),
    )
  })
