/**
 * A small HTTP client for the one server that is asked for every row: one request at a time on each of a few kept connections, written in one
 * piece. Node's own client costs three times as much, and each message of a long jump asks a dozen times.
 */
import { connect, type Socket } from 'node:net'

export interface WireReply {
  status: number
  body: Buffer
}
export type Wire = (headers: string, body: string | Buffer) => Promise<WireReply>

interface Waiting {
  head: string
  body: string | Buffer
  resolve: (reply: WireReply) => void
  reject: (error: Error) => void
}

const mostConnections = 32
const headEnd = Buffer.from('\r\n\r\n')

export const openWire = (host: string, port: number): Wire => {
  const idle: Socket[] = []
  const waiting: Waiting[] = []
  const current = new Map<Socket, Waiting>()
  let open = 0

  const next = (): void => {
    while (waiting.length > 0) {
      const socket = idle.pop()
      if (!socket) {
        if (open < mostConnections) addConnection()
        return
      }
      const request = waiting.shift()
      if (!request) return
      current.set(socket, request)
      if (typeof request.body === 'string') socket.write(request.head + request.body)
      else {
        socket.cork()
        socket.write(request.head)
        socket.write(request.body)
        socket.uncork()
      }
    }
  }
  const addConnection = (): void => {
    open++
    let received: Buffer | null = null
    const socket = connect({ host, port, noDelay: true })
    // A kept connection must not keep the process.
    socket.unref()
    socket.on('connect', () => {
      idle.push(socket)
      next()
    })
    socket.on('data', (chunk) => {
      received = received ? Buffer.concat([received, chunk]) : chunk
      const reply = readReply(received)
      if (!reply) return
      received = null
      const request = current.get(socket)
      current.delete(socket)
      idle.push(socket)
      request?.resolve(reply)
      next()
    })
    let failure = new Error(`the connection to ${host}:${port} was closed`)
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('close', () => {
      open--
      const at = idle.indexOf(socket)
      if (at >= 0) idle.splice(at, 1)
      current.get(socket)?.reject(failure)
      current.delete(socket)
      // Where no connection is left, nobody would ever answer.
      if (open === 0) for (const request of waiting.splice(0)) request.reject(failure)
    })
  }

  return (headers, body) =>
    new Promise((resolve, reject) => {
      const head = `POST / HTTP/1.1\r\nhost: ${host}:${port}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`
      waiting.push({ head, body, resolve, reject })
      next()
    })
}

/** Null while it is not all there. The server always tells the length. */
const readReply = (received: Buffer): WireReply | null => {
  const end = received.indexOf(headEnd)
  if (end < 0) return null
  const head = received.toString('latin1', 0, end)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  const start = end + headEnd.length
  if (received.length < start + length) return null
  return { status: Number(head.slice(9, 12)), body: received.subarray(start, start + length) }
}
