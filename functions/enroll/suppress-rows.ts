/** Rows of an imported list of closed addresses: each is closed, known or not, and whoever uses it is told. Done again it changes nothing. */
import type { Job, JobResult, JobRow } from '../contract/job.ts'
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import { closingSignal } from '../domain/closing.ts'
import type { AddressRecord, SuppressionReason } from '../domain/contact.ts'
import type { Engine } from '../runtime/engine.ts'
import type { Keys } from '../runtime/contact-facts.ts'

export interface SuppressRowPorts {
  keys(): Promise<Keys>
  engine: Engine
  suppress(
    address: { key: string; kind: AddressKind },
    channels: readonly ConsentChannel[],
    suppression: { reason: SuppressionReason; at: string; learntAt: string; source: string },
  ): Promise<AddressRecord>
}

const width = 5

export const suppressRows = async (ports: SuppressRowPorts, job: Job, rows: readonly JobRow[]): Promise<JobResult[]> => {
  const keys = await ports.keys()
  const results: JobResult[] = []
  for (let from = 0; from < rows.length; from += width)
    results.push(...(await Promise.all(rows.slice(from, from + width).map((row) => suppressRow(ports, job, row, keys)))))
  return results
}

const suppressRow = async (ports: SuppressRowPorts, job: Job, { number, line, id, ask }: JobRow, keys: Keys): Promise<JobResult> => {
  const result: JobResult = {
    number,
    ...(line === undefined ? {} : { line }),
    id,
    contactId: null,
    enrollmentId: null,
    reason: null,
    detail: null,
  }
  if (ask.kind === 'refused') return { ...result, reason: ask.reason, detail: ask.detail ?? null }
  if (ask.kind !== 'suppress') throw new Error(`row ${number} of the job ${job.id} closes no address`)
  const { channels, reason, at } = ask
  const address = { key: keys.addressKey(ask.address.kind, ask.address.value), kind: ask.address.kind }
  const source = job.source ?? 'import'
  const { contacts } = await ports.suppress(address, channels, { reason, at, learntAt: job.createdAt, source })
  const signal = closingSignal({ address, channels, reason, detail: `on a list that ${job.by} imported (${source})` })
  await Promise.all(contacts.map((contactKey) => ports.engine.settle(contactKey, (head) => (head ? [signal] : []))))
  return result
}
