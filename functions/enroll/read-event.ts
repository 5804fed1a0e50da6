/** What arrives on the enroll queue: the CRM's stage change as EventBridge hands it over, or work of our own. */
import { busEnvelope, stageChanged, stageChangedDetailType, type StageChanged } from '../contract/events.ts'
import { fieldErrors } from '../contract/field-errors.ts'
import { enrollWork, type BackfillWork, type EnrollRowsWork, type RouteWork } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'

/** A lead's stage change, or a lead to look at again. */
export type LeadInput =
  | { kind: 'stage_changed'; eventId: string; event: StageChanged; unknownKeys: string[] }
  | { kind: 'missed_lead'; leadId: string }
export type EnrollInput = LeadInput | RouteWork | EnrollRowsWork | BackfillWork

/** Throws `InvalidInput` with the reason where the record can never be worked on. */
export const readEnrollInput = (body: unknown): EnrollInput => {
  const ours = enrollWork.safeParse(body)
  if (ours.success) return ours.data
  const envelope = busEnvelope.safeParse(body)
  if (!envelope.success) throw new InvalidInput('no_event', sentence(envelope.error))
  const { id, source, detail, 'detail-type': detailType } = envelope.data
  if (source !== 'crm' || detailType !== stageChangedDetailType)
    throw new InvalidInput('another_event', `"${detailType}" of "${source}" is no stage change of the CRM`)
  const parsed = stageChanged.safeParse(detail)
  if (!parsed.success) throw new InvalidInput('malformed_detail', `event ${id}: ${sentence(parsed.error)}`)
  return { kind: 'stage_changed', eventId: id, event: parsed.data, unknownKeys: unknownKeysOf(detail) }
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
