/** A message of ours, as every provider echoes it. */
import { referenceFields, referenceText } from '../../functions/contract/reference.ts'
import { enrollmentIdFrom, messageIdOf } from '../../functions/domain/ids.ts'
import { now } from './signers.ts'

const enrollmentId = enrollmentIdFrom(now, 77_000n)
export const of = {
  contactKey: '4f2a9c',
  enrollmentId,
  messageId: messageIdOf(enrollmentId, 2),
  attemptId: '01JD7Q3XKZ0000000000000001',
  step: 's2',
  sequenceId: '01JD7Q3XKZ0000000000000002',
}
export const ref = referenceText(of)
export const fields = referenceFields(of)
export const refQuery = `ref=${encodeURIComponent(ref)}`
