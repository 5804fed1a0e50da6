/** A provider's own list of addresses that it does not reach: what is on it is closed here, and what is closed here is put on it. */
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import type { AddressRecord, SuppressionReason } from '../domain/contact.ts'

export interface ListedThere {
  /** As the provider writes it. */
  value: string
  reason: Extract<SuppressionReason, 'complained' | 'address_dead' | 'opted_out'>
  /** ISO 8601. */
  at: string
}

export interface ProviderList {
  /** What the record of a closed address says as its source. */
  source: string
  kind: AddressKind
  channel: ConsentChannel
  /** One page of what was listed since then (ISO 8601; null = ever), as far as the provider can tell; `next` names the following page. */
  page(since: string | null, next: string | null): Promise<{ listed: ListedThere[]; next: string | null }>
  /** Whether it is for this list to know, and is not what the provider told us. */
  takes(record: AddressRecord): SuppressionReason | null
  close(value: string, reason: SuppressionReason): Promise<void>
  /** One that is not on the list is fine. */
  open(value: string): Promise<void>
}
