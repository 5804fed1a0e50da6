/** Asking another function of this stack and waiting for its answer. One call in one place: a client of its own would be most of the bundle. */
import { signPost } from './sign.ts'

/** Invokes `name` with `payload`; what it throws is thrown here. */
export const invokeFunction = async (name: string, payload: unknown): Promise<unknown> => {
  const region = process.env['AWS_REGION'] ?? ''
  const endpoint = process.env['AWS_ENDPOINT_URL_LAMBDA'] ?? process.env['AWS_ENDPOINT_URL'] ?? `https://lambda.${region}.amazonaws.com`
  const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, endpoint)
  const body = JSON.stringify(payload)
  const credentials = {
    accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: process.env['AWS_SESSION_TOKEN'],
  }
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, {
    method: 'POST',
    headers: signPost({ url, headers, body }, { service: 'lambda', region, credentials, at: Date.now() }),
    body,
    signal: AbortSignal.timeout(25_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`function ${name} could not be invoked (${answer.status}): ${text.slice(0, 300)}`)
  const failed = answer.headers.get('x-amz-function-error')
  if (failed) throw new Error(`function ${name} failed (${failed}): ${text.slice(0, 300)}`)
  return JSON.parse(text) as unknown
}
