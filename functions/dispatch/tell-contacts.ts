/** The kill switch was lifted: contacts are told page by page, each page asking for the next once it is done. */
import type { DispatchWork, SendingResumedWork } from '../contract/work.ts'
import type { ContactHead } from '../domain/contact.ts'
import { isStopped } from '../domain/decide/sending.ts'
import type { TenantControls, TenantRules } from '../domain/signal.ts'
import type { Engine } from '../runtime/engine.ts'

export interface ContactTellPorts {
  engine: Engine
  /** Read consistently. */
  controls(): Promise<TenantControls>
  /** Heads of the contacts after `after`, in the order of their keys; `next` is what the next page goes on after. */
  contacts(page: { limit: number; after?: string | undefined }): Promise<{ heads: ContactHead[]; next: string | null }>
  dispatchQueue: { send(work: DispatchWork[]): Promise<unknown> }
  /** In force a few seconds ago at most. */
  rulesInForce(): Promise<TenantRules>
}

const pageSize = 100
const width = 10

/** Telling twice changes nothing. Where sending is stopped (again), nobody is told. Answers in one word what came of it. */
export const tellContacts = async (ports: ContactTellPorts, work: SendingResumedWork): Promise<string> => {
  if ((await ports.controls()).sending === 'stopped') return 'still_stopped'
  const [{ heads, next }, rules] = await Promise.all([ports.contacts({ limit: pageSize, after: work.after }), ports.rulesInForce()])
  const waiting = heads.filter(holdsStopped)
  for (let from = 0; from < waiting.length; from += width)
    await Promise.all(
      waiting
        .slice(from, from + width)
        .map(({ key }) => ports.engine.settle(key, (head) => (head && holdsStopped(head) ? [{ kind: 'sending_resumed', rules }] : []))),
    )
  if (next !== null) await ports.dispatchQueue.send([{ kind: 'sending_resumed', after: next }])
  return 'told'
}

const holdsStopped = ({ enrollments }: ContactHead): boolean => enrollments.some(({ plan }) => plan.some(isStopped))
