/** One request to somebody's webhook: no redirect is followed, no private address is reached, and what answers is kept short. */
import { lookup as resolve } from 'node:dns'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { DeliveryAttempt } from '../../domain/webhook.ts'
import { isPublicAddress } from './public-address.ts'

export interface Posting {
  url: string
  headers: Record<string, string>
  body: string
}

export interface PostOptions {
  /** Reaches private addresses and plain HTTP too: for a receiver on the same machine or network. */
  allowPrivate: boolean
  /** Milliseconds until the answer has to be there. */
  patience?: number
  now?: () => number
}

/** Characters of an answer that are kept. */
const mostAnswer = 500
const answerMilliseconds = 10_000

export const openPost =
  ({ allowPrivate, patience = answerMilliseconds, now = Date.now }: PostOptions) =>
  async ({ url, headers, body }: Posting): Promise<DeliveryAttempt> => {
    const begun = now()
    const done = (rest: Pick<DeliveryAttempt, 'status' | 'answer'>): DeliveryAttempt => ({
      at: new Date(begun).toISOString(),
      milliseconds: now() - begun,
      ...rest,
    })
    try {
      const { status, text } = await send(url, headers, body, allowPrivate, patience)
      return done({ status, answer: text })
    } catch (error) {
      return done({ answer: error instanceof Error ? error.message.slice(0, mostAnswer) : 'no answer' })
    }
  }

const send = (
  url: string,
  headers: Record<string, string>,
  body: string,
  allowPrivate: boolean,
  patience: number,
): Promise<{ status: number; text: string }> =>
  new Promise((answered, failed) => {
    const { protocol, hostname } = new URL(url)
    if (protocol !== 'https:' && !allowPrivate) throw new Error('only https is called')
    // A host that is an address already is never looked up.
    if (!allowPrivate && isLiteral(hostname) && !isPublicAddress(unbracketed(hostname))) throw new Error(`${hostname} is no public address`)
    const request = (protocol === 'https:' ? secure : plain)(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal: AbortSignal.timeout(patience),
        agent: false,
        ...(allowPrivate ? {} : { lookup: publicLookup }),
      },
      (response) => {
        let text = ''
        const finish = (): void => answered({ status: response.statusCode ?? 0, text: text.slice(0, mostAnswer) })
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
          // The status says it all: nobody makes us read on.
          if (text.length < mostAnswer) return
          finish()
          response.destroy()
        })
        response.on('end', finish)
        response.on('error', failed)
      },
    )
    request.on('error', failed)
    request.end(body)
  })

/** The address that was judged is the one that is called: a name cannot turn into another address in between. */
const publicLookup: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 0)
    const closed = found.find(({ address }) => !isPublicAddress(address))
    if (closed || !found[0]) return callback(new Error(`${host} is no public address`), '', 0)
    // Node takes a list where it asked for one; its types know of one shape alone.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the documentation of net's `lookup` has it
    if (options.all) return (callback as unknown as (error: null, all: typeof found) => void)(null, found)
    return callback(null, found[0].address, found[0].family)
  })
}

const unbracketed = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')
const isLiteral = (hostname: string): boolean => hostname.startsWith('[') || /^[\d.]+$/.test(hostname)
