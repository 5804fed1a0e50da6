/** What the schemes of all sources are made of. Comparisons take the same time whatever they are given. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { hookWindowSeconds } from '../contract/hooks.ts'

/** Compared as digests, so that not even a length shows. */
export const sameBytes = (a: string | Buffer, b: string | Buffer): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

export const hmac = (algorithm: 'sha1' | 'sha256' | 'sha512', key: string | Buffer, ...parts: (string | Buffer)[]): Buffer => {
  const mac = createHmac(algorithm, key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/** Whether a signed time (epoch seconds, as digits) is near enough; the future is refused like the past. `now` in epoch milliseconds. */
export const inWindow = (timestamp: string, now: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - now / 1000) <= hookWindowSeconds

/** The user and password of a basic authentication header (RFC 7617); null where it is none. */
export const basicCredentials = (header: string | undefined): { user: string; password: string } | null => {
  const encoded = /^basic ([a-z0-9+/=]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return null
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return rest.length === 0 ? null : { user, password: rest.join(':') }
}

/** Null unless it is base64 as everybody writes it: what merely decodes to the same bytes was not sent by the source. */
export const base64Bytes = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
