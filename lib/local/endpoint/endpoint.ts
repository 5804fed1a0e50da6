/** The AWS endpoint: one port for every hosted service and for the local runtime's own calls. Loopback only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Iam } from '../iam/iam.ts'
import type { Meters } from '../meters.ts'
import { AwsError, type AwsCall, type AwsReply, type HostedService } from '../service.ts'
import type { LocalCalls } from './local-calls.ts'
import { errorReply } from './errors.ts'
import { readBody, readCall } from './read-call.ts'

export interface Routing {
  services: Map<string, HostedService>
  iam: Iam
  meters: Meters
  local: LocalCalls
  log: (line: string) => void
}

export interface Endpoint {
  port: number
  url: string
  /** Until this is called, every request is answered with 503. */
  open(routing: Routing): void
  stop(): Promise<void>
}

export const startEndpoint = async (port: number): Promise<Endpoint> => {
  let routing: Routing | null = null
  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    serve(incoming, routing)
      .catch((error: unknown): AwsReply => {
        routing?.log(
          `aws endpoint: ${incoming.method ?? ''} ${incoming.url ?? ''}: ${error instanceof Error ? error.stack : String(error)}`,
        )
        return errorReply({ service: '' }, new AwsError('InternalFailure', String(error), 500))
      })
      .then((reply) => send(response, reply))
      .catch(() => response.destroy())
  }
  const server = createServer({ keepAliveTimeout: 120_000 }, answer)
  const bound = await listen(server, port, '127.0.0.1')
  // `localhost` is ::1 first for many clients; a machine without IPv6 does without.
  const second = createServer({ keepAliveTimeout: 120_000 }, answer)
  const both = await listen(second, bound, '::1').then(
    () => true,
    () => false,
  )
  return {
    port: bound,
    url: `http://localhost:${bound}`,
    open: (given) => {
      routing = given
    },
    stop: async () => {
      for (const one of both ? [server, second] : [server])
        await new Promise<void>((resolve) => {
          one.close(() => resolve())
          one.closeAllConnections()
        })
    },
  }
}

const listen = (server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

const serve = async (incoming: IncomingMessage, routing: Routing | null): Promise<AwsReply> => {
  const body = await readBody(incoming)
  if (!routing) return errorReply({ service: '' }, new AwsError('ServiceUnavailable', 'The local runtime is still starting.', 503))
  const call = readCall(incoming, body, routing.iam.principalOf)
  try {
    if (call.path.startsWith('/_local/')) return await routing.local.handle(call)
    const service = routing.services.get(call.service)
    if (!service) throw new AwsError('UnknownOperationException', `The service "${call.service}" is not hosted here.`, 404)
    routing.meters.called(call.principal.kind === 'role' ? call.principal.name : 'root', nameOf(call))
    return await service.handle(call)
  } catch (error) {
    if (error instanceof AwsError) return errorReply(call, error)
    throw error
  }
}

/** `dynamodb:PutItem`; of the REST services the method and the path's fixed part. */
const nameOf = ({ service, operation, method, path }: AwsCall): string => {
  if (operation !== null) return `${service}:${operation}`
  if (service === 'scheduler') return `scheduler:${method} ${path.split('/')[1] ?? ''}`
  if (service === 's3') return `s3:${{ GET: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject' }[method] ?? method}`
  if (service === 'lambda') return `lambda:${path.endsWith('/invocations') ? 'Invoke' : method}`
  if (service === 'ses') return `ses:${path === '/v2/email/outbound-emails' ? 'SendEmail' : `${method} ${path.split('/')[3] ?? ''}`}`
  return `${service}:${method}`
}

let requests = 0

const send = (response: ServerResponse, { status, headers, body }: AwsReply): void => {
  // The dial's time differs from this machine's: a Date header would make SDKs correct their clocks.
  response.sendDate = false
  response.writeHead(status, { ...headers, 'x-amzn-requestid': `local-${++requests}`, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
