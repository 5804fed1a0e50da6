/** Everybody whom a request asks for, read together: by their ids, through their leads, or as the rows of a list with what those bring. */
import type { Outcome } from '../contract/api/outcome.ts'
import type { ParsedBodyOf } from '../contract/api/requests.ts'
import { mostAsked } from '../contract/api/preview.ts'
import type { JobRow, ListedContact } from '../contract/job.ts'
import type { ContactHead, ContactProfile } from '../domain/contact.ts'
import { decide } from '../domain/decide.ts'
import { ownLeadId } from '../domain/own-ids.ts'
import type { RowReason } from '../domain/row-reasons.ts'
import type { Policies } from '../domain/sequence.ts'
import type { TenantRules } from '../domain/signal.ts'
import { readContact, type Keys, type SaidContact } from '../runtime/contact-facts.ts'
import { matchRows, type MatchPorts } from '../runtime/match-rows.ts'
import { askedContacts } from './asked.ts'
import { csvRefused, withoutRepeats } from './bulk.ts'
import { readCsv } from './csv.ts'
import { nameOf } from './enrollment-view.ts'
import type { ApiPorts } from './ports.ts'

export type PersonPorts = Pick<ApiPorts, 'now' | 'contacts' | 'people' | 'addresses' | 'suppressions'>
type Body = ParsedBodyOf<'sequenceConflicts'>

interface Place {
  /** As it was asked for. */
  id: string
  line?: number
}
export interface Nobody extends Place {
  kind: 'nobody'
  reason: RowReason | 'contact_erased' | 'contact_merged'
  detail?: string
  candidates?: { contactId: string; name: string }[]
}
/** Somebody as they would stand once their row is taken in. */
export interface Somebody extends Place {
  kind: 'somebody'
  head: ContactHead | null
  profile: ContactProfile
  isNew: boolean
  movesFrom?: string
  /** Where the row gives them another name. */
  nameSoFar?: string
}
export type Person = Nobody | Somebody

interface Sought extends Place {
  key: string
  /** What a list says of them. */
  listed?: { contactId: string; leadId: string | null; contact: ListedContact }
}

export const personsAsked = async (
  ports: PersonPorts,
  body: Body,
  { which, rules, by }: { which: Policies['contacts']; rules: TenantRules; by: string },
): Promise<Person[] | Outcome<never>> => {
  const keys: Keys = { contactKey: (id) => ports.contacts.keyOf(id), addressKey: (kind, value) => ports.suppressions.keyOf(kind, value) }
  const sought = body.csv === undefined ? await ofIds(ports, body, which) : await ofList(ports, keys, body.csv, body)
  if ('kind' in sought) return sought
  const found = sought.flatMap((one) => ('key' in one ? [one.key] : []))
  const [profiles, heads] = found.length === 0 ? [[], []] : await Promise.all([ports.contacts.profiles(found), ports.people.heads(found)])
  const known = new Map(found.map((key, i) => [key, { profile: profiles[i] ?? null, head: heads[i] ?? null }]))
  return sought.map((one) => {
    if (!('key' in one)) return one
    const { profile, head } = known.get(one.key) ?? { profile: null, head: null }
    return standing(one, profile, head, (listed, leadId) => {
      const contact = { ...listed, attributes: { ...profile?.attributes, ...listed.attributes } }
      const said = readContact(contact, leadId, new Date(ports.now()).toISOString(), keys, `import by ${by}`, body.agreement)
      return { said, seen: decide(head, { kind: 'contact_seen', facts: said.facts, rules }, ports.now()) }
    })
  })
}

const ofIds = async (ports: PersonPorts, body: Body, which: Policies['contacts']): Promise<(Sought | Nobody)[]> =>
  (await askedContacts(ports.contacts, body, which)).map((one) =>
    one.key === null ? { kind: 'nobody', id: one.id, reason: one.reason } : { id: one.id, key: one.key },
  )

