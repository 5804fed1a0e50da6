/** What the CRM deleted is erased here. A mark stays, so that an event which comes late does not make it anew. */
import type { ContactDeleted, LeadDeleted } from '../contract/crm-events.ts'
import type { Lead } from '../data/lead-change.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { Signal } from '../domain/signal.ts'
import { erasePerson, type EraseNeeds } from '../runtime/erasure.ts'
import { refuseFuture, type EnrollPorts } from './enroll.ts'

export interface DeletePorts extends Pick<EnrollPorts, 'keys' | 'engine'>, EraseNeeds {
  /** Key of the contact that goes on for this one; null where it was not merged away. */
  mergedInto(contactKey: string): Promise<string | null>
  leads: {
    get(leadId: string): Promise<Lead | null>
    /** Leaves a mark of that time in the lead's place; false where something newer is known of it. */
    bury(leadId: string, at: string): Promise<boolean>
  }
}

/** Answers in one word what came of it. Removing the record that was merged away says nothing against the person. */
export const contactDeleted = async (ports: DeletePorts, { contactId, occurredAt }: ContactDeleted): Promise<string> => {
  refuseFuture(`contact ${contactId}`, occurredAt, ports.engine.now())
  const key = (await ports.keys()).contactKey(contactId)
  if ((await ports.mergedInto(key)) !== null) return 'merged_before'
  return eraseWholly(ports, key)
}

/** What one call leaves of a very long history is removed when the event is received again. */
const eraseWholly = async (ports: DeletePorts, key: string): Promise<string> => {
  const cleared = await erasePerson(ports, key, { unknownToo: true })
  if (cleared && !cleared.complete) throw new Error(`contact ${key} has more than one delivery removes: it is received again`)
  return 'erased'
}

export const leadDeleted = async (ports: DeletePorts, { leadId, contacts, occurredAt }: LeadDeleted): Promise<string> => {
  refuseFuture(`lead ${leadId}`, occurredAt, ports.engine.now())
  const lead = await ports.leads.get(leadId)
  const at = new Date(occurredAt).toISOString()
  if (lead && lead.occurredAt > at) return 'older'
  for (const { key } of lead?.contacts ?? []) await leave(ports, leadId, key, contacts)
  // Last: until then a repetition finds who belonged to it.
  return (await ports.leads.bury(leadId, at)) ? 'lead_deleted' : 'older'
}

/** A contact who belongs to another lead by now stays, and only what ran for this one ends. */
const leave = async (ports: DeletePorts, leadId: string, key: string, what: LeadDeleted['contacts']): Promise<void> => {
  let elsewhere = false
  await ports.engine.settle(key, (head) => {
    elsewhere = head !== null && belongsElsewhere(head, leadId)
    return head ? endsFor(head, leadId) : []
  })
  if (what === 'erase' && !elsewhere) await eraseWholly(ports, key)
}

const belongsElsewhere = ({ leadId: last, enrollments }: ContactHead, leadId: string): boolean =>
  last !== leadId || enrollments.some((enrollment) => enrollment.leadId !== leadId)

const endsFor = ({ enrollments }: ContactHead, leadId: string): Signal[] =>
  enrollments
    .filter((enrollment) => enrollment.leadId === leadId && !enrollment.ending)
    .map(({ id }) => ({ kind: 'cancel', enrollmentId: id, reason: 'the lead was deleted in the CRM' }))
