/** Imports a file of sequences into a running Touchline, here or deployed, through its API. */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { importAnswer, sequenceDocument, type ImportAnswer } from '../functions/contract/api/campaigns.ts'
import { problem } from '../functions/contract/api/views.ts'
import { fieldErrors } from '../functions/contract/field-errors.ts'

export interface ImportOptions {
  file: string
  /** Where the dashboard is served. */
  url: string
  /** Of a signed-in member; without it the local stack that serves `url` is asked for one. */
  token?: string
  activate: boolean
  replace: boolean
}

/** Throws with a sentence for a person: what is wrong with the file, or why nothing was imported. */
export const importSequences = async ({ file, url, token, activate, replace }: ImportOptions): Promise<ImportAnswer> => {
  const document = read(file)
  const base = url.replace(/\/$/, '')
  const response = await reach(`${base}/api/v1/sequences/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token ?? (await localToken(base))}` },
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
  const mistakes = fieldErrors(parsed.error)
    .slice(0, 20)
    .map(({ field, message }) => `  ${field}: ${message}`)
  throw new Error([`${file} has mistakes:`, ...mistakes].join('\n'))
}

/** A local stack names its own issuer where one signs in: beside it tokens are given. */
const localToken = async (url: string): Promise<string> => {
  const signIn = await reach(`${url}/api/v1/sign-in`, {})
  const named = z.object({ authorizeUrl: z.url() }).safeParse(await signIn.json().catch(() => null))
  if (!named.success) throw new Error(`${url} serves no Touchline: look at --url.`)
  const { origin, pathname } = new URL(named.data.authorizeUrl)
  if (!pathname.startsWith('/_local/'))
    throw new Error(`${url} is no local stack, so it gives no tokens: name the access token of a signed-in member with --token.`)
  const awsUrl = origin
  const response = await reach(`${awsUrl}/_local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"role":"member"}',
  })
  const given = z.object({ token: z.string() }).safeParse(await response.json().catch(() => null))
  if (!given.success) throw new Error(`${awsUrl} gives no tokens: name one with --token.`)
  return given.data.token
}

const reach = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, init)
  } catch (error) {
    throw new Error(`${new URL(url).origin} does not answer. Is it running? (npm start)`, { cause: error })
  }
}

/** The gateway itself answers a token that it does not take, with `Unauthorized` alone. */
const refusedToken = 'The API answered 401: the token is not one of a signed-in member, or has run out. Name a fresh one with --token.'

const refusalOf = (status: number, text: string): string => {
  const parsed = text.startsWith('{') ? problem.safeParse(JSON.parse(text)) : null
  if (!parsed?.success) return status === 401 ? refusedToken : `The API answered ${status}: ${text.slice(0, 200)}`
  const { detail, title, errors = [] } = parsed.data
  return [detail ?? title, ...errors.map(({ field, message }) => `  ${field}: ${message}`)].join('\n')
}
