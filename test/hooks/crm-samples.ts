/** Payloads as each vendor documents them, written by us, each with what it becomes. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { crmVendors, type CrmVendor } from '../../functions/contract/crm.ts'

export interface CrmSample {
  vendor: CrmVendor
  name: string
  about: string
  /** As the vendor sends it: JSON, or Salesforce's XML as text. */
  body: string
  /** What the vendor's API says of it. */
  record?: unknown
  stages?: Record<string, string>
  events: { type: string; detail: Record<string, unknown> }[]
}

const directory = join(import.meta.dirname, '../samples/crm')

export const crmSamples = (): CrmSample[] =>
  globSync('*/*.json', { cwd: directory })
    .toSorted()
    .map((path) => {
      const { body, ...sample } = JSON.parse(readFileSync(join(directory, path), 'utf8')) as Omit<CrmSample, 'body'> & { body: unknown }
      const vendor = crmVendors.find((known) => known === dirname(path))
      if (!vendor) throw new Error(`${path} is of no vendor`)
      return { ...sample, vendor, name: basename(path, '.json'), body: typeof body === 'string' ? body : JSON.stringify(body) }
    })
