/** `npm start`: synthesizes one tenant's stack and runs what was synthesized on this machine. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { keptAssembly } from '../lib/kept-assembly.ts'
import { markData, readBeginning } from '../lib/local/first-start.ts'
import { startLocal, type LocalRuntime } from '../lib/local/host.ts'
import { sampleDays, seed } from '../lib/local/seed.ts'
import { repositoryRoot } from '../lib/repository.ts'

const dataDir = join(repositoryRoot, '.local')

const { values: flags } = parseArgs({
  options: {
    tenant: { type: 'string', default: 'demo' },
    fresh: { type: 'boolean', default: false },
    empty: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const usage = `npm start -- [--tenant NAME] [--fresh] [--empty]
  --tenant NAME  whose stack to run (default demo; settings in tenants/NAME.json where there are any)
  --fresh        forget what was kept and begin anew
  --empty        begin without sample data
PORT (4000) and AWS_PORT (4566) move the two addresses.`

const portFrom = (variable: string, otherwise: number): number => {
  const port = Number(process.env[variable] ?? otherwise)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${variable} is a port number, not "${process.env[variable]}"`)
  return port
}

const printAddresses = ({ url, awsUrl, stackName, now }: LocalRuntime): void =>
  console.log(`
${stackName} is running.

  Dashboard   ${url}
  Mailbox     ${awsUrl}/_local/mailbox
  API         ${url}/api/v1
  AWS         ${awsUrl}   (any SDK or the AWS CLI, region us-east-1, any credentials)
  The dial    ${new Date(now()).toISOString()}   (POST ${awsUrl}/_local/clock)

Stop with Ctrl-C; everything is kept in .local and goes on at the next start.`)

const start = async (): Promise<LocalRuntime> => {
  const { tenant, fresh, empty } = flags
  const beginning = readBeginning(dataDir, tenant, { fresh, empty })
  const now = Date.now()
  const runtime = await startLocal({
    stackDir: await keptAssembly(tenant),
    stackName: `touchline-${tenant}`,
    dataDir,
    port: portFrom('PORT', 4000),
    awsPort: portFrom('AWS_PORT', 4566),
    fresh: beginning.fresh,
    holdReady: true,
    log: console.log,
    ...(beginning.seeds && { startAt: new Date(now - sampleDays * 86_400_000).toISOString() }),
  })
  if (beginning.seeds) {
    markData(dataDir, { tenant, data: 'seeding' })
    await seed({ url: runtime.url, awsUrl: runtime.awsUrl, tenant, log: console.log }, now, Date.now)
    markData(dataDir, { tenant, data: 'seeded' })
  } else if (beginning.fresh) markData(dataDir, { tenant, data: 'empty' })
  runtime.markReady()
  return runtime
}

if (flags.help) console.log(usage)
else
  try {
    const runtime = await start()
    printAddresses(runtime)
    let stopping = false
    const stop = (): void => {
      if (stopping) process.exit(1)
      stopping = true
      void runtime.stop().then(() => process.exit(0))
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
