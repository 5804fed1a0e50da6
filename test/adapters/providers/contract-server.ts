/**
 * A provider on localhost: it holds the contract that we wrote from the provider's published reference, refuses what breaks it as the provider
 * does, and can be made to fail in every way that a provider fails. Of each request it keeps what came.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  method: string
  /** With its query. */
  path: string
  headers: Record<string, string>
  /** As it came. */
  body: string
}

export interface Answer {
  status: number
  /** Sent as JSON; a text is sent as it stands. Absent: no body. */
  body?: unknown
  headers?: Record<string, string>
}

/** What goes wrong beside an answer: the connection breaks before or within it, or nothing ever comes. */
export type Fault = Answer | 'hang_up' | 'half_an_answer' | 'silence'

export interface Contract {
  /** The provider's own refusal of what breaks its contract; null where all is as documented. */
  check(request: Received): Answer | null
  accept(request: Received): Answer
}

export interface ContractServer {
  url: string
  received: Received[]
  /** Requests that broke the contract, with the refusal that they got. */
  broken: Answer[]
  /** The next requests are answered like this, one each, whatever they say. */
  next(...faults: Fault[]): void
  close(): Promise<void>
}

export const openContractServer = async (contract: Contract): Promise<ContractServer> => {
  const received: Received[] = []
  const broken: Answer[] = []
  const faults: Fault[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: await readAll(request),
    }
    received.push(asked)
    const refusal = contract.check(asked)
    if (refusal) broken.push(refusal)
    answer(response, faults.shift() ?? refusal ?? contract.accept(asked))
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    broken,
    next: (...more) => faults.push(...more),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const answer = (response: ServerResponse, what: Fault): void => {
  if (what === 'silence') return
  if (what === 'hang_up') {
    response.destroy()
    return
  }
  if (what === 'half_an_answer') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"id":', () => response.destroy())
    return
  }
  const { status, body, headers } = what
  const isText = typeof body === 'string'
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': isText ? 'text/html' : 'application/json' }), ...headers })
  response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body))
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
