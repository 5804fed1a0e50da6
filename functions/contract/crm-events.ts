/** What a CRM says beside stage changes, source `crm`: published by its integrator, or made of a vendor's webhook by a mapping. */
import * as z from 'zod'
import { callOutcomes } from '../domain/call.ts'
import { contactEnriched, contactEnrichedDetailType, crmContact, stageChanged, stageChangedDetailType } from './events.ts'

const id = z.string().min(1).max(200)
const occurredAt = z.iso.datetime({ offset: true })

/** A contact was created or changed. Fields that are left out stay as they were; null takes one away. */
export const contactChanged = z.object({
  contact: crmContact,
  /** The lead that it belongs to: made where nobody has told of it. Left out, a known contact stays where it is, and an unknown one is a lead of its own. */
  leadId: id.nullish(),
  occurredAt,
})
export type ContactChanged = z.infer<typeof contactChanged>

/** Records of one person became one: `into` goes on, and answers for each of `from` from now on. */
export const contactMerged = z.object({ into: id, from: z.array(id).min(1).max(20), occurredAt })
export type ContactMerged = z.infer<typeof contactMerged>

/** A contact was deleted: the person is erased here, for good. */
export const contactDeleted = z.object({ contactId: id, occurredAt })
export type ContactDeleted = z.infer<typeof contactDeleted>

/** A lead was deleted: what runs for it ends, and those of its contacts who belong to no other lead are erased, unless `contacts` says keep. */
export const leadDeleted = z.object({ leadId: id, contacts: z.enum(['erase', 'keep']).default('erase'), occurredAt })
export type LeadDeleted = z.infer<typeof leadDeleted>

/** The CRM itself took in an answer, by its own mailbox or number. `id` names it, the same each time. */
export const crmReplied = z.object({
  contactId: id,
  channel: z.enum(['email', 'sms', 'call']),
  text: z.string().max(50_000),
  subject: z.string().max(500).nullish(),
  id: id.nullish(),
  occurredAt,
})
export type CrmReplied = z.infer<typeof crmReplied>

/** A call that was placed or noted in the CRM, and what it came to. */
export const crmCallOutcome = z.object({
  contactId: id,
  outcome: z.enum([...callOutcomes, 'do_not_call']),
  transcript: z.string().max(50_000).nullish(),
  id: id.nullish(),
  occurredAt,
})
export type CrmCallOutcome = z.infer<typeof crmCallOutcome>

/** `detail` by detail-type, of every event that the CRM's side publishes. */
export const crmEvents = {
  [stageChangedDetailType]: stageChanged,
  'Contact Changed': contactChanged,
  'Contact Merged': contactMerged,
  'Contact Deleted': contactDeleted,
  'Lead Deleted': leadDeleted,
  'Contact Replied': crmReplied,
  'Call Outcome': crmCallOutcome,
  [contactEnrichedDetailType]: contactEnriched,
} as const satisfies Record<string, z.ZodType>
export type CrmDetailType = keyof typeof crmEvents

export const isCrmDetailType = (name: string): name is CrmDetailType => Object.hasOwn(crmEvents, name)

/** Detail-types that the enroll queue gets beside stage changes. */
export const contactEventTypes = [
  'Contact Changed',
  'Contact Merged',
  'Contact Deleted',
  'Lead Deleted',
  'Contact Replied',
  'Call Outcome',
] as const satisfies readonly CrmDetailType[]
