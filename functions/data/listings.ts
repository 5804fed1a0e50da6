/** What the API lists: enrollments with their state wherever it stands, open tasks, and messages whose fate is open. */
import type { ContactHead } from '../domain/contact.ts'
import type { MessageRow } from '../domain/message.ts'
import { getReference, listReferences, type EnrollmentReference } from './enrollments.ts'
import { loadHeads } from './heads.ts'
import { getItems } from './items.ts'
import { queryIndex, type Place } from './index-pages.ts'
import { index } from './keys.ts'
import { messageOf } from './message-rows.ts'
import { withStates, withStatus, type EnrollmentState } from './states.ts'
import type { Table } from './table.ts'

/** One enrollment wherever it stands. */
export type FoundEnrollment = EnrollmentReference & EnrollmentState

export interface Page<T> {
  items: T[]
  /** What the next page goes on after; null at the end. */
  next: string | null
}

/** Enrollments of a sequence, newest first; with a status, those of so many that stand so. */
export const listEnrollments = async (
  table: Table,
  sequenceId: string,
  limit: number,
  after?: string,
  status?: 'active' | 'paused' | 'finished',
): Promise<Page<FoundEnrollment>> => {
  const page = await listReferences(table, sequenceId, { limit, after })
  const items = status === undefined ? await withStates(table, page.items) : await withStatus(table, page.items, status)
  return { items, next: page.next }
}

export const findEnrollment = async (table: Table, enrollmentId: string): Promise<FoundEnrollment | null> => {
  const reference = await getReference(table, enrollmentId)
  const [found] = reference ? await withStates(table, [reference]) : []
  return found ?? null
}

/** Open tasks, earliest due first. */
export const listOpenTasks = async (table: Table, limit: number, after?: string): Promise<Page<MessageRow>> => {
  const { items, next } = await listWork(table, 'task', limit, after)
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

/** A person may have sent it again: its row stays as it is until it leaves. */
const isAgain = (row: MessageRow, head: ContactHead | null | undefined): boolean => {
  const planned = head?.enrollments.find(({ id }) => id === row.enrollmentId)?.plan.find(({ n }) => n === row.stepNumber)
  return planned !== undefined && planned.state !== 'unknown'
}

const listWork = async (table: Table, kind: 'task' | 'unknown', limit: number, after?: string): Promise<Page<MessageRow>> => {
  const page = await queryIndex(table, index.workOf(kind), limit, after === undefined ? undefined : placeOf(kind, after))
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
