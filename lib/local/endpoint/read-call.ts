/** A request to the AWS endpoint, read from the wire: which service it is for, which operation, and who signed it. */
import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { AwsCall, Principal } from '../service.ts'

const servicesByTarget: Record<string, string> = {
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
  AWSStepFunctions: 'states',
  secretsmanager: 'secretsmanager',
  AWSCognitoIdentityProviderService: 'cognito-idp',
}
const servicesByPath: [prefix: string, service: string][] = [
  ['/v2/email/', 'ses'],
  ['/schedules', 'scheduler'],
  ['/schedule-groups', 'scheduler'],
  ['/2015-03-31/', 'lambda'],
]

const nothing = Buffer.alloc(0)
const noQuery = new URLSearchParams()

export const readBody = (incoming: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('error', reject)
    incoming.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? nothing) : Buffer.concat(chunks)))
  })

export const readCall = (incoming: IncomingMessage, raw: Buffer, principalOf: (accessKeyId: string) => Principal): AwsCall => {
  // Node joins repeated headers, but for set-cookie, which no AWS client sends.
  const headers = incoming.headers as Record<string, string>
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const [prefix = '', operation = null] = headers['x-amz-target']?.split('.').slice(-2) ?? []
  const scope = /Credential=([^/,\s]+)\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')
  return {
    service: scope?.[2] ?? servicesByTarget[prefix] ?? servicesByPath.find(([start]) => path.startsWith(start))?.[1] ?? '',
    method: incoming.method ?? 'GET',
    path,
    query: mark < 0 ? noQuery : new URLSearchParams(url.slice(mark + 1)),
    headers,
    operation,
    body: decode(raw, headers),
    principal: principalOf(scope?.[1] ?? ''),
  }
}

const decode = (raw: Buffer, headers: Record<string, string>): Buffer => {
  if (headers['content-encoding'] === undefined && !headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return raw
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim())
  const chunked = encodings.includes('aws-chunked') || (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  const body = chunked ? unchunk(raw) : raw
  return encodings.includes('gzip') ? gunzipSync(body) : body
}

/** AWS's own chunks: `size;chunk-signature=…\r\n` before each, a chunk of size 0 and perhaps trailers at the end. */
const unchunk = (raw: Buffer): Buffer => {
  const parts: Buffer[] = []
  for (let at = 0; at < raw.length; ) {
    const end = raw.indexOf('\r\n', at)
    const size = parseInt(raw.toString('latin1', at, end), 16)
    if (end < 0 || !(size > 0)) break
    parts.push(raw.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
  return Buffer.concat(parts)
}
