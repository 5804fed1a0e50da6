/**
 * AWS Signature Version 4 of one POST, for the one call that is not worth a client of its own in every function's bundle.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac } from 'node:crypto'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

export interface SignedPost {
  url: URL
  headers: Record<string, string>
  body: string
}

/** The headers of the request with its authorization among them. `at` in epoch milliseconds. */
export const signPost = (
  { url, headers, body }: SignedPost,
  { service, region, credentials, at }: { service: string; region: string; credentials: Credentials; at: number },
): Record<string, string> => {
  const time = new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const { sessionToken } = credentials
  const signed: Record<string, string> = { ...headers, 'x-amz-date': time, ...(sessionToken && { 'x-amz-security-token': sessionToken }) }
  const canonical = Object.entries({ ...signed, host: url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const names = canonical.map(([name]) => name).join(';')
  const request = [
    'POST',
    url.pathname,
    url.search.slice(1),
    ...canonical.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(body),
  ]
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request.join('\n'))].join('\n')
  const key = [time.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`)
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hmac(key, text).toString('hex')}`
  return { ...signed, authorization }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
