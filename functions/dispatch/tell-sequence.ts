/** A sequence goes on, is archived, or moves to a newer version: its running enrollments are told page by page, each page asking for the next once it is done. */
import type { DispatchWork, SequenceWork, VersionMovedWork } from '../contract/work.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { Signal, TenantRules } from '../domain/signal.ts'
import type { Engine } from '../runtime/engine.ts'

export interface TellPorts {
  engine: Engine
  /** Whose enrollments these are, running or over; `next` is what the next page goes on after. */
  enrollmentsOf(
    sequenceId: string,
    page: { limit: number; after?: string | undefined },
  ): Promise<{ items: { contactKey: string }[]; next: string | null }>
  version(sequenceId: string, version: number): Promise<SequenceVersion>
  dispatchQueue: { send(work: DispatchWork[]): Promise<unknown> }
  /** In force a few seconds ago at most. */
  rulesInForce(): Promise<TenantRules>
}

type Told = SequenceWork | VersionMovedWork

const pageSize = 100
const width = 10

/**
 * Telling twice changes nothing, so that a page that failed half way is simply told again. A sequence that was paused again meanwhile
 * holds at its gate what is released here. Answers in one word what came of it.
 */
export const tellSequence = async (ports: TellPorts, work: Told): Promise<string> => {
  const { items, next } = await ports.enrollmentsOf(work.sequence, { limit: pageSize, after: work.after })
  const contacts = [...new Set(items.map(({ contactKey }) => contactKey))]
  for (let from = 0; from < contacts.length; from += width)
    await Promise.all(
      contacts.slice(from, from + width).map((contact) =>
        ports.engine.settle(contact, (head) => {
          const walked = head?.enrollments.find(({ sequenceId }) => sequenceId === work.sequence)
          return walked ? signalsOf(ports, work, walked.version) : []
        }),
      ),
    )
  if (next !== null) await ports.dispatchQueue.send([{ ...work, after: next }])
  return 'told'
}

/** `version`: the one that the contact's enrollment is on. Who has come as far already is left alone, and costs no read. */
const signalsOf = async (ports: TellPorts, work: Told, version: number): Promise<Signal[]> => {
  if (work.kind !== 'version_moved')
    return [
      work.kind === 'sequence_resumed'
        ? { kind: work.kind, sequenceId: work.sequence, rules: await ports.rulesInForce() }
        : { kind: work.kind, sequenceId: work.sequence },
    ]
  if (version >= work.version) return []
  const [to, from] = await Promise.all([ports.version(work.sequence, work.version), ports.version(work.sequence, version)])
  return [{ kind: 'version_moved', version: to, from: [from] }]
}
