/** Somebody left through the provider: by its own link, or by a word that it acted upon before we heard of it. */
import { normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import type { AddressKind } from '../domain/channel.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import { note, provenToHaveLeft, record, type Happened } from './record.ts'

/** The channel is closed for the address that the message went to, and for whoever shares it. */
export const unsubscribed = async (ports: EngagePorts, work: Happened<'unsubscribed'>): Promise<string> => {
  const { of, at, channel, provider, event } = work
  const status = event.undelivered ? { status: { to: 'failed' as const, from: ['sent', 'unknown'] as const } } : provenToHaveLeft
  const row = await record(ports, work, { ...status, first: { unsubscribedAt: at } })
  const kind: AddressKind = channel === 'email' ? 'email' : 'phone'
  const written = kind === 'email' ? normaliseEmail(row?.recipient) : normalisePhone(row?.recipient)
  const key = written === null ? (await ports.head(of.contactKey))?.addresses[kind]?.key : await ports.addressKey(kind, written)
  if (key === undefined) return 'unsubscribed_nobody'
  const reason = channel === 'email' ? 'unsubscribed' : 'opted_out'
  const told = await leave(ports, {
    address: { key, kind },
    channels: [channel],
    reason,
    at,
    source: provider,
    detail: event.detail,
    contactKeys: [of.contactKey],
  })
  const said = { direction: 'inbound', kind: 'unsubscribed', detail: event.detail } as const
  await note(ports, work, said)
  const others = told.filter((contactKey) => contactKey !== of.contactKey)
  await Promise.all(others.map((contactKey) => ports.note({ contactKey, at, channel, ...said })))
  return 'unsubscribed'
}
