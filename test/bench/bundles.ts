/** Size of each function's code and the median time that importing it takes, in fresh processes. */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { environments } from '../../functions/contract/environment.ts'
import { defaultTenantSettings, runtimeSettings } from '../../functions/contract/tenant.ts'

export interface BundleFigure {
  name: string
  /** Minified, with its SDK clients. */
  kilobytes: number
  /** Median over `runs` fresh processes, milliseconds. */
  importMs: number
}

/** Handlers read their environment when they are imported: every variable of any function, set to something that parses. */
const environment = (): Record<string, string> => {
  const { email, ...settings } = defaultTenantSettings('bench')
  const SETTINGS = JSON.stringify(runtimeSettings.strip().parse({ ...settings, fromAddress: email.fromAddress, fromName: email.fromName }))
  const names = Object.values(environments).flatMap((schema) => Object.keys(schema.shape))
  return {
    ...Object.fromEntries(names.map((name) => [name, 'https://bench.example.com'])),
    SETTINGS,
    PROVIDER_SECRETS: '{}',
    CRM_SOURCES: '{}',
    CRM_SECRETS: '{}',
    ENRICHMENT_SECRETS: '{}',
    WRITE_BACK: '{"settings":null,"secret":null}',
    MAILED_BY: 'ses',
    ALLOW_PRIVATE: 'false',
    AWS_REGION: 'us-east-1',
  }
}

const importOnce = (file: string, env: Record<string, string>): number => {
  const script = `const t = performance.now(); require(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t))`
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env }))
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export const measureBundles = (directory: string, runs = 9): BundleFigure[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .map((name) => {
      const file = join(directory, name, 'index.js')
      const env = environment()
      return {
        name,
        kilobytes: Math.round(statSync(file).size / 1024),
        importMs: median(Array.from({ length: runs }, () => importOnce(file, env))),
      }
    })
