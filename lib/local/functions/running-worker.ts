/** One worker thread as the host sees it. Whatever ends it, a crash or a timeout, ends its invocation with an error. */
import { Worker } from 'node:worker_threads'
import type { Outcome } from './host.ts'
import type { FunctionLog } from './logs.ts'
import { environmentOf, type FunctionSettings } from './settings.ts'
import type { Answer, Invocation, WorkerSettings } from './worker.ts'

export interface RunningWorker {
  invoke(invocation: Invocation): Promise<Outcome>
  usable(): boolean
  /** Resolves when the thread has ended. */
  gone: Promise<void>
  stop(): Promise<void>
}

export const startWorker = (settings: FunctionSettings, clock: SharedArrayBuffer, log: FunctionLog): RunningWorker => {
  const { directory, handler, name, arn, memoryMegabytes, logGroup, timeoutSeconds } = settings
  const workerData: WorkerSettings = { directory, handler, clock, functionName: name, functionArn: arn, memoryMegabytes, logGroup }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    env: environmentOf(settings),
    execArgv: [],
    stdout: true,
    stderr: true,
  })
  let current: { id: string; settle: (outcome: Outcome) => void } | undefined
  let alive = true
  worker.stdout.on('data', log.write)
  worker.stderr.on('data', log.write)

  const end = (outcome: Outcome): void => {
    const settle = current?.settle
    current = undefined
    settle?.(outcome)
  }
  const die = (outcome: Outcome): void => {
    alive = false
    log.write(`${JSON.stringify(outcome.payload)}\n`)
    end(outcome)
    void worker.terminate()
  }
  worker.on('message', (answer: Answer) => {
    if ('broken' in answer) return die(failure('Runtime.ImportModuleError', answer.broken))
    if (!('id' in answer) || answer.id !== current?.id) return
    if ('error' in answer) {
      log.write(`${JSON.stringify({ level: 'ERROR', requestId: answer.id, ...answer.error })}\n`)
      end({ payload: answer.error, functionError: 'Unhandled' })
    } else end({ payload: JSON.parse(answer.payload) as unknown })
  })
  worker.on('error', (error) =>
    die(failure(error instanceof Error ? error.name : 'Error', error instanceof Error ? error.message : String(error))),
  )
  const gone = new Promise<void>((resolve) =>
    worker.on('exit', (code) => {
      alive = false
      end(failure('Runtime.ExitError', `the runtime exited with code ${code}`))
      resolve()
    }),
  )

  return {
    gone,
    usable: () => alive,
    invoke: (invocation) =>
      new Promise((resolve) => {
        const late = setTimeout(
          () => die(failure('Sandbox.Timedout', `Task timed out after ${timeoutSeconds}.00 seconds`)),
          invocation.milliseconds,
        )
        current = {
          id: invocation.id,
          settle: (outcome) => {
            clearTimeout(late)
            resolve(outcome)
          },
        }
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        if (alive) worker.postMessage(invocation)
        else end(failure('Runtime.ExitError', 'the runtime has exited'))
      }),
    stop: async () => {
      await worker.terminate()
    },
  }
}

const failure = (errorType: string, errorMessage: string): Outcome => ({ payload: { errorType, errorMessage }, functionError: 'Unhandled' })
