/** Why a message stands as it does, with what its gate saw where that is what a person has to put right. */
import type { MessageReason } from './message.ts'
import { messageReasonText } from './reasons.ts'

/** The little of a gate's verdict that is looked at. */
interface Seen {
  pass: boolean
  reason?: MessageReason | undefined
  saw?: string | undefined
}

export const reasonTextOf = (reason: MessageReason, { attempts }: { attempts: readonly { verdicts: readonly Seen[] }[] }): string => {
  if (reason !== 'missing_merge_value') return messageReasonText(reason)
  const saw = attempts.at(-1)?.verdicts.find((verdict) => !verdict.pass && verdict.reason === reason)?.saw
  if (!saw) return messageReasonText(reason)
  // `street, city in the original, 50 %`: a name has no space in it.
  const [names = ''] = saw.split(' in ')
  return lackingText(names.split(', '))
}

/** Why a planned message is held, with the merge variables that it lacks. */
export const heldReasonText = ({ reason, lacks }: { reason: MessageReason; lacks?: readonly string[] | undefined }): string =>
  reason === 'missing_merge_value' && lacks && lacks.length > 0 ? lackingText(lacks) : messageReasonText(reason)

/** `It waits for {{street}}: the contact has no street.` and what to do. */
const lackingText = (names: readonly string[]): string => {
  const words = listed(names.map((name) => name.replaceAll('_', ' ')))
  const variables = listed(names.map((name) => `{{${name}}}`))
  const [fill, give] = names.length === 1 ? ['Fill it', 'give it a default'] : ['Fill them', 'give them defaults']
  return `It waits for ${variables}: the contact has no ${words}. ${fill} in the CRM, or ${give} in the step.`
}

const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1')
