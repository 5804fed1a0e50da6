/** A receiver of webhooks on this machine: keeps what came, and answers as it is told, else 200. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

export const openReceiver = async () => {
  const received: Received[] = []
  /** Statuses of the next answers. */
  const answers: number[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // What listens on a port has an address with one.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received, answers, close: () => void server.close() }
}
