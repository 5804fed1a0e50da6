/**
 * Steps that healing puts into one enrollment's plan. They are of no version: all that such a step says follows from its id, such as
 * `missed_call_s3_901` (the text, the step that failed, the number that makes its message's id), so that whoever holds the id knows the step.
 */
import { injectedTexts, type InjectedText, type PlannedMessage } from './contact.ts'
import { needsApproval, type SequenceVersion } from './sequence.ts'
import { wordedFor, type WordedStep } from './variants.ts'

/** Above the numbers that a sequence's own steps can have, and within what a message's id holds. */
const numbers = { first: 900, last: 1023 }

const bodies: Record<InjectedText, string> = {
  missed_call:
    'Hey {{first_name | default: "there"}}, just tried calling and couldn\'t reach you. Reply to this text if you\'d like to chat, or tell me a good time to call.',
  voicemail:
    'Hey {{first_name | default: "there"}}, just tried calling. Will try again later. In the meantime, reply to this text if you\'d like to chat!',
  call_failed:
    'Hey {{first_name | default: "there"}}, I tried to call you but could not get through. I will try again later; you can also reply to this text.',
}

const names: Record<InjectedText, string> = {
  missed_call: 'Text after a missed call',
  voicemail: 'Text after a voicemail',
  call_failed: 'Text after a call that failed',
}

const shape = /^([a-z_]+)_(s\d+)_(\d+)$/

const parse = (stepId: string): { text: InjectedText; of: string; number: number } | null => {
  const [, text, of, number] = shape.exec(stepId) ?? []
  const known = injectedTexts.find((one) => one === text)
  return known && of !== undefined ? { text: known, of, number: Number(number) } : null
}

/**
 * A step by its id, in the words that this enrollment gets: the version's own, or one that healing put in. Whoever needs the step of a planned
 * message asks here.
 */
export const stepOf = (
  version: Pick<SequenceVersion, 'steps'> | null | undefined,
  stepId: string,
  enrollmentId: string,
): WordedStep | undefined => {
  const own = version?.steps.find(({ id }) => id === stepId)
  if (own) return wordedFor(own, enrollmentId)
  const injected = parse(stepId)
  if (!injected) return undefined
  const of = version?.steps.find(({ id }) => id === injected.of)
  return {
    id: stepId,
    number: injected.number,
    name: names[injected.text],
    channel: 'sms',
    delayMinutes: 0,
    body: bodies[injected.text],
    // What reaches nobody is not healed with yet another message.
    onFailure: 'skip',
    // Who approves the step's own texts approves those that stand in for it.
    ...(of && needsApproval(of) ? { approval: 'draft' as const } : {}),
  }
}

/** Its name for a person; null for a version's own step. */
export const injectedName = (stepId: string): string | null => {
  const injected = parse(stepId)
  return injected && names[injected.text]
}

/** The message of such a step, due at `due` (epoch seconds); null where the plan has taken up every number. */
export const injectedItem = (
  plan: readonly PlannedMessage[],
  { text, of, approved }: { text: InjectedText; of: string; approved: boolean },
  due: number,
): PlannedMessage | null => {
  const n = Math.max(numbers.first - 1, ...plan.map((item) => item.n)) + 1
  if (n > numbers.last) return null
  return {
    step: `${text}_${of}_${n}`,
    n,
    channel: 'sms',
    due,
    rev: 1,
    state: 'scheduled',
    reason: 'healing',
    ...(approved ? { draftAt: due } : {}),
    injected: { text, of },
  }
}
