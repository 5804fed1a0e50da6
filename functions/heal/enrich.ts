/** Another address of a contact is asked for, source by source, and what comes back is checked before it is used. */
import type { ContactEnriched } from '../contract/events.ts'
import { nameOfSource, type EnrichmentRequest, type EnrichmentSource, type HttpSource } from '../contract/enrichment.ts'
import { isSimulatorAddress } from '../domain/addresses.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, ContactProfile } from '../domain/contact.ts'
import { triedText, waterfall, wellFormed, type Source, type SourceAnswer, type Tried } from '../domain/enrichment.ts'
import { isUsable } from '../domain/healing/facts-of.ts'
import type { Interaction } from '../domain/interaction.ts'
import { phoneZones } from '../domain/phone-zones.ts'
import type { OtherAddress, TenantRules } from '../domain/signal.ts'
import type { Engine } from '../runtime/engine.ts'

export interface AddressKeys {
  contactKey(contactId: string): string
  addressKey(kind: AddressKind, value: string): string
}

export interface EnrichPorts {
  engine: Engine
  keys(): Promise<AddressKeys>
  /** An address's record; null for one of which nothing is known. */
  address(key: string): Promise<AddressRecord | null>
  /** Notes on the record that the contact uses the address. */
  link(address: { key: string; kind: AddressKind; simulator: boolean }, contactKey: string): Promise<void>
  head(contactKey: string): Promise<ContactHead | null>
  profile(contactKey: string): Promise<ContactProfile | null>
  /** Keeps with the profile where an address came from. */
  keep(contactKey: string, found: { address: AddressKind; value: string; source: string; costCents: number; at: string }): Promise<void>
  sources: readonly EnrichmentSource[]
  askHttp(source: HttpSource, request: EnrichmentRequest): Promise<SourceAnswer>
  publish(events: readonly { detailType: string; detail: Record<string, unknown> }[]): Promise<void>
  note(interaction: Omit<Interaction, 'id'>): Promise<void>
  /** In force a few seconds ago at most. */
  rulesInForce(): Promise<TenantRules>
}

export interface Wanted {
  head: ContactHead
  profile: ContactProfile
  address: AddressKind
  enrollmentId: string
}

/** Answers in one word what came of it. Repeated while the answer is waited for, it asks once more. */
export const enrich = async (ports: EnrichPorts, wanted: Wanted): Promise<string> => {
  const { head, address } = wanted
  const { found, tried, waits } = await waterfall<OtherAddress>(sourcesOf(ports, wanted), (value) => judge(ports, head, address, value))
  for (const one of tried) await note(ports, head.key, address, triedText(address, one), wanted.enrollmentId)
  if (found) return goOn(ports, head.key, address, found)
  if (waits) return 'waits_for_answer'
  const rules = await ports.rulesInForce()
  await ports.engine.settle(head.key, (now) => (now ? [{ kind: 'enriched', address, found: null, source: 'nobody', rules }] : []))
  return 'nothing_found'
}

/** The CRM answered, in its own time. */
export const contactEnriched = async (ports: EnrichPorts, { contactId, email, phone }: ContactEnriched): Promise<string> => {
  const contactKey = (await ports.keys()).contactKey(contactId)
  const head = await ports.head(contactKey)
  if (!head) return 'not_enrolled'
  let outcome = 'nothing_found'
  for (const [address, value] of [
    ['email', email],
    ['phone', phone],
  ] as const) {
    const isAwaited = head.enrollments.some(({ enrichment }) => (enrichment?.[address]?.until ?? 0) > 0)
    if (!value || !isAwaited) continue
    const judged = await judge(ports, head, address, value)
    const tried: Tried =
      'why' in judged
        ? { source: 'crm', kind: 'unusable', costCents: 0, why: judged.why }
        : { source: 'crm', kind: 'found', value, costCents: 0 }
    await note(ports, contactKey, address, triedText(address, tried))
    if ('address' in judged) outcome = await goOn(ports, contactKey, address, { source: 'crm', address: judged.address, costCents: 0 })
  }
  return outcome
}

const sourcesOf = (ports: EnrichPorts, { head, profile, address, enrollmentId }: Wanted): Source[] =>
  ports.sources.map((source) => ({
    name: nameOfSource(source),
    ask: async (): Promise<SourceAnswer> => {
      if (source.kind === 'http') return ports.askHttp(source, requestOf(profile, address))
      const { contactId, leadId } = head
      await ports.publish([{ detailType: 'Enrichment Requested', detail: { contactId, leadId, enrollmentId, wanted: address } }])
      return { kind: 'later' }
    },
  }))

const requestOf = (
  { contactId, firstName, lastName, email, phone, attributes }: ContactProfile,
  wanted: AddressKind,
): EnrichmentRequest => ({
  wanted,
  contactId,
  ...(firstName === undefined ? {} : { firstName }),
  ...(lastName === undefined ? {} : { lastName }),
  ...(email === undefined ? {} : { email }),
  ...(phone === undefined ? {} : { phone }),
  attributes,
})

/** Well formed, not one that failed, and nobody has left by it. */
const judge = async (
  ports: EnrichPorts,
  head: ContactHead,
  kind: AddressKind,
  said: string,
): Promise<{ address: OtherAddress } | { why: string }> => {
  const value = wellFormed(kind, said)
  if (value === null) return { why: 'it is no address that could be written to' }
  const address = await otherAddress(ports, head, kind, value)
  return isUsable(head, {}, kind, address) ? { address } : { why: 'it failed before, or may not be written to' }
}

/** An address of the contact with its record. A simulator's says nothing of anybody. */
export const otherAddress = async (
  ports: Pick<EnrichPorts, 'keys' | 'address'>,
  head: ContactHead,
  kind: AddressKind,
  value: string,
): Promise<OtherAddress> => {
  const key = (await ports.keys()).addressKey(kind, value)
  const simulator = isSimulatorAddress(value)
  const record = (simulator ? null : await ports.address(key)) ?? { key, kind, suppressed: {}, contacts: [head.key], simulator }
  return { key, value, record, ...(kind === 'phone' ? { zones: phoneZones(value) } : {}) }
}

type Found = { source: string; address: OtherAddress; costCents: number }

const goOn = async (
  ports: EnrichPorts,
  contactKey: string,
  address: AddressKind,
  { source, address: found, costCents }: Found,
): Promise<string> => {
  const { key, value, record } = found
  if (!record.simulator) await ports.link({ key, kind: address, simulator: false }, contactKey)
  await ports.keep(contactKey, { address, value, source, costCents, at: isoOf(ports) })
  const rules = await ports.rulesInForce()
  await ports.engine.settle(contactKey, (head) => (head ? [{ kind: 'enriched', address, found, source, rules }] : []))
  return 'enriched'
}

const note = (ports: EnrichPorts, contactKey: string, address: AddressKind, detail: string, enrollmentId?: string): Promise<void> =>
  ports.note({
    contactKey,
    at: isoOf(ports),
    channel: address === 'email' ? 'email' : 'sms',
    direction: 'system',
    kind: 'enriched',
    ...(enrollmentId === undefined ? {} : { enrollmentId }),
    detail,
  })

const isoOf = ({ engine }: EnrichPorts): string => new Date(engine.now()).toISOString()
