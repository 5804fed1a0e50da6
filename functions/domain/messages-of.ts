/** The messages of an enrollment: what its plan still holds and what rows say of those that left, as one list. */
import type { ContactHead, FinishedEnrollment, LiveEnrollment, PlannedMessage } from './contact.ts'
import type { MessageRow } from './message.ts'
import { messageIdOf } from './ids.ts'
import { messageRow } from './message-row.ts'
import { isResolved } from './plan.ts'

/**
 * One row per planned message, in the plan's order. A message that is not resolved is as the plan says, with the attempts that its row
 * keeps; of a resolved one the row knows more (delivered, bounced), and only one without a row is as the plan says.
 */
export const messagesOf = (
  owner: Pick<ContactHead, 'key' | 'contactId' | 'addresses'>,
  enrollment: LiveEnrollment | FinishedEnrollment,
  rows: readonly MessageRow[],
): MessageRow[] => {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return enrollment.plan.map((item) => {
    const row = byId.get(messageIdOf(enrollment.id, item.n))
    const planned = messageRow(owner, enrollment, item, { status: item.state, attempts: row?.attempts ?? [] })
    return row && rowKnowsMore(item, row) ? row : { ...planned, ...(row ? { events: row.events } : {}) }
  })
}

const left: ReadonlySet<string> = new Set(['sent', 'delivered', 'bounced'])

/** Written when a gate moved or held the message: what the plan came to since has no row of its own. */
const open: ReadonlySet<string> = new Set(['scheduled', 'claimed', 'held'])

/** A row is written ahead of the head: of the same revision, one that left is newer than a claim, and outlives a cancelled plan. */
const rowKnowsMore = (item: PlannedMessage, row: MessageRow): boolean =>
  item.state === 'claimed'
    ? row.revision === item.rev && left.has(row.status)
    : isResolved(item) && !open.has(row.status) && (item.state !== 'cancelled' || left.has(row.status))
