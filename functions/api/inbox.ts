/** The inbox: what people wrote or said, with what the sequence did about it, until somebody has handled it. */
import type { InboxItem } from '../contract/api/inbox.ts'
import { answer, notFound } from '../contract/api/outcome.ts'
import type { QueryOf, Verb } from '../contract/api/requests.ts'
import { didText, waitsForReview } from '../domain/inbox.ts'
import type { Interaction } from '../domain/interaction.ts'
import { matchesText } from '../domain/text-search.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { nameOf } from './enrollment-view.ts'
import { fittingPage } from './filtered.ts'
import type { ApiPorts } from './ports.ts'
import type { InboxEntry } from './waiting-ports.ts'

type Ports = Pick<ApiPorts, 'inbox' | 'sequences'>

/** Letters of a transcript that a list shows; the timeline has the whole. */
const mostShown = 5_000

/** Entries that a release without an inbox stored stand on the timelines alone. */
export const listInbox =
  (ports: Ports): Verb<'listInbox'> =>
  async ({ query: { limit, cursor, state, ...filter } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    const { items, next } = await fittingPage<InboxItem>({
      limit: Math.min(limit, 100),
      after: start,
      read: async (most, after) => {
        const page = await ports.inbox.list({ state, limit: most, after })
        return { items: await Promise.all(page.items.map((entry) => viewOf(ports, entry))), next: page.next }
      },
      fits: fitsOf(filter),
    })
    return answer({ items, nextCursor: cursorOf(next) })
  }

const fitsOf = ({ channel, intent, q = '' }: Omit<QueryOf<'listInbox'>, 'limit' | 'cursor' | 'state'>) => {
  if (channel === undefined && intent === undefined && q === '') return null
  return (item: InboxItem): boolean =>
    (channel === undefined || item.channel === channel) &&
    (intent === undefined || item.intent === intent) &&
    matchesText(q, [item.contactName, item.sequenceName, item.subject, item.body, item.summary])
}

/** Marking it as it is marked already changes nothing but the intent, where one is named. */
export const markInbox =
  (ports: Ports & Pick<ApiPorts, 'now'>): Verb<'markInbox'> =>
  async ({ params: { id }, body: { state, intent }, caller }) => {
    const [interaction = '', contactKey = ''] = id.split('.')
    const handled = state === 'done' ? { by: caller.name, at: new Date(ports.now()).toISOString() } : null
    const marked = await ports.inbox.mark({ contactKey, id: interaction }, { handled, intent })
    return marked ? answer(await viewOf(ports, marked)) : notFound('inbox_entry', id)
  }

const viewOf = async ({ sequences }: Ports, { interaction, head, live, finished, profile }: InboxEntry): Promise<InboxItem> => {
  const enrollment = live ?? finished
  const name = enrollment ? (await sequences.version(enrollment.sequenceId, enrollment.version)).name : undefined
  const { enrollmentId, sequenceId } = interaction
  const answered = enrollmentId === undefined ? null : { name: name ?? 'the sequence', live, finished }
  const contactId = profile?.contactId ?? head?.contactId ?? ''
  return {
    id: `${interaction.id}.${interaction.contactKey}`,
    contactId,
    contactName: nameOf(profile) || contactId,
    leadId: profile?.leadId ?? head?.leadId ?? '',
    ...(profile?.timeZone ? { timeZone: profile.timeZone } : {}),
    kind: kindOf(interaction),
    ...toldOf(interaction),
    ...(enrollmentId === undefined ? {} : { enrollmentId }),
    ...(sequenceId === undefined ? {} : { sequenceId }),
    ...(name === undefined ? {} : { sequenceName: name }),
    ...(enrollment ? { enrollmentStatus: live?.status ?? 'finished' } : {}),
    waits: waitsForReview({ live }),
    did: didText(interaction, answered),
    state: interaction.handledAt === undefined ? 'open' : 'done',
  }
}

const kindOf = ({ kind }: Interaction): InboxItem['kind'] => {
  if (kind === 'unsubscribed') return 'opt_out'
  if (kind === 'set_aside') return 'set_aside'
  return kind === 'outcome' ? 'call' : 'reply'
}

const toldFields = [
  'at',
  'channel',
  'subject',
  'summary',
  'outcome',
  'sentiment',
  'intent',
  'matchedBy',
  'messageId',
  'handledBy',
  'handledAt',
] as const satisfies readonly (keyof Interaction & keyof InboxItem)[]

const toldOf = (said: Interaction): Pick<InboxItem, 'at' | 'channel'> & Partial<InboxItem> => ({
  at: said.at,
  channel: said.channel,
  ...Object.fromEntries(toldFields.flatMap((field) => (said[field] === undefined ? [] : [[field, said[field]]]))),
  ...(said.body === undefined ? {} : { body: said.body.slice(0, mostShown) }),
})
