/**
 * Time and chance as the code under simulation sees them: Date, timers and every source of randomness follow the invocation that asks.
 * Outside an invocation all stays as it was. To be imported before anything of `functions/`.
 */
import crypto from 'node:crypto'
import { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import type { Random } from './random.ts'

/** What one running piece of the product knows of time and chance. */
export interface Presence {
  now(): number
  random: Random
  /** Calls back after this many milliseconds of virtual time. */
  later(callback: () => void, milliseconds: number): void
}

export const presence = new AsyncLocalStorage<Presence>()

const RealDate = Date
const realNow = RealDate.now.bind(RealDate)
const now = (): number => presence.getStore()?.now() ?? realNow()

class VirtualDate extends RealDate {
  constructor(...given: []) {
    if (given.length === 0) super(now())
    else super(...given)
  }
  static override now(): number {
    return now()
  }
}
globalThis.Date = VirtualDate as DateConstructor

const realClock = performance.now.bind(performance)
performance.now = () => presence.getStore()?.now() ?? realClock()

const realTimeout = globalThis.setTimeout
const virtualTimeout = (callback: (...rest: unknown[]) => void, milliseconds = 0, ...rest: unknown[]): unknown => {
  const here = presence.getStore()
  if (!here) return realTimeout(callback, milliseconds, ...rest)
  let cleared = false
  here.later(() => {
    if (!cleared) callback(...rest)
  }, milliseconds)
  const handle = {
    unref: () => handle,
    ref: () => handle,
    [Symbol.dispose]: () => void (cleared = true),
    clear: () => void (cleared = true),
  }
  return handle
}
globalThis.setTimeout = virtualTimeout as typeof setTimeout
const realClear = globalThis.clearTimeout
globalThis.clearTimeout = (handle: unknown) => {
  if (typeof handle === 'object' && handle !== null && 'clear' in handle && typeof handle.clear === 'function') handle.clear()
  else realClear(handle as Parameters<typeof clearTimeout>[0])
}

const realAbort = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = (milliseconds: number): AbortSignal => {
  const here = presence.getStore()
  if (!here) return realAbort(milliseconds)
  const controller = new AbortController()
  here.later(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), milliseconds)
  return controller.signal
}

const realRandom = Math.random
Math.random = () => presence.getStore()?.random.next() ?? realRandom()

const fill = (bytes: Uint8Array, random: Random): void => {
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.int(256)
}
const realBytes = crypto.randomBytes
crypto.randomBytes = (size: number, ...rest: []) => {
  const here = presence.getStore()
  if (!here) return realBytes(size, ...rest)
  const bytes = Buffer.alloc(size)
  fill(bytes, here.random)
  return bytes
}
const realUuid = crypto.randomUUID
crypto.randomUUID = (...rest: []) => {
  const here = presence.getStore()
  if (!here) return realUuid(...rest)
  const hex = (digits: number): string => Array.from({ length: digits }, () => here.random.int(16).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
}
const realValues = globalThis.crypto.getRandomValues.bind(globalThis.crypto)
Object.defineProperty(globalThis.crypto, 'getRandomValues', {
  value: (array: Uint8Array) => {
    const here = presence.getStore()
    if (!here) return realValues(array as Uint8Array<ArrayBuffer>)
    fill(array, here.random)
    return array
  },
})
syncBuiltinESMExports()
