/** What a step says on another channel than its own, and whether it can say it there at all. */
import type { Channel, ConsentChannel } from '../channel.ts'
import type { ContactProfile, LiveEnrollment } from '../contact.ts'
import { hasShortForm } from '../content.ts'
import type { SequenceVersion } from '../sequence.ts'
import type { TenantRules } from '../signal.ts'
import { continuedSubject, literal } from '../thread.ts'
import type { WordedStep } from '../variants.ts'
import type { Closed } from './facts.ts'

export interface Speaking {
  profile: ContactProfile
  rules: Pick<TenantRules, 'company'>
  closed: Record<ConsentChannel, Closed>
}

/** The first of `to` that is open and for which the step has words; else a person gets it as a task. */
export const channelFor = (step: WordedStep, to: readonly ConsentChannel[], { profile, rules, closed }: Speaking): Channel =>
  to.find((channel) => closed[channel] === null && hasWords(step, channel, profile, rules)) ?? 'task'

/** A call's own text is spoken, or tells an assistant what to say: only the step's SMS text is written for reading. */
const hasWords = (step: WordedStep, channel: ConsentChannel, profile: ContactProfile, rules: Pick<TenantRules, 'company'>): boolean => {
  if (step.channel === channel) return true
  if (step.channel === 'call') return Boolean(step.smsText?.trim())
  if (channel === 'sms') return hasShortForm(step, profile, rules)
  return channel === 'email' && Boolean(step.body?.trim())
}

/** The step as it speaks on `channel`: what is mailed in place of a text or a call has a subject, and a call's SMS text is its body. */
export const spokenOn = (
  step: WordedStep,
  channel: Channel,
  of: { thread?: LiveEnrollment['thread'] | undefined; version: Pick<SequenceVersion, 'name' | 'steps'>; enrollmentId: string | null },
): WordedStep => {
  if (channel === step.channel && channel === 'email' && !step.subject?.trim()) return continued(step, of)
  if (channel === step.channel || (channel !== 'email' && channel !== 'sms')) return step
  const words = step.channel === 'call' && step.smsText?.trim() ? { ...step, body: step.smsText } : step
  if (channel !== 'email' || words.subject?.trim()) return words
  return { ...words, subject: of.thread ? (continuedSubject(step, of) ?? '') : literal(of.version.name) }
}

const continued = (step: WordedStep, of: Parameters<typeof continuedSubject>[1]): WordedStep => {
  const subject = continuedSubject(step, of)
  return subject === undefined ? step : { ...step, subject }
}
