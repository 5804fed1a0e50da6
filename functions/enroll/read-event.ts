/** What arrives on the enroll queue: the CRM's stage change as EventBridge hands it over, or a lead to look at again. */
import { busEnvelope, stageChanged, stageChangedDetailType, type StageChanged } from '../contract/events.ts'
import { enrollRetryWork } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'

export type EnrollInput =
  | { kind: 'stage_changed'; eventId: string; event: StageChanged; unknownKeys: string[] }
  | { kind: 'missed_lead'; leadId: string }

/** Throws `InvalidInput` with the reason where the record can never be worked on. */
export const readEnrollInput = (body: unknown): EnrollInput => {
  const retry = enrollRetryWork.safeParse(body)
  if (retry.success) return retry.data
  const envelope = busEnvelope.safeParse(body)
  if (!envelope.success) throw new InvalidInput('no_event', sentence(envelope.error.issues))
  const { id, source, detail, 'detail-type': detailType } = envelope.data
  if (source !== 'crm' || detailType !== stageChangedDetailType)
    throw new InvalidInput('another_event', `"${detailType}" of "${source}" is no stage change of the CRM`)
  const parsed = stageChanged.safeParse(detail)
  if (!parsed.success) throw new InvalidInput('malformed_detail', `event ${id}: ${sentence(parsed.error.issues)}`)
  return { kind: 'stage_changed', eventId: id, event: parsed.data, unknownKeys: unknownKeysOf(detail) }
}

const sentence = (issues: readonly { path: PropertyKey[]; message: string }[]): string =>
  issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the event'}: ${message}`)
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
