/**
 * `npm run deploy:emulated`: bootstraps and deploys one tenant with the real CDK command line on an independent AWS emulator, then walks the journey
 * there through public AWS APIs. Needs MiniStack (`pip install ministack`) on the PATH, or its path in MINISTACK.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { freePort } from '../../lib/local/free-port.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { leaveOut } from './assembly.ts'
import { journey } from './journey.ts'
import { behaviourLacking, lacking } from './lacking.ts'

const tenant = 'emulated'
const stack = `touchline-${tenant}`
const account = '123456789012'
const ministack = process.env['MINISTACK'] ?? 'ministack'

const ready = async (endpoint: string): Promise<void> => {
  for (let tries = 0; tries < 60; tries++) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => null)
    if (answer?.ok) return
    await pause(500)
  }
  throw new Error('the emulator did not become ready within 30 s')
}

if (spawnSync(ministack, ['--help'], { stdio: 'ignore' }).error) {
  console.error('This command needs the emulator MiniStack: "pip install ministack", then run it again, or name its path in MINISTACK.')
  process.exit(2)
}

const port = await freePort(0, '127.0.0.1')
const endpoint = `http://127.0.0.1:${port}`
const outdir = mkdtempSync(join(tmpdir(), 'touchline-emulated-'))
const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`
const aws = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1', PATH: path }
const emulator = spawn(ministack, [], {
  env: { ...process.env, PATH: path, GATEWAY_PORT: String(port), MINISTACK_ACCOUNT_ID: account },
  stdio: ['ignore', 'ignore', 'ignore'],
})

const cdk = (...args: string[]): void => {
  console.log(`cdk ${args.join(' ')}`)
  const { status } = spawnSync('cdk', args, { env: { ...process.env, ...aws }, stdio: ['ignore', 'inherit', 'inherit'], timeout: 240_000 })
  if (status !== 0) throw new Error(`cdk ${args[0]} failed with ${status}`)
}

try {
  await ready(endpoint)
  await synthesize({ tenants: [tenant], outdir })
  const removed = leaveOut(outdir, stack, lacking)
  cdk('bootstrap', `aws://${account}/us-east-1`, '--app', outdir)
  cdk('deploy', stack, '--app', outdir, '--require-approval', 'never', '--progress', 'bar')

  const { Stacks } = await new CloudFormationClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  }).send(new DescribeStacksCommand({ StackName: stack }))
  const outputs = Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
  await journey({ endpoint, stack, tenant, tableName: outputs['TableName'] ?? '' })

  console.log(`\nThe journey passed on the emulator. Left out of the template there (${removed.length} resources):`)
  for (const { type, property, takesAway } of lacking) console.log(`  ${type}${property ? ` with ${property}` : ''}: ${takesAway}`)
  for (const line of behaviourLacking) console.log(`  ${line}`)
} finally {
  emulator.kill()
  rmSync(outdir, { recursive: true, force: true })
}
