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

type Reference = { id: string | null; contactKey: string }
type Live = Pick<EnrollmentState, 'head' | 'live'>

/** Each of up to 100 with its contact, and with the state of its enrollment (`id`) where it names one. */
export const withStates = async <R extends Reference>(table: Table, references: readonly R[]): Promise<(R & EnrollmentState)[]> => {
  if (references.length === 0) return []
  const [heads, profiles] = await Promise.all([withHeads(table, references), profilesOf(table, references)])
  return withFinished(
    table,
    heads.map((one, i) => ({ ...one, profile: profiles[i] ?? null })),
  )
}

/** The same of those alone whose enrollment is wanted as it stands (null: it is over): nothing else is read of the others than their head. */
export const withWanted = async <R extends Reference>(
  table: Table,
  references: readonly R[],
  isWanted: (live: LiveEnrollment | null) => boolean,
): Promise<(R & EnrollmentState)[]> => {
  if (references.length === 0) return []
  const wanted = (await withHeads(table, references)).filter(({ live }) => isWanted(live))
  if (wanted.length === 0) return []
  const profiles = await profilesOf(table, wanted)
  const found = await withFinished(
    table,
    wanted.map((one, i) => ({ ...one, profile: profiles[i] ?? null })),
  )
  return found.filter(({ live, finished }) => live !== null || finished !== null)
}

const profilesOf = (table: Table, references: readonly Reference[]): Promise<(ContactProfile | null)[]> =>
  loadProfiles(
    table,
    references.map(({ contactKey }) => contactKey),
  )

const withHeads = async <R extends Reference>(table: Table, references: readonly R[]): Promise<(R & Live)[]> => {
  const heads = await loadHeads(
    table,
    references.map(({ contactKey }) => contactKey),
  )
  return references.map((reference, i) => {
    const head = heads[i] ?? null
    return { ...reference, head, live: head?.enrollments.find(({ id }) => id === reference.id) ?? null }
  })
}

const withFinished = async <R extends Reference & Live>(
  table: Table,
  all: readonly R[],
): Promise<(R & Pick<EnrollmentState, 'finished'>)[]> => {
  const found = all.map((one) => ({ ...one, finished: null }))
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
