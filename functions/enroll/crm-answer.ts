/** An answer that the CRM itself took in is handed to engagement, as if it had come to us: from the contact's own address. */
import { createHash } from 'node:crypto'
import type { CrmCallOutcome, CrmReplied } from '../contract/crm-events.ts'
import type { EngageWork } from '../contract/work.ts'
import type { ContactHead } from '../domain/contact.ts'
import { NotYet } from '../runtime/errors.ts'
import { refuseFuture, type EnrollPorts } from './enroll.ts'

export interface AnswerPorts extends Pick<EnrollPorts, 'keys' | 'engine'> {
  head(contactKey: string): Promise<ContactHead | null>
  engageQueue: { send(work: EngageWork[]): Promise<void> }
}

type Inbound = Extract<EngageWork, { kind: 'inbound' }>
type Answer = { kind: 'crm_replied'; event: CrmReplied } | { kind: 'crm_call_outcome'; event: CrmCallOutcome }

/** Answers in one word what came of it. */
export const crmAnswer = async (ports: AnswerPorts, { kind, event }: Answer): Promise<string> => {
  const { contactId, occurredAt } = event
  refuseFuture(`contact ${contactId}`, occurredAt, ports.engine.now())
  const head = await current(ports, (await ports.keys()).contactKey(contactId))
  // The event that tells of the contact may be on its way still.
  if (!head) throw new NotYet(`contact ${contactId} is not known`)
  const channel = kind === 'crm_replied' ? event.channel : 'call'
  const from = head.addresses[channel === 'email' ? 'email' : 'phone']?.value
  if (from === undefined || head.erased) return 'no_address'
  const said: Pick<Inbound, 'text' | 'subject' | 'outcome'> =
    kind === 'crm_replied'
      ? { text: event.text, ...(event.subject ? { subject: event.subject } : {}) }
      : { text: event.transcript ?? '', outcome: event.outcome }
  const providerId = `crm ${event.id ?? digest(contactId, occurredAt, said.text)}`
  await ports.engageQueue.send([{ kind: 'inbound', channel, from, to: '', providerId, at: new Date(occurredAt).toISOString(), ...said }])
  return 'handed_to_engagement'
}

/** Whoever goes on where the contact was merged into another. */
const current = async (ports: AnswerPorts, key: string): Promise<ContactHead | null> => {
  const head = await ports.head(key)
  return head?.mergedInto === undefined ? head : ports.head(head.mergedInto)
}

const digest = (...parts: string[]): string => createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22)
