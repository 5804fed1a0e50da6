/** The people that a list tells of: who each row means, and what it says of them, as an event of the CRM would. */
import type { Job, JobRow } from '../contract/job.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord } from '../domain/contact.ts'
import { ownLeadId } from '../domain/own-ids.ts'
import type { RowReason } from '../domain/row-reasons.ts'
import type { Signal } from '../domain/signal.ts'
import { readContact, type Keys } from '../runtime/contact-facts.ts'
import { matchRows, type MatchPorts, type MatchedRow } from '../runtime/match-rows.ts'
import type { EnrollPorts } from './enroll.ts'

export interface TellPorts extends MatchPorts, Pick<EnrollPorts, 'saveProfile' | 'linkAddresses' | 'rulesInForce'> {
  leads: {
    /** Notes that a contact belongs to a lead, which may not be known yet. */
    adopt(leadId: string, contact: { id: string; key: string }): Promise<void>
  }
}

/** Whoever a row tells of, with what is said of them ahead of anything else; or why nobody was told of. */
export type Told =
  | { kind: 'told'; contactId: string; leadId: string; first: Signal[]; linked: Partial<Record<AddressKind, AddressRecord>> }
  | { kind: 'refused'; reason: RowReason | 'contact_erased' | 'contact_merged'; detail?: string }

type Seen = Extract<JobRow['ask'], { kind: 'seen' }>

/** Finds out whom all of these rows mean at once; each is then told of on its own. */
export const tellOf = async (ports: TellPorts, keys: Keys, job: Job, rows: readonly JobRow[]): Promise<(row: JobRow) => Promise<Told>> => {
  const seen = rows.flatMap(({ number, ask }) => (ask.kind === 'seen' ? [{ number, ask }] : []))
  const matched = await matchRows(
    ports,
    keys,
    seen.map(({ ask }) => ask.contact),
    job.matchBy ?? 'email',
  )
  const meant = new Map(seen.map(({ number }, i) => [number, matched[i]]))
  return async ({ number, ask }) => {
    const who = meant.get(number)
    if (!who || ask.kind !== 'seen') throw new Error(`row ${number} of the job ${job.id} tells of nobody`)
    return tell(ports, keys, job, ask, who)
  }
}

/** Attributes that the row does not name stay, and so does the lead where it names none. */
const tell = async (ports: TellPorts, keys: Keys, job: Job, { leadId: named, contact }: Seen, who: MatchedRow): Promise<Told> => {
  if (who.kind === 'several')
    return { kind: 'refused', reason: 'several_contacts', detail: who.profiles.map(({ contactId }) => contactId).join(', ') }
  const { contactId } = who
  const key = keys.contactKey(contactId)
  const [profile] = await ports.profiles([key])
  if (!profile && named === null && !contact.email && !contact.phone) return { kind: 'refused', reason: 'not_known' }
  const leadId = named ?? profile?.leadId ?? ownLeadId(key)
  const attributes = { ...profile?.attributes, ...contact.attributes }
  const said = readContact({ ...contact, id: contactId, attributes }, leadId, job.createdAt, keys, `import by ${job.by}`, job.agreement)
  const saved = await ports.saveProfile(said.profile)
  if (saved.kind === 'erased' || saved.kind === 'merged') return { kind: 'refused', reason: `contact_${saved.kind}` }
  if (saved.kind === 'older') return { kind: 'told', contactId, leadId, first: [], linked: {} }
  const [linked] = await Promise.all([ports.linkAddresses(said.addresses, key), ports.leads.adopt(leadId, { id: contactId, key })])
  return {
    kind: 'told',
    contactId,
    leadId,
    first: [{ kind: 'contact_seen', facts: said.facts, rules: await ports.rulesInForce() }],
    linked,
  }
}
