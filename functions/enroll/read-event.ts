/** What arrives on the enroll queue: what the CRM says of leads and contacts as EventBridge hands it over, or work of our own. */
import type * as z from 'zod'
import {
  contactChanged,
  contactDeleted,
  contactMerged,
  crmCallOutcome,
  crmReplied,
  leadDeleted,
  type ContactChanged,
  type ContactDeleted,
  type ContactMerged,
  type CrmCallOutcome,
  type CrmReplied,
  type LeadDeleted,
} from '../contract/crm-events.ts'
import { busEnvelope, stageChanged, stageChangedDetailType, type StageChanged } from '../contract/events.ts'
import { fieldErrors } from '../contract/field-errors.ts'
import { enrollWork, type BackfillWork, type EnrollRowsWork, type RouteWork } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'

/** A lead's stage change, or a lead to look at again. */
export type LeadInput =
  | { kind: 'stage_changed'; eventId: string; event: StageChanged; unknownKeys: string[] }
  | { kind: 'missed_lead'; leadId: string }
/** What else the CRM says of contacts. */
export type ContactInput =
  | { kind: 'contact_changed'; event: ContactChanged }
  | { kind: 'contact_merged'; event: ContactMerged }
  | { kind: 'contact_deleted'; event: ContactDeleted }
  | { kind: 'lead_deleted'; event: LeadDeleted }
  | { kind: 'crm_replied'; event: CrmReplied }
  | { kind: 'crm_call_outcome'; event: CrmCallOutcome }
export type EnrollInput = LeadInput | ContactInput | RouteWork | EnrollRowsWork | BackfillWork

/** Throws `InvalidInput` with the reason where the record can never be worked on. */
export const readEnrollInput = (body: unknown): EnrollInput => {
  const ours = enrollWork.safeParse(body)
  if (ours.success) return ours.data
  const envelope = busEnvelope.safeParse(body)
  if (!envelope.success) throw new InvalidInput('no_event', sentence(envelope.error))
  const { id, source, detail, 'detail-type': detailType } = envelope.data
  const parsed = <T>(shape: z.ZodType<T>): T => {
    const result = shape.safeParse(detail)
    if (!result.success) throw new InvalidInput('malformed_detail', `event ${id}: ${sentence(result.error)}`)
    return result.data
  }
  switch (source === 'crm' ? detailType : '') {
    case stageChangedDetailType:
      return { kind: 'stage_changed', eventId: id, event: parsed(stageChanged), unknownKeys: unknownKeysOf(detail) }
    case 'Contact Changed':
      return { kind: 'contact_changed', event: parsed(contactChanged) }
    case 'Contact Merged':
      return { kind: 'contact_merged', event: parsed(contactMerged) }
    case 'Contact Deleted':
      return { kind: 'contact_deleted', event: parsed(contactDeleted) }
    case 'Lead Deleted':
      return { kind: 'lead_deleted', event: parsed(leadDeleted) }
    case 'Contact Replied':
      return { kind: 'crm_replied', event: parsed(crmReplied) }
    case 'Call Outcome':
      return { kind: 'crm_call_outcome', event: parsed(crmCallOutcome) }
    default:
      throw new InvalidInput('another_event', `"${detailType}" of "${source}" is nothing that the CRM says of leads and contacts`)
  }
}

const sentence = (error: Parameters<typeof fieldErrors>[0]): string =>
  fieldErrors(error)
    .slice(0, 5)
    .map(({ field, message }) => `${field || 'the event'}: ${message}`)
    .join('; ')

/** Keys that the contract does not know, `contacts.nickname`: kept out and reported, never fatal. */
const unknownKeysOf = (detail: Record<string, unknown>): string[] => {
  const contacts = Array.isArray(detail['contacts']) ? (detail['contacts'] as unknown[]) : []
  const inContacts = contacts.flatMap((contact) =>
    typeof contact === 'object' && contact !== null ? Object.keys(contact).filter((key) => !(key in contactShape)) : [],
  )
  const own = Object.keys(detail).filter((key) => !(key in stageChanged.shape))
  return [...new Set([...own, ...inContacts.map((key) => `contacts.${key}`)])].slice(0, 20)
}

const contactShape = stageChanged.shape.contacts.element.shape
