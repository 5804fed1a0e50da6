/** The DynamoDB server: a child process on a port of its own, on a database file of ours. It never outlives us for long. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { indexStream } from './stream-index.ts'
import { openWire } from './wire.ts'

const pidName = 'dynamodb.pid'
const databaseName = 'dynamodb.db'

export interface RawReply {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export interface Dynoxide {
  /** `target` is the whole `x-amz-target`. */
  call(target: string, body: string | Buffer): Promise<RawReply>
  stop(): Promise<void>
}

/** `url`: a DynamoDB that somebody else runs, where no binary fits this machine. */
export const startDynoxide = async (dataDir: string, log: (line: string) => void, url?: string): Promise<Dynoxide> => {
  if (url !== undefined) return { call: caller(new URL(url)), stop: async () => undefined }
  mkdirSync(dataDir, { recursive: true })
  const database = join(dataDir, databaseName)
  const pidFile = join(dataDir, pidName)
  endStale(dataDir)
  const port = await freePort(0, '127.0.0.1')
  const child = spawnServer(pidFile, ['serve', '--port', String(port), '--db-path', database])
  let stopping = false
  child.stderr?.on('data', (text: Buffer) => stopping || log(`dynoxide: ${text.toString().trim()}`))
  child.on('exit', (code) => stopping || log(`dynoxide ended with code ${code}`))
  const atExit = (): void => void child.kill('SIGKILL')
  process.once('exit', atExit)
  const call = wired(port)
  await ready(call, child)
  indexStream(database)
  return {
    call,
    stop: () =>
      new Promise((resolve) => {
        stopping = true
        process.off('exit', atExit)
        rmSync(pidFile, { force: true })
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        if (child.stdin) child.stdin.end()
        else child.kill('SIGTERM')
      }),
  }
}

/** Starts the server; on its standard input's end, which only `stop` or our own death brings, it is ended. Its process id goes to the file. */
const guarded =
  'exec 3<&0; "$0" "$@" </dev/null 3<&- & server=$!; echo $server >"$PID_FILE"; { cat <&3 >/dev/null; kill $server 2>/dev/null; } & guard=$!; exec 3<&-; ' +
  'wait $server; code=$?; kill $guard 2>/dev/null; exit $code'

/** The server as a child that ends with this process however that ends (on Windows, only where it ends in order). */
const spawnServer = (pidFile: string, args: string[]): ChildProcess => {
  if (process.platform !== 'win32')
    return spawn('/bin/sh', ['-c', guarded, binary(), ...args], {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, PID_FILE: pidFile },
    })
  const child = spawn(binary(), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  writeFileSync(pidFile, String(child.pid))
  return child
}

const authorization = 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local'
const jsonType = 'application/x-amz-json-1.0'

const wired = (port: number): Dynoxide['call'] => {
  const wire = openWire('127.0.0.1', port)
  const headers = { 'content-type': jsonType }
  const fixed = `content-type: ${jsonType}\r\nx-amz-date: 20260101T000000Z\r\nauthorization: ${authorization}\r\n`
  return async (target, body) => ({ headers, ...(await wire(`${fixed}x-amz-target: ${target}\r\n`, body)) })
}

const caller = ({ hostname, port }: URL): Dynoxide['call'] => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  return (target, body) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: hostname,
          port,
          method: 'POST',
          agent,
          headers: {
            'x-amz-target': target,
            'content-type': jsonType,
            'content-length': Buffer.byteLength(body),
            'x-amz-date': '20260101T000000Z',
            authorization,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 500,
              headers: { 'content-type': jsonType },
              body: chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks),
            }),
          )
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
}

const binary = (): string => {
  const name = `@dynoxide/${process.platform === 'win32' ? 'win32' : process.platform}-${process.arch}`
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return join(manifest, '..', process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide')
  } catch {
    throw new Error(
      `There is no DynamoDB binary for this machine (${name}). Run a DynamoDB-compatible server of your own and set AWS_ENDPOINT_URL_DYNAMODB to its address.`,
    )
  }
}

/** After a crash of ours the child may still hold the database. It is ended only if it really is that child. */
export const endStale = (dataDir: string): void => {
  const pidFile = join(dataDir, pidName)
  let pid: number
  try {
    pid = Number(readFileSync(pidFile, 'utf8'))
  } catch {
    return
  }
  if (Number.isInteger(pid) && pid > 0 && commandOf(pid).includes(join(dataDir, databaseName))) process.kill(pid, 'SIGKILL')
  rmSync(pidFile, { force: true })
}

const commandOf = (pid: number): string => {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return command.includes('dynoxide') ? command : ''
  } catch {
    return ''
  }
}

const ready = async (call: Dynoxide['call'], child: ChildProcess): Promise<void> => {
  for (let tries = 0; tries < 400; tries++) {
    if (child.exitCode !== null) throw new Error(`dynoxide ended at once with code ${child.exitCode}`)
    const answered = await call('DynamoDB_20120810.ListTables', '{}').then(
      ({ status }) => status === 200,
      () => false,
    )
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('dynoxide did not answer within four seconds')
}
