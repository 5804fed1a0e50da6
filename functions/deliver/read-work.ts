/** What arrives on the deliver queue: our own events as EventBridge hands them over, and deliveries whose next try has come. */
import { busEnvelope } from '../contract/events.ts'
import { deliverWork } from '../contract/webhooks.ts'
import { InvalidInput } from '../runtime/errors.ts'
import type { DeliverInput } from './deliver.ts'

/** Throws `InvalidInput` with the reason where the record can never be worked on. */
export const readDeliverInput = (body: unknown): DeliverInput => {
  const work = deliverWork.safeParse(body)
  if (work.success) return work.data
  const envelope = busEnvelope.safeParse(body)
  if (!envelope.success) throw new InvalidInput('no_event', envelope.error.message)
  const { id, source, time, detail, 'detail-type': type } = envelope.data
  if (source !== 'touchline') throw new InvalidInput('another_event', `"${type}" of "${source}" is no event of ours`)
  return { kind: 'event', id, type, time, detail }
}
