/** Who calls us, and how each is believed and read. One entry per source in the table of handler.ts. */
import type { CrmEventWork } from '../contract/crm.ts'
import type { HookRefusal } from '../contract/hooks.ts'
import type { DispatchWork, EngageWork } from '../contract/work.ts'

/** One call as it came in. */
export interface HookCall {
  /** The body, byte by byte as it was sent: signatures are over these. */
  bytes: Buffer
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>
  /** Without the question mark. */
  query: string
  /** The whole public address that was called, with its query. */
  url: string
}

/** What one event leads to. */
export type HookWork = { to: 'engage'; work: EngageWork } | { to: 'dispatch'; work: DispatchWork } | { to: 'crm'; work: CrmEventWork }

/** One thing that a call tells. */
export interface HookEvent {
  /** The same each time that it is delivered; bounded, for it is hashed. */
  id: string
  /** Empty where it is about nothing of ours, or says nothing that anybody acts on. */
  work: readonly HookWork[]
}

/** Null: the call is genuine. */
export type Verdict = { refused: HookRefusal } | null

export interface Acknowledgement {
  /** A media type. */
  type: string
  body: string
}

export interface HookSource {
  /** Bytes that a body may have. */
  mostBytes: number
  /** Media types that it sends; null: whatever its type says, it is read. */
  types: readonly string[] | null
  /** Whether the call is from whom it says. `now` in epoch milliseconds. */
  verify(call: HookCall, now: number): Promise<Verdict>
  /** What a genuine call tells, each on its own; throws `InvalidInput` where the whole of it cannot be read. */
  read(call: HookCall, now: number): Promise<readonly (HookEvent | Unread)[]> | readonly (HookEvent | Unread)[]
  /** What this call has to be answered where it was taken in; absent or null: how many events were. */
  acknowledgement?(call: HookCall): Acknowledgement | null
}

/** One event of several that cannot be read: the others are taken in all the same. `why` holds no personal data. */
export interface Unread {
  unread: string
}
