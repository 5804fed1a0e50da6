/** The tenant's secret, read from Secrets Manager once per process: it never changes, for every key and link hangs on it. */
import { signPost } from './sign.ts'

const mostTries = 4

/** Reads the secret at `arn`; a failed read is tried again with a growing wait, then thrown. */
export const readSecret = async (arn: string): Promise<string> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request(arn)
    } catch (error) {
      if (attempt === mostTries || (error instanceof SecretRefused && error.final)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * 2 ** attempt))
    }
  }
}

/** A reader that asks once, whoever waits for it; after a failure the next one asks again. */
export const openSecret = (arn: string): (() => Promise<string>) => {
  let known: Promise<string> | undefined
  return () =>
    (known ??= readSecret(arn).catch((error: unknown) => {
      known = undefined
      throw error
    }))
}

class SecretRefused extends Error {
  override readonly name = 'SecretRefused'
  /** No retry helps. */
  readonly final: boolean
  constructor(status: number, text: string) {
    super(`the tenant's secret could not be read (${status}): ${text.slice(0, 300)}`)
    this.final = status >= 400 && status < 500 && !/Throttl|TooManyRequests/.test(text)
  }
}

const request = async (arn: string): Promise<string> => {
  const region = process.env['AWS_REGION'] ?? arn.split(':')[3] ?? ''
  const endpoint = process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? process.env['AWS_ENDPOINT_URL']
  const url = new URL('/', endpoint ?? `https://secretsmanager.${region}.amazonaws.com`)
  const body = JSON.stringify({ SecretId: arn })
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' }
  const answer = await fetch(url, {
    method: 'POST',
    headers: signPost({ url, headers, body }, { service: 'secretsmanager', region, credentials: ownCredentials(), at: Date.now() }),
    body,
    signal: AbortSignal.timeout(5_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new SecretRefused(answer.status, text)
  const { SecretString } = JSON.parse(text) as { SecretString?: unknown }
  if (typeof SecretString !== 'string' || SecretString.length < 32) throw new Error(`secret ${arn} is no text of at least 32 characters`)
  return SecretString
}

/** The function's role, as Lambda hands it over. */
const ownCredentials = () => ({
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  sessionToken: process.env['AWS_SESSION_TOKEN'],
})
