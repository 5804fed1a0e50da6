/** A person asks what is kept of them: everything, in pages that a function's answer can carry. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { PersonExport } from '../contract/api/person.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactHead, ContactProfile } from '../domain/contact.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import type { ApiPorts } from './ports.ts'
import { viewsOf } from './suppressions.ts'

export interface PersonPorts {
  /** Items of one contact's partition until they take `mostBytes`; `next` is what to go on after. */
  read(
    contactKey: string,
    page: { after: string | undefined; mostBytes: number },
  ): Promise<{ items: { kind: keyof typeof places; content: Record<string, unknown> }[]; next: string | null; bytes: number }>
  /** What people were told of the contact. */
  notifications(contactKey: string): Promise<Record<string, unknown>[]>
}

const places = {
  profile: 'profile',
  head: 'heads',
  enrollment: 'enrollments',
  message: 'messages',
  interaction: 'interactions',
  draft: 'drafts',
  gate: 'gates',
  other: 'other',
} as const satisfies Record<string, keyof PersonExport>

/** An answer of Lambda carries 6 MB; what is escaped on its way takes more than its text. */
const mostBytes = 3_000_000
const rawMailDays = 30

type Ports = Pick<ApiPorts, 'contacts' | 'people' | 'person' | 'suppressions' | 'settings' | 'now'>

/** The records that the CRM merged into this one hold the same person's history: they follow it, partition by partition. */
export const exportPerson =
  (ports: Ports): Verb<'exportPerson'> =>
  async ({ params: { id }, query: { cursor } }) => {
    const key = ports.contacts.keyOf(id)
    const [profile] = await ports.contacts.profiles([key])
    if (!profile) return notFound('contact', id)
    const partitions = [key, ...(profile.mergedFrom ?? [])]
    const place = placeOf(cursor, partitions.length)
    if (!place) return badCursor()
    const page = emptyPage(id, ports.now())
    let left = mostBytes
    let { partition, after } = place
    while (partition < partitions.length && left > 0) {
      const read = await ports.person.read(partitions[partition] ?? '', { after, mostBytes: left })
      for (const { kind, content } of read.items) page[places[kind]].push(content)
      left -= Math.max(1, read.bytes)
      after = read.next ?? undefined
      if (read.next !== null) break
      partition++
    }
    page.nextCursor = partition < partitions.length ? cursorOf(`${partition}.${after ?? ''}`) : null
    page.rawMails = page.interactions.flatMap(rawMailOf)
    if (cursor === undefined) await addAround(ports, page, key, profile)
    return answer(page)
  }

const placeOf = (cursor: string | undefined, partitions: number): { partition: number; after: string | undefined } | null => {
  const text = afterOf(cursor)
  if (text === undefined) return { partition: 0, after: undefined }
  const [, partition, after] = /^(\d{1,3})\.(.*)$/s.exec(text ?? '') ?? []
  if (partition === undefined || Number(partition) >= partitions) return null
  return { partition: Number(partition), after: after === '' ? undefined : after }
}

const addAround = async (ports: Ports, page: PersonExport, key: string, profile: ContactProfile): Promise<void> => {
  const head = await ports.people.head(key)
  const records = head ? Object.values(await ports.people.records(head)) : []
  page.suppressions = await viewsOf(ports, records)
  const leads = await ports.people.leads(leadIdsOf(profile, head))
  page.leads = leads.flatMap((lead) => {
    if (!lead) return []
    const { contacts: _others, outcomes, ...rest } = lead
    return [{ ...rest, outcomes: outcomes?.filter((outcome) => outcome.contactKey === key) ?? null }]
  })
  page.notifications = await ports.person.notifications(key)
}

const leadIdsOf = (profile: ContactProfile, head: ContactHead | null): string[] =>
  [...new Set([profile.leadId, ...(head ? [head.leadId, ...head.enrollments.map(({ leadId }) => leadId)] : [])])].filter((id) => id !== '')

const rawMailOf = ({ rawKey, at }: Record<string, unknown>): PersonExport['rawMails'] => {
  if (typeof rawKey !== 'string' || typeof at !== 'string') return []
  const until = new Date(Date.parse(at) + rawMailDays * 86_400_000).toISOString()
  return [{ key: rawKey, until, note: `The mail as it came in lies in the tenant's bucket of mails until ${until.slice(0, 10)}.` }]
}

const emptyPage = (contactId: string, now: number): PersonExport => ({
  contactId,
  exportedAt: new Date(now).toISOString(),
  profile: [],
  heads: [],
  enrollments: [],
  messages: [],
  interactions: [],
  drafts: [],
  gates: [],
  other: [],
  suppressions: [],
  leads: [],
  notifications: [],
  rawMails: [],
  retention: [...retention],
  nextCursor: null,
})

/** What the table's own partition of a contact does not hold. */
const retention = [
  'Mails as they came in are deleted after 30 days; their texts stay in the timeline.',
  'Rows of bulk jobs keep the CRM’s id of a contact, and no name or address once they are carried out, for 30 days.',
  'Events that were sent to webhooks are kept for 30 days, work that failed for 14 days, answers of the API under an Idempotency-Key for one day.',
  'That an address asked not to be contacted is kept as a keyed hash without end, also after the person is erased.',
  'Backups of the table go back 35 days; the archive of CRM events as many days as the tenant’s file says.',
]
