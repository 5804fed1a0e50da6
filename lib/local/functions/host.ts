/** Runs each function of the template in worker threads of its own: warm ones are reused, one invocation at a time, more on demand. */
import { randomUUID } from 'node:crypto'
import type { FunctionMeter } from '../meters.ts'
import type { FunctionLog } from './logs.ts'
import type { FunctionSettings } from './settings.ts'
import { startWorker, type RunningWorker } from './running-worker.ts'

export interface Outcome {
  payload: unknown
  functionError?: string
}

export interface HostedFunction {
  settings: FunctionSettings
  invoke(payload: string): Promise<Outcome>
  /** How many may run at once here. */
  concurrency: number
  /** Starts a worker ahead of the first invocation. */
  warm(): void
  stop(): Promise<void>
}

export interface HostParts {
  clock: SharedArrayBuffer
  log: FunctionLog
  meter: FunctionMeter
  /** Workers of one function at most. */
  concurrency: number
}

interface Waiting {
  payload: string
  resolve: (outcome: Outcome) => void
}

export const hostFunction = (settings: FunctionSettings, { clock, log, meter, concurrency }: HostParts): HostedFunction => {
  const idle: RunningWorker[] = []
  const all = new Set<RunningWorker>()
  const waiting: Waiting[] = []
  let stopped = false

  const addWorker = (): RunningWorker => {
    const worker = startWorker(settings, clock, log)
    all.add(worker)
    void forgetWhenGone(worker)
    return worker
  }
  const forgetWhenGone = async (worker: RunningWorker): Promise<void> => {
    await worker.gone
    all.delete(worker)
    const at = idle.indexOf(worker)
    if (at >= 0) idle.splice(at, 1)
    next()
  }
  const run = async (worker: RunningWorker, { payload, resolve }: Waiting): Promise<void> => {
    const began = performance.now()
    const outcome = await worker.invoke({ id: randomUUID(), payload, milliseconds: settings.timeoutSeconds * 1000 })
    meter.count(performance.now() - began, outcome.functionError !== undefined)
    if (all.has(worker) && worker.usable()) idle.push(worker)
    resolve(outcome)
    next()
  }
  const next = (): void => {
    if (stopped) return
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (all.size < concurrency ? addWorker() : undefined)
      const first = worker && waiting.shift()
      if (!worker || !first) return
      void run(worker, first)
    }
  }

  return {
    settings,
    concurrency,
    invoke: (payload) =>
      new Promise((resolve) => {
        waiting.push({ payload, resolve })
        next()
      }),
    warm: () => {
      if (all.size === 0) idle.push(addWorker())
    },
    stop: async () => {
      stopped = true
      await Promise.all([...all].map((worker) => worker.stop()))
    },
  }
}
