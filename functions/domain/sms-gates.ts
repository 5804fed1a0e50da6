/** What texts alone are asked: whether the number takes any, and whether the text is short enough. */
import type { Gate } from './gates.ts'
import { channelOf } from './plan.ts'
import { smsSize } from './sms.ts'
import { mostSegments, segmentsText } from './sms-body.ts'

/** A landline takes no texts. What was not looked up, or could not be, is texted. */
export const lineType: Gate = ({ head, item, step }) => {
  if (channelOf(item) !== 'sms') return { saw: 'not asked' }
  const saw = head.addresses.phone?.lineType ?? 'not looked up'
  if (saw !== 'landline') return { saw }
  switch (step.onFailure) {
    case 'skip':
      return { saw, closing: { becomes: 'skipped', reason: 'landline' } }
    case 'end':
      return { saw, closing: { becomes: 'end', exit: 'bounced' } }
    case 'heal':
    case 'retry':
      return { saw, closing: { becomes: 'heal', reason: 'landline' } }
    default:
      return step.onFailure satisfies never
  }
}

/** Of a text that renders: null where it is none, or short enough to be taken. */
export const tooLong: Gate = ({ item }, content) => {
  if (channelOf(item) !== 'sms' || content.kind !== 'content') return { saw: 'complete' }
  const saw = segmentsText(content.body)
  return smsSize(content.body).segments > mostSegments ? { saw, closing: { becomes: 'held', reason: 'text_too_long' } } : { saw }
}
