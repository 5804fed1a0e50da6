/** Enrollments with their state wherever it stands, many at once. */
import type { ContactHead, ContactProfile, FinishedEnrollment, LiveEnrollment } from '../domain/contact.ts'
import { finishedOf } from './head-rows.ts'
import { loadHeads } from './heads.ts'
import { getItems } from './items.ts'
import { keys } from './keys.ts'
import { loadProfiles } from './profiles.ts'
import type { Table } from './table.ts'

/** Neither live nor finished: it has only begun, and its contact's head does not know of it. */
export interface EnrollmentState {
  head: ContactHead | null
  live: LiveEnrollment | null
  finished: FinishedEnrollment | null
  profile: ContactProfile | null
}

/** Each of up to 100 with its contact, and with the state of its enrollment (`id`) where it names one. */
export const withStates = async <R extends { id: string | null; contactKey: string }>(
  table: Table,
  references: readonly R[],
): Promise<(R & EnrollmentState)[]> => {
  if (references.length === 0) return []
  const contacts = references.map(({ contactKey }) => contactKey)
  const [heads, profiles] = await Promise.all([loadHeads(table, contacts), loadProfiles(table, contacts)])
  const found = references.map((reference, i) => {
    const head = heads[i] ?? null
    const live = head?.enrollments.find(({ id }) => id === reference.id) ?? null
    return { ...reference, head, live, finished: null, profile: profiles[i] ?? null }
  })
  // The head is authoritative while it holds an enrollment, even where a finished row was written ahead already.
  const over = found.flatMap(({ live, id, contactKey }) => (live === null && id !== null ? [keys.finished(contactKey, id)] : []))
  if (over.length === 0) return found
  const rows = await getItems(table, over)
  const finished = new Map(over.map(({ pk, sk }, i) => [`${pk}/${sk}`, rows[i]]))
  return found.map((one) => {
    const { pk, sk } = keys.finished(one.contactKey, one.id ?? '')
    const row = one.live === null ? finished.get(`${pk}/${sk}`) : undefined
    return row ? { ...one, finished: finishedOf(row) } : one
  })
}
