/** The web edge, on loopback only: plays the template's CloudFront distribution before its bucket and its HTTP API. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { rewriteAddresses, rewritePolicy, type LocalAddresses } from './edge-addresses.ts'
import { createHttpApi, type EdgeAnswer, type EdgeRequest, type HttpApi } from './edge-api.ts'
import { behaviourFor, readDistribution, type Behaviour, type Distribution } from './edge-distribution.ts'
import { createFiles, type Files } from './edge-files.ts'
import { applyHeaders } from './edge-headers.ts'
import type { Issuer } from './issuer.ts'
import type { ServiceContext } from './service.ts'

export interface EdgeOptions {
  /** 0 takes any free port. */
  port: number
  /** Asked anew for each answer: with port 0 the addresses are known only later. */
  addresses: () => LocalAddresses
  issuer: Issuer
}
export interface Edge {
  port: number
  url: string
  stop(): Promise<void>
}

/** The template's resource types that the edge takes responsibility for. */
export const edgeTypes = [
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudFront::OriginAccessControl',
  'Custom::CDKBucketDeployment',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
] as const

/** Nothing larger is read at all; the API itself refuses from 10 MB on. */
const largestRead = 11 * 1024 * 1024

export const startEdge = async (context: ServiceContext, { port, addresses, issuer }: EdgeOptions): Promise<Edge> => {
  const distribution = readDistribution(context.template)
  const parts = { distribution, files: createFiles(context.template), api: createHttpApi(context, issuer), addresses }
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, response, parts).catch((error: unknown) => {
      context.log(`edge: ${request.method ?? ''} ${request.url ?? ''} failed: ${String(error)}`)
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' })
      response.end()
    })
  }
  const first = await listen(createServer(serve), port, '127.0.0.1')
  const bound = (first.address() as AddressInfo).port
  // `localhost` is ::1 first for many clients; a machine without IPv6 does without.
  const second = await listen(createServer(serve), bound, '::1').catch(() => null)
  return {
    port: bound,
    url: `http://localhost:${bound}`,
    stop: async () => {
      await Promise.all([first, ...(second ? [second] : [])].map(close))
    },
  }
}

const listen = (server: Server, port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

interface Parts {
  distribution: Distribution
  files: Files
  api: HttpApi
  addresses: () => LocalAddresses
}

const answer = async (incoming: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> => {
  const request = await read(incoming)
  const behaviour = behaviourFor(parts.distribution, request.path)
  const reply = await carry(request, behaviour, parts)
  const headers = applyHeaders(reply.headers, behaviour.headers)
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string')
      headers[name] =
        name === 'content-security-policy' ? rewritePolicy(value, parts.addresses()) : rewriteAddresses(value, parts.addresses())
  response.writeHead(reply.status, { ...headers, ...(reply.status !== 304 && { 'content-length': reply.body.length }) })
  response.end(request.method === 'HEAD' ? undefined : reply.body)
}

const carry = async (request: EdgeRequest, behaviour: Behaviour, { distribution, files, api }: Parts): Promise<EdgeAnswer> => {
  if (!behaviour.methods.includes(request.method))
    return {
      status: 403,
      headers: { 'content-type': 'text/plain' },
      body: Buffer.from('This distribution is not configured to allow the HTTP request method that was used for this request.\n'),
    }
  let { path, query } = request
  if (behaviour.viewerRequest) {
    const outcome = await behaviour.viewerRequest({ ...request, uri: path, ip: request.sourceIp })
    if (outcome.kind === 'response') return { status: outcome.status, headers: outcome.headers, body: Buffer.from(outcome.body) }
    path = outcome.uri
    query = outcome.query
  }
  if (behaviour.origin === 'api') return api({ ...request, path, query })
  return files(path === '/' ? `/${distribution.defaultRootObject}` : path, {
    ifNoneMatch: request.headers['if-none-match'],
    acceptEncoding: request.headers['accept-encoding'] ?? '',
    compress: behaviour.compress,
  })
}

const read = async (incoming: IncomingMessage): Promise<EdgeRequest> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    // What is beyond the limit is drained but not kept, so that the sender still gets its answer.
    if (size <= largestRead) chunks.push(chunk)
  }
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s)
  const sourceIp = (incoming.socket.remoteAddress ?? '127.0.0.1').replace('::ffff:', '')
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  )
  return {
    method: incoming.method ?? 'GET',
    path,
    query,
    headers: {
      ...headers,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      via: '1.1 local (CloudFront)',
    },
    body: Buffer.concat(chunks),
    sourceIp,
  }
}
