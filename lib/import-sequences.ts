/** Imports a file of sequences into a running Touchline, here or deployed, through its API. */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { importAnswer, sequenceDocument, type ImportAnswer } from '../functions/contract/api/campaigns.ts'
import { problem } from '../functions/contract/api/views.ts'

export interface ImportOptions {
  file: string
  /** Where the dashboard is served. */
  url: string
  /** Of a signed-in member; without it the local stack at `awsUrl` is asked for one. */
  token?: string
  awsUrl: string
  activate: boolean
  replace: boolean
}

/** Throws with a sentence for a person: what is wrong with the file, or why nothing was imported. */
export const importSequences = async ({ file, url, token, awsUrl, activate, replace }: ImportOptions): Promise<ImportAnswer> => {
  const document = read(file)
  const response = await reach(`${url.replace(/\/$/, '')}/api/v1/sequences/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token ?? (await localToken(awsUrl))}` },
    body: JSON.stringify({ ...document, activate, replace }),
  })
  const text = await response.text()
  if (response.ok) return importAnswer.parse(JSON.parse(text))
  throw new Error(refusalOf(response.status, text))
}

/** The file as it is: only the API, which parses it once more, fills in what is left out. */
const read = (file: string): Record<string, unknown> => {
  const document = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')))
  const parsed = sequenceDocument.safeParse(document)
  if (parsed.success) return document
  const mistakes = parsed.error.issues.slice(0, 20).map(({ path, message }) => `  ${path.map(String).join('.')}: ${message}`)
  throw new Error([`${file} has mistakes:`, ...mistakes].join('\n'))
}

const localToken = async (awsUrl: string): Promise<string> => {
  const response = await reach(`${awsUrl}/_local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"role":"member"}',
  })
  const given = z.object({ token: z.string() }).safeParse(await response.json())
  if (!given.success) throw new Error(`${awsUrl} gives no tokens: name one with --token`)
  return given.data.token
}

const reach = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, init)
  } catch (error) {
    throw new Error(`${new URL(url).origin} does not answer. Is it running? (npm start)`, { cause: error })
  }
}

const refusalOf = (status: number, text: string): string => {
  const parsed = text.startsWith('{') ? problem.safeParse(JSON.parse(text)) : null
  if (!parsed?.success) return `The API answered ${status}.`
  const { detail, title, errors = [] } = parsed.data
  return [detail ?? title, ...errors.map(({ field, message }) => `  ${field}: ${message}`)].join('\n')
}
