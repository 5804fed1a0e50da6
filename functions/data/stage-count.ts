/** What a backfill is counted from: who belongs to the leads of a stage, and who was ever in a sequence. */
import { listReferences } from './enrollments.ts'
import { getLeads } from './leads.ts'
import type { Table } from './table.ts'

/** Keys of each lead's contacts, the primary one first; none for an unknown lead. */
export const contactsOfLeads = async (table: Table, leadIds: readonly string[]): Promise<string[][]> =>
  (await getLeads(table, leadIds)).map((lead) => (lead?.contacts ?? []).map(({ key }) => key))

const pageSize = 500

/** Contacts that are or were in a sequence, the newest first; not complete where there are more than `limit`. */
export const contactsEverIn = async (
  table: Table,
  sequenceId: string,
  limit: number,
): Promise<{ contactKeys: string[]; complete: boolean }> => {
  const contactKeys: string[] = []
  let after: string | undefined
  while (contactKeys.length < limit) {
    const page = await listReferences(table, sequenceId, { limit: pageSize, after })
    contactKeys.push(...page.items.map(({ contactKey }) => contactKey))
    if (page.next === null) return { contactKeys, complete: true }
    after = page.next
  }
  return { contactKeys, complete: false }
}
