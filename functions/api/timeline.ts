/** Timelines of contacts and leads: read whole, named, and given page by page, newest first. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { TimelineEntryView } from '../contract/api/people.ts'
import type { Verb } from '../contract/api/requests.ts'
import { variantOf } from '../domain/gates.ts'
import { injectedName, stepOf } from '../domain/injected.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import { newestFirst, timelineOf, type TimelineEntry, type TimelineKind, type TimelineNames } from '../domain/timeline.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import type { ContactParts } from './people-ports.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'people' | 'contacts' | 'sequences' | 'settings'>

export const contactTimeline =
  (ports: Ports): Verb<'contactTimeline'> =>
  async ({ params: { id }, query }) => {
    const after = afterOf(query.cursor)
    if (after === null) return badCursor()
    const contactKey = ports.contacts.keyOf(id)
    const parts = await ports.people.parts(contactKey)
    if (!parts.profile && !parts.head) return notFound('contact', id)
    const names = await namesFor(ports, [parts])
    return pageOf(timelineOf({ ...parts, contactKey, contactId: id }, names), query, after)
  }

/** What is of another lead's enrollments stays out, where a contact went from one lead to another. */
export const leadTimeline =
  (ports: Ports): Verb<'leadTimeline'> =>
  async ({ params: { id }, query }) => {
    const after = afterOf(query.cursor)
    if (after === null) return badCursor()
    const lead = await ports.people.lead(id)
    if (!lead) return notFound('lead', id)
    const parts = await Promise.all(lead.contacts.map(async (contact) => ({ ...contact, parts: await ports.people.parts(contact.key) })))
    const names = await namesFor(
      ports,
      parts.map((one) => one.parts),
    )
    const entries = parts.flatMap((one) => {
      const others = new Set(
        [...(one.parts.head?.enrollments ?? []), ...one.parts.finished].filter(({ leadId }) => leadId !== id).map((e) => e.id),
      )
      return timelineOf({ ...one.parts, contactKey: one.key, contactId: one.id }, names).filter(
        ({ enrollmentId }) => enrollmentId === undefined || !others.has(enrollmentId),
      )
    })
    const stages = lead.history.map(({ stage, at }, i): TimelineEntry => {
      const before = lead.history[i - 1]?.stage
      const text = before === undefined ? `The lead entered "${stage}".` : `The lead moved from "${before}" to "${stage}".`
      return { id: `stage-${i}-${at}`, at, kind: 'stage', what: stage, text, leadId: id }
    })
    return pageOf(newestFirst([...entries, ...stages]), query, after)
  }

/** Bytes of entries after which a page ends early: transcripts and whole mails are long, and an answer of a function ends at 6 MB. */
const mostOfPage = 2_000_000

/** The cursor's text is the time and id of the entry that the last page ended with: what came since shifts nothing. */
const pageOf = (
  entries: readonly TimelineEntry[],
  { limit, kind }: { limit: number; kind?: TimelineKind | undefined },
  after: string | undefined,
) => {
  const [at = '', id = ''] = after?.split(' ') ?? []
  const rest = entries
    .filter((entry) => kind === undefined || entry.kind === kind)
    .filter((entry) => after === undefined || entry.at < at || (entry.at === at && entry.id < id))
  let bytes = 0
  const items: TimelineEntryView[] = rest
    .slice(0, limit)
    .filter((entry, i) => (bytes += Buffer.byteLength(JSON.stringify(entry))) <= mostOfPage || i === 0)
  const last = items.at(-1)
  return answer({ items, nextCursor: cursorOf(last && rest.length > items.length ? `${last.at} ${last.id}` : null) })
}

/** Names of the sequences and steps that partitions speak of; each sequence and version is read once. */
export const namesFor = async (
  { sequences, settings }: Pick<Ports, 'sequences' | 'settings'>,
  all: readonly ContactParts[],
): Promise<TimelineNames> => {
  const walked = all.flatMap(({ head, finished }) => [...(head?.enrollments ?? []), ...finished])
  const ids = new Set([
    ...walked.map(({ sequenceId }) => sequenceId),
    ...all.flatMap(({ interactions }) => interactions.flatMap(({ sequenceId }) => sequenceId ?? [])),
  ])
  const found = new Map(await Promise.all([...ids].map(async (id) => [id, await sequences.get(id)] as const)))
  const wanted = new Map(walked.map(({ sequenceId, version }) => [`${sequenceId}/${version}`, { sequenceId, version }]))
  const versions: SequenceVersion[] = await Promise.all(
    [...wanted.values()].map(({ sequenceId, version }) => sequences.version(sequenceId, version)),
  )
  const older = await removedSteps(sequences, walked, versions)
  const steps = new Map(
    [...older, ...versions].flatMap((one) => one.steps.map((step) => [`${one.sequenceId}/${step.id}`, step.name] as const)),
  )
  return {
    zone: all.find(({ head }) => head)?.head?.timeZone ?? settings.timeZone,
    sequence: (id) => {
      const sequence = found.get(id)
      return { name: sequence?.name ?? id, status: sequence?.status ?? 'archived' }
    },
    step: (sequenceId, stepId) => steps.get(`${sequenceId}/${stepId}`) ?? injectedName(stepId) ?? stepId,
    variant: ({ id, sequenceId, version }, item, draft) => {
      const of = versions.find((one) => one.sequenceId === sequenceId && one.version === version)
      const step = stepOf(of, item.step, id)
      return step && variantOf({ item, step, draft: draft ?? undefined })
    },
  }
}

/** Versions looked through for steps that are not part of the version walked now. */
const mostOlder = 10

/** The older versions that have the steps which an enrollment's own version has lost, newest last. */
const removedSteps = async (
  sequences: Ports['sequences'],
  walked: readonly { sequenceId: string; version: number; plan: readonly { step: string }[] }[],
  versions: readonly SequenceVersion[],
): Promise<SequenceVersion[]> => {
  const known = new Set(versions.flatMap((one) => one.steps.map(({ id }) => `${one.sequenceId}/${id}`)))
  const older: SequenceVersion[] = []
  for (const { sequenceId, version, plan } of walked) {
    const isLost = ({ step }: { step: string }): boolean => !known.has(`${sequenceId}/${step}`)
    for (let number = version - 1; number > 0 && number >= version - mostOlder && plan.some(isLost); number--) {
      const found = await sequences.version(sequenceId, number)
      for (const { id } of found.steps) known.add(`${sequenceId}/${id}`)
      older.unshift(found)
    }
  }
  return older
}
