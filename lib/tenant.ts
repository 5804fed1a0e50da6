/** A tenant's settings file, parsed once. A name without a file gets safe defaults; a file may leave out what the defaults say well. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { defaultTenantSettings, tenantName, tenantSettings, type TenantSettings } from '../functions/contract/tenant.ts'

export interface Tenant {
  name: string
  settings: TenantSettings
}

/** Words that Cognito refuses in the address of a sign-in page, which carries the tenant's name. */
const refusedInSignInAddress = ['aws', 'amazon', 'cognito']

/** The named tenants; without names, one for every file in `directory`. Throws with the file, the field and what to do. */
export function readTenants(names: readonly string[] | undefined, directory: string): Tenant[] {
  const wanted = names ?? namesOfFiles(directory)
  const twice = wanted.find((name, at) => wanted.indexOf(name) !== at)
  if (twice) throw new Error(`Tenant "${twice}" is named twice: name each tenant once, as in -c tenant=acme,globex.`)
  if (wanted.length === 0) throw new Error(`No tenant: name one with -c tenant=acme, or put a settings file into ${directory}.`)
  return wanted.map((name) => readTenant(name, directory))
}

/** `acme, globex` → `['acme', 'globex']`; nothing → undefined. */
export function splitNames(context: unknown): string[] | undefined {
  if (typeof context !== 'string' || context.trim() === '') return undefined
  return context.split(',').map((name) => name.trim())
}

function readTenant(name: string, directory: string): Tenant {
  const named = tenantName.safeParse(name)
  if (!named.success) throw new Error(`Tenant "${name}": ${named.error.issues[0]?.message ?? 'not a name'}.`)
  const refused = refusedInSignInAddress.find((word) => name.includes(word))
  if (refused) throw new Error(`Tenant "${name}": a sign-in address may not contain "${refused}"; choose a name without it.`)
  const path = join(directory, `${name}.json`)
  return { name, settings: existsSync(path) ? readSettings(name, path) : defaultTenantSettings(name) }
}

function readSettings(name: string, path: string): TenantSettings {
  const file = parseObject(path)
  const defaults = defaultTenantSettings(name)
  const email = isObject(file.email) ? { ...defaults.email, ...file.email } : (file.email ?? defaults.email)
  const parsed = tenantSettings.safeParse({ ...defaults, ...file, email })
  if (!parsed.success) throw new Error(explain(path, parsed.error))
  return parsed.data
}

function parseObject(path: string): Record<string, unknown> {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new Error(`${path} is not JSON: mend it, or remove it to get the defaults.`, { cause })
  }
  if (!isObject(content)) throw new Error(`${path} holds no JSON object: write { "company": "…", … }, or remove it to get the defaults.`)
  return content
}

function explain(path: string, error: z.ZodError): string {
  const lines = error.issues.map((issue) => {
    const field = issue.path.length ? issue.path.join('.') : '(the whole file)'
    const hint = issue.code === 'unrecognized_keys' ? '; remove it, or check its spelling' : ''
    return `  ${field}: ${issue.message}${hint}`
  })
  return [`${path} does not fit. Correct these fields, or leave one out to get its default:`, ...lines].join('\n')
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const namesOfFiles = (directory: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((file) => file.endsWith('.json'))
        .map((file) => file.slice(0, -'.json'.length))
        .toSorted()
    : []
