/**
 * Runs inside a worker thread: loads one function's bundle as Lambda's Node runtime would and answers its invocations. Its `Date` is the dial's.
 * Standard output goes to the host as text; nothing else of the process is shared.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'

export interface WorkerSettings {
  directory: string
  handler: string
  clock: SharedArrayBuffer
  functionName: string
  functionArn: string
  memoryMegabytes: number
  logGroup: string
}
export interface Invocation {
  id: string
  payload: string
  /** Wall milliseconds left. */
  milliseconds: number
}
export type Answer =
  | { id: string; payload: string }
  | { id: string; error: { errorType: string; errorMessage: string; trace: string[] } }
  | { ready: true }
  | { broken: string }

type Handler = (event: unknown, context: unknown) => unknown

const followDial = (shared: SharedArrayBuffer): void => {
  const version = new Int32Array(shared, 0, 1)
  const fields = new Float64Array(shared, 8, 3)
  const WallDate = Date
  const wall = Date.now.bind(Date)
  const now = (): number => {
    for (;;) {
      const before = Atomics.load(version, 0)
      const [dial = 0, since = 0, speed = 1] = fields
      if (before % 2 === 0 && Atomics.load(version, 0) === before) return Math.trunc(dial + (speed === 0 ? 0 : (wall() - since) * speed))
    }
  }
  const DialDate = function (this: unknown, ...parts: unknown[]) {
    if (new.target === undefined) return new WallDate(now()).toString()
    return Reflect.construct(WallDate, parts.length === 0 ? [now()] : parts, new.target) as Date
  }
  Object.defineProperties(DialDate, Object.getOwnPropertyDescriptors(WallDate))
  Object.defineProperty(DialDate, 'now', { value: now, writable: true, configurable: true })
  Object.defineProperty(WallDate.prototype, 'constructor', { value: DialDate, writable: true, configurable: true })
  // The stand-in is callable and constructible as Date is.
  globalThis.Date = DialDate as unknown as DateConstructor
}

const loadHandler = async ({ directory, handler }: WorkerSettings): Promise<Handler> => {
  const [file = 'index', name = 'handler'] = handler.split('.')
  const path = ['.js', '.cjs', '.mjs'].map((extension) => join(directory, file + extension)).find(existsSync)
  if (path === undefined) throw new Error(`Cannot find module '${file}' in ${directory}`)
  let exported: Record<string, unknown>
  if (path.endsWith('.mjs')) exported = (await import(path)) as Record<string, unknown>
  else {
    // Compiled directly: no package.json above the asset may turn it into an ES module.
    const loaded = new Module(path) as Module & { _compile(code: string, path: string): void }
    loaded.filename = path
    loaded.require = createRequire(path)
    // oxlint-disable-next-line no-underscore-dangle -- Node's own name
    loaded._compile(readFileSync(path, 'utf8'), path)
    exported = loaded.exports as Record<string, unknown>
  }
  const found = exported[name]
  if (typeof found !== 'function') throw new Error(`${handler} is undefined or not exported`)
  return found as Handler
}

/**
 * Resolves when the host has what was printed so far. A thread's output waits here until the host asks for more, and is lost with the thread:
 * an invocation that has answered has printed.
 */
const printed = async (): Promise<void> => {
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise<void>((resolve) => void stream.write('', () => resolve()))
}

const serve = async (): Promise<void> => {
  const settings = workerData as WorkerSettings
  const port = parentPort
  if (!port) throw new Error('this module runs as a worker thread')
  const answer = (message: Answer): void => void printed().then(() => port.postMessage(message))
  followDial(settings.clock)
  let handler: Handler
  try {
    handler = await loadHandler(settings)
  } catch (error) {
    answer({ broken: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    return
  }
  port.on('message', ({ id, payload, milliseconds }: Invocation) => {
    const deadline = performance.now() + milliseconds
    const context = {
      functionName: settings.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: settings.functionArn,
      memoryLimitInMB: String(settings.memoryMegabytes),
      awsRequestId: id,
      logGroupName: settings.logGroup,
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, Math.trunc(deadline - performance.now())),
    }
    new Promise((resolve) => resolve(handler(JSON.parse(payload), context))).then(
      (result) => answer({ id, payload: JSON.stringify(result ?? null) }),
      (error: unknown) => {
        const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
        answer({ id, error: { errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') } })
      },
    )
  })
  answer({ ready: true })
}

await serve()
