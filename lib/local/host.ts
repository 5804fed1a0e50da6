/** Runs a synthesized stack on this machine: reads its template, starts every service it needs, and serves them on two ports. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isWaivedResource, uncovered } from './coverage.ts'
import { endStale, startDynoxide } from './dynamodb/dynoxide.ts'
import { prepareTables } from './dynamodb/tables.ts'
import { startEndpoint } from './endpoint/endpoint.ts'
import { freePort } from './free-port.ts'
import { hostServices } from './services.ts'
import { openStore } from './store.ts'
import { readStack } from './template/assembly.ts'
import { resolveTemplate } from './template/hosted-template.ts'
import { createDial } from './time/clock.ts'
import { createTimers } from './time/timers.ts'
import { createWork } from './time/work.ts'

export interface LocalOptions {
  /** The cloud assembly: `cdk.out`. */
  stackDir: string
  /** Which of its stacks; may be left out where there is one. */
  stackName?: string
  /** Where everything that must outlive a restart is kept. */
  dataDir: string
  /** Of the dashboard and API; 0 takes any free port. */
  port: number
  /** Of the AWS endpoint; 0 takes any free port. */
  awsPort: number
  /** Forgets what was kept. */
  fresh?: boolean
  /** Where the dial begins (ISO 8601), if it never stood anywhere. */
  startAt?: string
  /** Worker threads of one function at most. */
  concurrency?: number
  /** Keeps `/_local/status` from saying ready until `markReady`. */
  holdReady?: boolean
  log?: (line: string) => void
}

export interface LocalRuntime {
  url: string
  awsUrl: string
  tenant: string
  stackName: string
  outputs: Record<string, string>
  now: () => number
  /** Turns the dial by an ISO 8601 duration; resolves when all is quiet. */
  advance: (duration: string) => Promise<void>
  markReady(): void
  stop(): Promise<void>
}

export const startLocal = async (options: LocalOptions): Promise<LocalRuntime> => {
  const { stackDir, dataDir, stackName, startAt, log = () => undefined } = options
  const closing: (() => Promise<void> | void)[] = []
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close()
  }
  try {
    const assembly = readStack(stackDir, stackName)
    const endpoint = await startEndpoint(options.awsPort).catch((error: unknown) => portTaken(error, options.awsPort, 'AWS_PORT'))
    closing.push(() => endpoint.stop())
    const port = await freePort(options.port).catch((error: unknown) => portTaken(error, options.port, 'PORT'))
    if (options.fresh) {
      endStale(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    }
    const addresses = { edge: `http://localhost:${port}`, aws: endpoint.url }
    const template = resolveTemplate(assembly, addresses)

    const store = openStore(join(dataDir, 'state.db'))
    closing.push(() => store.close())
    const dial = createDial(store, { start: startAt === undefined ? undefined : Date.parse(startAt) })
    closing.push(() => dial.stop())
    const work = createWork()
    const timers = createTimers(store, dial, work, log)
    const server = await startDynoxide(dataDir, log, process.env.AWS_ENDPOINT_URL_DYNAMODB)
    closing.push(() => server.stop())
    const tables = await prepareTables(template, server)

    let ready = options.holdReady !== true
    const status = () => ({
      ready,
      tenant: template.tenant,
      stack: template.stackName,
      now: new Date(dial.now()).toISOString(),
      url: addresses.edge,
      awsUrl: addresses.aws,
      outputs: template.outputs,
    })
    const hosted = await hostServices({
      template,
      addresses,
      port,
      store,
      dial,
      work,
      timers,
      server,
      tables,
      log,
      status,
      dataDir,
      concurrency: options.concurrency ?? 2,
      waived: isWaivedResource,
    })
    closing.push(() => hosted.stop())
    const missing = uncovered(template, hosted.types)
    if (missing.length > 0) throw new Error(`The template asks for more than the local runtime hosts:\n${missing.join('\n')}`)
    hosted.open(endpoint)
    closing.push(() => timers.stop())
    return {
      url: addresses.edge,
      awsUrl: addresses.aws,
      tenant: template.tenant,
      stackName: template.stackName,
      outputs: template.outputs,
      now: dial.now,
      advance: hosted.advance,
      markReady: () => {
        ready = true
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const portTaken = (error: unknown, port: number, variable: string): never => {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    throw new Error(`Port ${port} is taken, perhaps by another local runtime. Stop that one, or set ${variable} to a free port.`, {
      cause: error,
    })
  throw error
}
