/** What the API lists: enrollments with their state wherever it stands, open tasks, and messages whose fate is open. */
import type { ContactHead, ContactProfile, LiveEnrollment } from '../domain/contact.ts'
import type { MessageRow } from '../domain/message.ts'
import { getReference, listFinished, listReferences, type EnrollmentReference } from './enrollments.ts'
import { loadHeads } from './heads.ts'
import { getItems } from './items.ts'
import { queryIndex, type Place } from './index-pages.ts'
import { index } from './keys.ts'
import { messageOf } from './message-rows.ts'
import { withStates, withWanted, type EnrollmentState } from './states.ts'
import type { Table } from './table.ts'

/** One enrollment wherever it stands. */
export type FoundEnrollment = EnrollmentReference & EnrollmentState

export interface Page<T> {
  items: T[]
  /** What the next page goes on after; null at the end. */
  next: string | null
}

/** Enrollments of a sequence, newest first unless `oldest`; of so many those that are wanted as they stand (null: it is over). */
export const listEnrollments = async (
  table: Table,
  sequenceId: string,
  {
    isWanted,
    ...asked
  }: {
    limit: number
    after?: string | undefined
    oldest?: boolean | undefined
    isWanted?: ((live: LiveEnrollment | null) => boolean) | undefined
  },
): Promise<Page<FoundEnrollment> & { looked: number }> => {
  const page = await listReferences(table, sequenceId, asked)
  const items = isWanted ? await withWanted(table, page.items, isWanted) : await withStates(table, page.items)
  return { items, next: page.next, looked: page.items.length }
}

/**
 * Enrollments of some contacts, of one sequence or of all, each contact's newest first, in the order of the contacts. `over`: also those
 * that have ended, which costs a query for each contact.
 */
export const enrollmentsOf = async (
  table: Table,
  profiles: readonly ContactProfile[],
  { sequenceId, over }: { sequenceId?: string | undefined; over: boolean },
): Promise<(EnrollmentState & { id: string; sequenceId: string; contactKey: string })[]> => {
  if (profiles.length === 0) return []
  const contactKeys = profiles.map(({ key }) => key)
  const [heads, ended] = await Promise.all([
    loadHeads(table, contactKeys),
    Promise.all(over ? contactKeys.map((key) => listFinished(table, key)) : []),
  ])
  return profiles.flatMap((profile, i) => {
    const head = heads[i] ?? null
    const running = (head?.enrollments ?? []).map((live) => ({ of: live, live, finished: null }))
    const names = new Set(running.map(({ of }) => of.id))
    // The head is authoritative while it holds an enrollment, even where a finished row was written ahead already.
    const finished = (ended[i] ?? []).filter(({ id }) => !names.has(id)).map((one) => ({ of: one, live: null, finished: one }))
    return [...running, ...finished]
      .filter(({ of }) => sequenceId === undefined || of.sequenceId === sequenceId)
      .toSorted((a, b) => (a.of.id < b.of.id ? 1 : -1))
      .map(({ of, ...state }) => ({ id: of.id, sequenceId: of.sequenceId, contactKey: profile.key, head, profile, ...state }))
  })
}

export const findEnrollment = async (table: Table, enrollmentId: string): Promise<FoundEnrollment | null> => {
  const reference = await getReference(table, enrollmentId)
  const [found] = reference ? await withStates(table, [reference]) : []
  return found ?? null
}

/** Open tasks, earliest due first; those due from a time on and before another. */
export const listOpenTasks = async (
  table: Table,
  limit: number,
  { after, ...due }: { after?: string | undefined; from?: string | undefined; before?: string | undefined } = {},
): Promise<Page<MessageRow>> => {
  const { items, next } = await listWork(table, 'task', limit, after, due)
  // The index may lag behind a task that has just been done.
  return { items: items.filter(({ task }) => task?.state === 'open'), next }
}

/** Messages whose fate is open, earliest due first: up to 100 at once. */
export const listUnknownMessages = async (table: Table, limit: number, after?: string): Promise<Page<MessageRow>> => {
  const { items, next } = await listWork(table, 'unknown', limit, after)
  const rows = items.filter(({ status }) => status === 'unknown')
  const keys = rows.map(({ contactKey }) => contactKey)
  const heads = keys.length > 0 ? await loadHeads(table, keys) : []
  return { items: rows.filter((row, i) => !isAgain(row, heads[i])), next }
}

/** A person may have sent it again: its row stays as it is until it leaves. One whose word a crash cut off before the row is to be said again. */
const isAgain = (row: MessageRow, head: ContactHead | null | undefined): boolean => {
  const planned = head?.enrollments.find(({ id }) => id === row.enrollmentId)?.plan.find(({ n }) => n === row.stepNumber)
  return planned !== undefined && planned.state !== 'unknown' && planned.state !== 'sent'
}

const listWork = async (
  table: Table,
  kind: 'task' | 'unknown',
  limit: number,
  after?: string,
  due?: { from?: string | undefined; before?: string | undefined },
): Promise<Page<MessageRow>> => {
  const start = after === undefined ? undefined : placeOf(kind, after)
  const page = await queryIndex(table, index.workOf(kind), limit, start, due && index.workDue(due))
  const rows = await getItems(
    table,
    page.found.map(({ pk, sk }) => ({ pk, sk })),
  )
  const last = page.found.at(-1)
  return {
    items: rows.flatMap((row) => (row ? [messageOf(row)] : [])),
    next: page.more && last ? [last.pk, last.sk, last.gsi1sk].join(' ') : null,
  }
}

const placeOf = (kind: 'task' | 'unknown', after: string): Place => {
  const [pk = '', sk = '', gsi1sk = ''] = after.split(' ')
  return { pk, sk, gsi1pk: index.workOf(kind), gsi1sk }
}
