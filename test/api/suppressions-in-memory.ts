/** Closed addresses in memory, as the API's ports take them. */
import type { SuppressionPorts } from '../../functions/api/suppression-ports.ts'
import type { AddressRecord, ContactHead } from '../../functions/domain/contact.ts'

export const suppressionPortsOf = (addresses: Map<string, AddressRecord>, heads: Map<string, ContactHead>): SuppressionPorts => ({
  keyOf: (kind, value) => `${kind}:${value}`,
  list: async (limit, after) => {
    const all = [...addresses.values()].toReversed()
    const from = after === undefined ? 0 : all.findIndex(({ key }) => key === after) + 1
    const records = all.slice(from, from + limit)
    return { records, next: all.length > from + limit ? (records.at(-1)?.key ?? null) : null }
  },
  get: async (key) => addresses.get(key) ?? null,
  close: async ({ key, kind }, channels, { reason, at, source }) => {
    const record = addresses.get(key) ?? { key, kind, suppressed: {}, contacts: [], simulator: false }
    const closed = Object.fromEntries(channels.map((channel) => [channel, record.suppressed[channel] ?? { reason, at, source }]))
    const next = { ...record, suppressed: { ...record.suppressed, ...closed } }
    addresses.set(key, next)
    return next
  },
  lift: async (key, channels) => {
    const record = addresses.get(key)
    if (!record) return { record: null, lifted: {} }
    const left = Object.fromEntries(Object.entries(record.suppressed).filter(([channel]) => !channels.some((one) => one === channel)))
    const lifted = Object.fromEntries(Object.entries(record.suppressed).filter(([channel]) => channels.some((one) => one === channel)))
    const next = { ...record, suppressed: left }
    addresses.set(key, next)
    return { record: next, lifted }
  },
  plain: async (records) =>
    records.map(
      ({ key, kind }) => [...heads.values()].map((head) => head.addresses[kind]).find((address) => address?.key === key)?.value ?? null,
    ),
})
