/** What closing and opening addresses needs beside the other verbs. */
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import type { AddressRecord, SuppressionReason } from '../domain/contact.ts'

export interface SuppressionPorts {
  keyOf(kind: AddressKind, value: string): string
  /** Up to 100, those last heard of first. */
  list(limit: number, after?: string): Promise<{ records: AddressRecord[]; next: string | null }>
  get(key: string): Promise<AddressRecord | null>
  close(
    address: { key: string; kind: AddressKind },
    channels: readonly ConsentChannel[],
    why: { reason: SuppressionReason; at: string; learntAt: string; source: string },
  ): Promise<AddressRecord>
  lift(
    key: string,
    channels: readonly ConsentChannel[],
    at: string,
  ): Promise<{ record: AddressRecord | null; lifted: AddressRecord['suppressed'] }>
  /** Each record's address in plain, as a contact of today has it; null where nobody does. */
  plain(records: readonly AddressRecord[]): Promise<(string | null)[]>
}
