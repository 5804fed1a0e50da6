/** Why a message stands as it does, with what its gate saw where that is what a person has to put right. */
import type { MessageReason, MessageRow } from './message.ts'
import { messageReasonText } from './reasons.ts'

export const reasonTextOf = (reason: MessageReason, { attempts }: Pick<MessageRow, 'attempts'>): string => {
  if (reason !== 'missing_merge_value') return messageReasonText(reason)
  const saw = attempts.at(-1)?.verdicts.find((verdict) => !verdict.pass && verdict.reason === reason)?.saw
  if (!saw) return messageReasonText(reason)
  const names = saw.split(', ').map((name) => `"${name}"`)
  return names.length === 1
    ? `The merge variable ${names[0]} has no value for this contact. Fill it in the CRM or give it a default in the template.`
    : `The merge variables ${names.join(', ')} have no value for this contact. Fill them in the CRM or give them defaults in the template.`
}
