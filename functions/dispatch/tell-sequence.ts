/** A sequence goes on or is archived: its running enrollments are told page by page, each page asking for the next once it is done. */
import type { DispatchWork, SequenceWork } from '../contract/work.ts'
import type { Engine } from '../runtime/engine.ts'

export interface TellPorts {
  engine: Engine
  /** Whose enrollments these are, running or over; `next` is what the next page goes on after. */
  enrollmentsOf(
    sequenceId: string,
    page: { limit: number; after?: string | undefined },
  ): Promise<{ items: { contactKey: string }[]; next: string | null }>
  dispatchQueue: { send(work: DispatchWork[]): Promise<unknown> }
}

const pageSize = 100
const width = 10

/**
 * Telling twice changes nothing, so that a page that failed half way is simply told again. A sequence that was paused again meanwhile
 * holds at its gate what is released here. Answers in one word what came of it.
 */
export const tellSequence = async (ports: TellPorts, work: SequenceWork): Promise<string> => {
  const { items, next } = await ports.enrollmentsOf(work.sequence, { limit: pageSize, after: work.after })
  const contacts = [...new Set(items.map(({ contactKey }) => contactKey))]
  for (let from = 0; from < contacts.length; from += width)
    await Promise.all(
      contacts.slice(from, from + width).map((contact) =>
        ports.engine.settle(contact, (head) => {
          const walks = head?.enrollments.some(({ sequenceId }) => sequenceId === work.sequence)
          return walks ? [{ kind: work.kind, sequenceId: work.sequence }] : []
        }),
      ),
    )
  if (next !== null) await ports.dispatchQueue.send([{ ...work, after: next }])
  return 'told'
}
