/** Lists of enrollments: of one sequence or of all, in their own order, or by the names of the contacts that a search finds. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { AnswerOf } from '../contract/api/routes.ts'
import { canBeOver, isMeantBy, standsIn, type EnrollmentFilter } from '../domain/enrollment-filter.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { enrollmentViewOf } from './enrollment-view.ts'
import type { ApiPorts, FoundEnrollment } from './ports.ts'

type Ports = Pick<ApiPorts, 'sequences' | 'enrollments' | 'contacts'>
type Page = AnswerOf<'listEnrollments'>

/** Enrollments that one request looks through before it answers with what it found and a cursor, and those read at once. */
const mostLookedAt = 200
const pageSize = 100
/** Contacts whose enrollments are read at once, how often, and index entries after which a request looks no further. */
const peopleAtOnce = 25
const mostRounds = 4
const mostEntries = 4_000
/** Sequences that one request walks through. */
const mostSequences = 50

/** A page can hold fewer than asked for and still have a next one. */
export const listEnrollments =
  (ports: Ports): Verb<'listEnrollments'> =>
  async ({ params: { id }, query: { limit, cursor, order, ...filter } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    if (filter.q) {
      const after = personIn(start)
      if (after === null) return badCursor()
      if (!(await ports.sequences.get(id))) return notFound('sequence', id)
      return answer(await byPerson(ports, filter, { limit, after, of: { sequenceId: id } }))
    }
    if (start !== undefined && !/^\w+$/.test(start)) return badCursor()
    if (!(await ports.sequences.get(id))) return notFound('sequence', id)
    const { found, next, looked } = await inTurn(ports, id, filter, { limit, after: start, oldest: order === 'oldest' })
    return answer({ items: viewsOf(found), nextCursor: cursorOf(next), looked })
  }

export const listAllEnrollments =
  (ports: Ports): Verb<'listAllEnrollments'> =>
  async ({ query: { limit, cursor, owner, ...filter } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    if (filter.q) {
      const after = personIn(start)
      return after === null ? badCursor() : answer(await byPerson(ports, filter, { limit, after, of: { owner } }))
    }
    const place = start === undefined ? {} : sequenceIn(start)
    return place === null ? badCursor() : answer(await byTurns(ports, filter, { limit, owner, ...place }))
  }

/** Some enrollments of one sequence, in the order of their ids. */
const inTurn = async (
  { enrollments }: Pick<Ports, 'enrollments'>,
  sequenceId: string,
  filter: EnrollmentFilter,
  { limit, after, oldest, most = mostLookedAt }: { limit: number; after?: string | undefined; oldest?: boolean; most?: number },
): Promise<{ found: FoundEnrollment[]; next: string | null; looked: number }> => {
  const narrow = Object.values(filter).some((value) => value !== undefined && value !== '')
  const isWanted = narrow ? standsIn(filter) : undefined
  const found: FoundEnrollment[] = []
  let at = after
  let looked = 0
  while (looked < most) {
    const asked = Math.min(pageSize, narrow ? most - looked : limit - found.length)
    const page = await enrollments.list(sequenceId, { limit: asked, after: at, oldest, isWanted })
    looked += page.looked
    for (const one of page.items) {
      found.push(one)
      if (found.length === limit && one !== page.items.at(-1)) return { found, next: one.id, looked }
    }
    if (page.next === null) return { found, next: null, looked }
    at = page.next
    // Of a filter, half a page is answered now rather than a whole one later.
    if (found.length >= (narrow ? limit / 2 : limit)) break
  }
  return { found, next: at ?? null, looked }
}

/** Sequence by sequence, the newest first. A place is a sequence and the enrollment in it after which it goes on. */
const byTurns = async (
  ports: Ports,
  filter: EnrollmentFilter,
  { limit, owner, sequence, after }: { limit: number; owner: string | undefined; sequence?: string; after?: string | undefined },
): Promise<Page> => {
  const begun = sequence === undefined || after === '~' ? null : await ports.sequences.get(sequence)
  const { items, next } = await ports.sequences.list({ limit: mostSequences, after: sequence })
  const found: FoundEnrollment[] = []
  let looked = 0
  const page = (to: string | null): Page => ({ items: viewsOf(found), nextCursor: cursorOf(to), looked })
  for (const one of [...(begun ? [begun] : []), ...items]) {
    if (one.version === 0 || (owner !== undefined && one.owner !== owner)) continue
    const from = one.id === sequence ? after : undefined
    if (found.length >= limit || looked >= mostLookedAt) return page(`${one.id} ${from ?? ''}`)
    const turn = await inTurn(ports, one.id, filter, { limit: limit - found.length, after: from, most: mostLookedAt - looked })
    found.push(...turn.found)
    looked += turn.looked
    if (turn.next !== null) return page(`${one.id} ${turn.next}`)
  }
  // What the next request begins with was walked through to its end.
  return page(next === null ? null : `${next} ~`)
}

/** What a search finds, contact by contact in the order of names. */
const byPerson = async (
  { contacts, enrollments, sequences }: Ports,
  filter: EnrollmentFilter,
  {
    limit,
    after,
    of: { sequenceId, owner },
  }: { limit: number; after: string | undefined; of: { sequenceId?: string; owner?: string | undefined } },
): Promise<Page> => {
  const isMeant = isMeantBy(filter)
  const owners = new Map<string, string | undefined>()
  const isOwned = async (id: string): Promise<boolean> => {
    if (owner === undefined) return true
    if (!owners.has(id)) owners.set(id, (await sequences.get(id))?.owner)
    return owners.get(id) === owner
  }
  const items: Page['items'] = []
  let at = after
  let looked = 0
  for (let round = 0; round < mostRounds && looked < mostEntries && items.length < limit / 2; round++) {
    const most = Math.min(peopleAtOnce, limit - items.length)
    const page = await contacts.search(filter.q ?? '', { limit: most, ...(at === undefined ? {} : { after: at }) })
    looked += page.looked
    const found = await enrollments.ofContacts(page.items, { sequenceId, over: canBeOver(filter) })
    for (const one of found.filter(isMeant)) if (await isOwned(one.sequenceId)) items.push(...viewsOf([one]))
    if (page.next === null) return { items, nextCursor: null, looked }
    at = page.next
  }
  return { items, nextCursor: cursorOf(`? ${at ?? ''}`), looked }
}

const viewsOf = (found: readonly FoundEnrollment[]): Page['items'] => found.flatMap((one) => enrollmentViewOf(one) ?? [])

/** The place of a search's cursor; null where it is another list's. */
const personIn = (text: string | undefined): string | undefined | null => {
  if (text === undefined) return undefined
  return text.startsWith('? ') ? text.slice(2) : null
}

/** `~` in place of an enrollment: nothing of the sequence is left. */
const sequenceIn = (text: string): { sequence: string; after?: string | undefined } | null => {
  const [, sequence, after] = /^(\w+) (\w*|~)$/.exec(text) ?? []
  return sequence === undefined ? null : { sequence, after: after === '' ? undefined : after }
}
