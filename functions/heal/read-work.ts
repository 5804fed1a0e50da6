/** What arrives on the heal queue: failures that our own functions hand over, and the CRM's answer to a question for an address. */
import { busEnvelope, contactEnriched, contactEnrichedDetailType, type ContactEnriched } from '../contract/events.ts'
import { healWork, type HealWork } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'

export type HealInput = HealWork | ({ kind: 'enriched' } & ContactEnriched)

/** Throws `InvalidInput` with the reason where the record can never be worked on. */
export const readHealInput = (body: unknown): HealInput => {
  const work = healWork.safeParse(body)
  if (work.success) return work.data
  const envelope = busEnvelope.safeParse(body)
  if (!envelope.success || envelope.data['detail-type'] !== contactEnrichedDetailType)
    throw new InvalidInput('no_heal_work', work.error.message)
  const detail = contactEnriched.safeParse(envelope.data.detail)
  if (!detail.success) throw new InvalidInput('malformed_detail', `event ${envelope.data.id}: ${detail.error.message}`)
  return { kind: 'enriched', ...detail.data }
}
