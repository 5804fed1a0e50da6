/** What a projection knows around the head: all that a step's context is read from when its time comes. */
import type { StepEvents } from '../condition.ts'
import type { ContactHead, ContactProfile, Draft, LiveEnrollment } from '../contact.ts'
import type { Records } from '../reachable.ts'
import type { SequenceStatus, SequenceVersion } from '../sequence.ts'
import type { SendContext, TenantControls, TenantRules } from '../signal.ts'

export interface Surroundings {
  profile: ContactProfile
  records: Records
  rules: TenantRules
  controls: TenantControls
  adapters: SendContext['adapters']
  /** The version of every enrollment, by `sequenceKey`, with its sequence's status and owner now. */
  sequences: ReadonlyMap<string, { status: SequenceStatus; owner: string; version: SequenceVersion }>
  /** What is known of the steps that left, by enrollment and step. */
  events?: Readonly<Record<string, Record<string, StepEvents>>>
  /** Drafts by their message's id. */
  drafts?: Readonly<Record<string, Draft>>
}

/** Nothing leaves: it only has to be there wherever a real one would be. */
export const previewUnsubscribeUrl = 'https://preview.invalid/u'

export const sequenceKey = ({ sequenceId, version }: { sequenceId: string; version: number }): string => `${sequenceId}/${version}`

/** Throws where the surroundings lack the enrollment's version: whoever gathers them reads all of them. */
export const contextFor = (around: Surroundings, head: ContactHead, enrollment: LiveEnrollment, attemptId: string): SendContext => {
  const sequence = around.sequences.get(sequenceKey(enrollment))
  if (!sequence) throw new Error(`version ${enrollment.version} of sequence ${enrollment.sequenceId} is not among the surroundings`)
  const { profile, records, rules, controls, adapters } = around
  return {
    sequenceStatus: sequence.status,
    owner: sequence.owner,
    version: sequence.version,
    controls,
    events: around.events?.[enrollment.id] ?? {},
    profile,
    records,
    rules,
    attemptId,
    unsubscribeUrl: head.addresses.email ? previewUnsubscribeUrl : '',
    adapters,
  }
}

/** The surroundings once a step has left at `at` (epoch milliseconds): conditions count their time from there. */
export const withSent = (around: Surroundings, enrollmentId: string, step: string, at: number): Surroundings => {
  const events = around.events?.[enrollmentId] ?? {}
  const sent = { ...events[step], sentAt: Math.floor(at / 1000) }
  return { ...around, events: { ...around.events, [enrollmentId]: { ...events, [step]: sent } } }
}