const ofList = async (
  ports: PersonPorts,
  keys: Keys,
  csv: string,
  { firstLine, matchBy = 'email' }: Body,
): Promise<(Sought | Nobody)[] | Outcome<never>> => {
  const read = readCsv(csv, { most: mostAsked, firstLine })
  if (read.kind === 'refused') return csvRefused(read)
  const rows = withoutRepeats(read.rows, matchBy)
  const seen = rows.flatMap(({ ask }) => (ask.kind === 'seen' ? [ask.contact] : []))
  const reading: MatchPorts = {
    addresses: (addressKeys) => ports.addresses.records(addressKeys),
    profiles: (contactKeys) => ports.contacts.profiles(contactKeys),
  }
  const matched = (await matchRows(reading, keys, seen, matchBy)).values()
  return rows.map(({ id, line, ask }): Sought | Nobody => {
    const place = { id, ...(line === undefined ? {} : { line }) }
    if (ask.kind !== 'seen') return { ...place, kind: 'nobody', ...wantingOf(ask) }
    const who = matched.next().value
    if (!who) throw new Error('fewer rows were matched than were read')
    if (who.kind === 'several') {
      const candidates = who.profiles.map((profile) => ({ contactId: profile.contactId, name: nameOf(profile) }))
      return { ...place, kind: 'nobody', reason: 'several_contacts', candidates }
    }
    const { contactId } = who
    return { ...place, key: keys.contactKey(contactId), listed: { contactId, leadId: ask.leadId, contact: ask.contact } }
  })
}

/** A row that was found wanting when it was read. */
const wantingOf = (ask: Exclude<JobRow['ask'], { kind: 'seen' }>): Pick<Nobody, 'reason' | 'detail'> => {
  if (ask.kind !== 'refused') throw new Error(`a list has no row of the kind ${ask.kind}`)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was read a moment ago has a reason of this release
  return { reason: ask.reason as RowReason, ...(ask.detail === undefined ? {} : { detail: ask.detail }) }
}

type Saying = (contact: ListedContact & { id: string }, leadId: string) => { said: SaidContact; seen: ReturnType<typeof decide> }

const standing = ({ listed, key, ...place }: Sought, profile: ContactProfile | null, head: ContactHead | null, say: Saying): Person => {
  const nobody = (reason: Nobody['reason']): Nobody => ({ ...place, kind: 'nobody', reason })
  if (!profile && head?.erased) return nobody('contact_erased')
  if (!listed) return profile ? { ...place, kind: 'somebody', head, profile, isNew: false } : nobody('not_known')
  if (profile?.mergedInto !== undefined) return nobody('contact_merged')
  const { contactId, contact } = listed
  if (!profile && listed.leadId === null && !contact.email && !contact.phone) return nobody('not_known')
  const leadId = listed.leadId ?? profile?.leadId ?? ownLeadId(key)
  const { said, seen } = say({ ...contact, id: contactId }, leadId)
  return {
    ...place,
    kind: 'somebody',
    head: seen.kind === 'changed' ? seen.head : head,
    profile: withSaid(profile, said.profile),
    isNew: profile === null,
    ...(profile && profile.leadId !== leadId ? { movesFrom: profile.leadId } : {}),
    ...(profile && isRenamed(profile, said.profile) ? { nameSoFar: nameOf(profile) } : {}),
  }
}

/** A part of a name that was not known so far makes nobody somebody else. */
const isRenamed = (profile: ContactProfile, said: SaidContact['profile']): boolean =>
  (['firstName', 'lastName'] as const).some((part) => {
    const [known, given] = [profile[part], said[part]].map((name) => name?.trim().toLowerCase() ?? '')
    return known !== '' && given !== '' && known !== given
  })

/** The profile as it will be kept: what is not said stays, null takes away. */
const withSaid = (profile: ContactProfile | null, said: SaidContact['profile']): ContactProfile => {
  const { attributes = {}, ...fields } = said
  const kept = Object.entries({ ...profile, ...fields }).filter(([, value]) => value !== null)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fields of a profile and of what is said of it, without those taken away
  return { ...Object.fromEntries(kept), attributes: said.attributes ? attributes : (profile?.attributes ?? {}) } as ContactProfile
}
