/**
 * A call is believed, read, and handed over before it is answered. An event counts as taken only once its work is queued: a crash in between
 * has it delivered and queued again, and what works it off is safe to repeat.
 */
import { createHash } from 'node:crypto'
import type { HookRefusal } from '../contract/hooks.ts'
import type { HookCall, HookEvent, HookSource, HookWork } from './source.ts'

export interface ReceivePorts {
  now(): number
  taken: {
    /** Those of these events that were taken in within the last days. */
    known(source: string, events: readonly string[]): Promise<ReadonlySet<string>>
    mark(source: string, events: readonly string[]): Promise<void>
  }
  handOver(work: readonly HookWork[]): Promise<void>
}

export type Received =
  | { kind: 'refused'; why: HookRefusal }
  /** `ignored`: nothing of ours. `unread`: why each of these cannot be read. */
  | { kind: 'received'; taken: number; duplicates: number; ignored: number; unread: string[] }

/** Throws `InvalidInput` where a genuine call cannot be read at all. */
export const receive = async (ports: ReceivePorts, name: string, source: HookSource, call: HookCall): Promise<Received> => {
  const now = ports.now()
  const verdict = await source.verify(call, now)
  if (verdict) return { kind: 'refused', why: verdict.refused }
  const told = await source.read(call, now)
  const unread = told.flatMap((one) => ('unread' in one ? [one.unread] : []))
  const events = told.flatMap((one) => ('unread' in one ? [] : [{ name: hashOf(one.id), ...one }]))
  const ours = events.filter(({ work }) => work.length > 0)
  const once = [...new Map(ours.map((event) => [event.name, event])).values()]
  const known = once.length === 0 ? new Set<string>() : await ports.taken.known(name, once.map(nameOf))
  const fresh = once.filter((event) => !known.has(event.name))
  if (fresh.length > 0) {
    await ports.handOver(fresh.flatMap(({ work }) => work))
    await ports.taken.mark(name, fresh.map(nameOf))
  }
  return {
    kind: 'received',
    taken: fresh.length,
    duplicates: ours.length - fresh.length,
    ignored: events.length - ours.length,
    unread,
  }
}

const nameOf = ({ name }: HookEvent & { name: string }): string => name

/** Bounded, and without whatever a provider puts into its ids. */
const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url')
