/**
 * Records of one person became one in the CRM. The survivor takes over addresses, opt-outs and refusals first, so that nothing is ever sent in
 * between that the person had refused; then the other record ends, and points to it. Each part may be repeated.
 */
import type { ContactMerged } from '../contract/crm-events.ts'
import { isSimulatorAddress } from '../domain/addresses.ts'
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import { consentChannels } from '../domain/channel.ts'
import type { ContactHead, ContactProfile, SuppressionReason } from '../domain/contact.ts'
import type { Signal } from '../domain/signal.ts'
import { erasePerson, type EraseNeeds } from '../runtime/erasure.ts'
import { readContact, type Keys, type SaidContact } from '../runtime/contact-facts.ts'
import { refuseFuture, type EnrollPorts } from './enroll.ts'

export interface MergePorts
  extends Pick<EnrollPorts, 'keys' | 'saveProfile' | 'linkAddresses' | 'profiles' | 'engine' | 'rulesInForce'>,
    EraseNeeds {
  head(contactKey: string): Promise<ContactHead | null>
  /** Key of the contact that goes on for this one; null where it was not merged away. */
  mergedInto(contactKey: string): Promise<string | null>
  /** From now on `into` answers for this record. */
  point(contactKey: string, into: string): Promise<void>
  suppress(
    address: { key: string; kind: AddressKind },
    channels: readonly ConsentChannel[],
    suppression: { reason: SuppressionReason; at: string; source: string },
  ): Promise<unknown>
  leads: {
    /** Puts `into` in the place of a contact of this lead. */
    replace(leadId: string, contactKey: string, into: { id: string; key: string }): Promise<unknown>
  }
}

interface Survivor {
  id: string
  key: string
}

/** Answers in one word what came of it. */
export const contactMerged = async (ports: MergePorts, event: ContactMerged): Promise<string> => {
  refuseFuture(`contact ${event.into}`, event.occurredAt, ports.engine.now())
  const keys = await ports.keys()
  const into = await whoGoesOn(ports, keys, event.into)
  const outcomes: string[] = []
  for (const id of new Set(event.from)) outcomes.push(await mergeOne(ports, keys, { id, key: keys.contactKey(id) }, into, event))
  return outcomes.find((outcome) => outcome !== 'repeated') ?? 'repeated'
}

/** The contact itself, or whom it was merged into since. */
const whoGoesOn = async (ports: MergePorts, keys: Keys, id: string): Promise<Survivor> => {
  let survivor: Survivor = { id, key: keys.contactKey(id) }
  for (let hop = 0; hop < 5; hop++) {
    const next = await ports.mergedInto(survivor.key)
    const [profile = null] = next === null ? [] : await ports.profiles([next])
    if (!profile) return survivor
    survivor = { id: profile.contactId, key: profile.key }
  }
  return survivor
}

const mergeOne = async (ports: MergePorts, keys: Keys, from: Survivor, into: Survivor, event: ContactMerged): Promise<string> => {
  if (from.key === into.key || (await ports.mergedInto(from.key)) !== null) return 'repeated'
  const [head, survivor] = await Promise.all([ports.head(from.key), ports.head(into.key)])
  if (head?.erased) return 'contact_erased'
  if (survivor?.erased) {
    // The person asked to be forgotten under another of their ids.
    await erasePerson(ports, from.key)
    return 'contact_erased'
  }
  const [profile = null, own = null] = await ports.profiles([from.key, into.key])
  if (head?.mergedInto === undefined) {
    await takeOver(ports, keys, { profile, own, head }, into)
    await ports.engine.settle(from.key, (known) =>
      known ? [{ kind: 'merged_away', into: into.key, detail: `merged into ${into.id}` }] : [],
    )
  }
  const leadIds = new Set([profile?.leadId, head?.leadId, ...(head?.enrollments.map(({ leadId }) => leadId) ?? [])])
  for (const leadId of leadIds) if (leadId) await ports.leads.replace(leadId, from.key, into)
  await ports.erasure.unlink(from.key, { addressKeys: Object.values(head?.addresses ?? {}).map(({ key }) => key), leadIds: [] })
  await ports.point(from.key, into.key)
  return event.from.length > 0 ? 'contact_merged' : 'repeated'
}

interface Merging {
  profile: ContactProfile | null
  /** The survivor's. */
  own: ContactProfile | null
  head: ContactHead | null
}

const takeOver = async (ports: MergePorts, keys: Keys, { profile, own, head }: Merging, into: Survivor): Promise<void> => {
  const said = profile && mergedFacts(profile, own, into, keys)
  if (said) {
    await ports.saveProfile(said.profile)
    await ports.linkAddresses(said.addresses, into.key)
  }
  // What comes back to an address of either record is this person's.
  if (head) await ports.linkAddresses(usedBy(head), into.key)
  const rules = await ports.rulesInForce()
  await ports.engine.settle(into.key, (known) => {
    const seen: Signal[] = known === null && said ? [{ kind: 'contact_seen', facts: said.facts, rules }] : []
    const { consent = {}, suppressed = {}, touches = {}, addresses = {} } = head ?? {}
    const taken: Signal[] = head
      ? [{ kind: 'absorbed', from: { consent, suppressed, touches, addresses }, detail: 'merged in the CRM' }]
      : []
    return known !== null || seen.length > 0 ? [...seen, ...taken] : []
  })
  if (head) await closeAddresses(ports, head, into.key)
}

/** An opt-out stands at the survivor's own addresses too, so that it outlives both records. */
const closeAddresses = async (ports: MergePorts, { suppressed }: ContactHead, intoKey: string): Promise<void> => {
  const survivor = await ports.head(intoKey)
  for (const channel of consentChannels) {
    const closed = suppressed[channel]
    const kind = channel === 'email' ? 'email' : 'phone'
    const address = survivor?.addresses[kind]
    if (closed && closed.reason !== 'address_dead' && address)
      await ports.suppress({ key: address.key, kind }, [channel], { ...closed, source: 'merge' })
  }
}

const usedBy = ({ addresses }: ContactHead) =>
  (['email', 'phone'] as const).flatMap((kind) => {
    const address = addresses[kind]
    if (!address) return []
    return [{ key: address.key, kind, value: address.value, simulator: kind === 'email' && isSimulatorAddress(address.value) }]
  })

const lackable = ['role', 'firstName', 'lastName', 'email', 'phone', 'alternativeEmail', 'alternativePhone', 'timeZone'] as const

/** What the survivor lacks, from the other record; nothing that it has is overwritten, and nothing newer is kept from it. */
const mergedFacts = (from: ContactProfile, own: ContactProfile | null, into: Survivor, keys: Keys): SaidContact => {
  const lacking = Object.fromEntries(
    lackable.flatMap((field) => (own?.[field] === undefined && from[field] !== undefined ? [[field, from[field]]] : [])),
  )
  const other = (field: 'email' | 'phone'): string | undefined =>
    own?.[field] !== undefined && own[field] !== from[field] ? from[field] : undefined
  const [otherEmail, otherPhone] = [other('email'), other('phone')]
  const contact = {
    id: into.id,
    ...lacking,
    ...(otherEmail === undefined || own?.alternativeEmail !== undefined ? {} : { alternativeEmail: otherEmail }),
    ...(otherPhone === undefined || own?.alternativePhone !== undefined ? {} : { alternativePhone: otherPhone }),
    attributes: { ...from.attributes, ...own?.attributes },
  }
  return readContact(contact, own?.leadId ?? from.leadId, own?.updatedAt ?? from.updatedAt, keys, 'merge')
}
