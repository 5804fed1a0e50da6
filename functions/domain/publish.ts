/** Publishing a draft as an immutable version, and a sequence's states. What could never be sent is refused here, not found out later. */
import { conditionErrors } from './check-condition.ts'
import { asPublished, type Sequence, type SequenceContent, type SequenceStatus, type SequenceVersion, type Step } from './sequence.ts'
import type { Edited, FieldError } from './sequence-edit.ts'
import type { TenantRules } from './signal.ts'
import { windowComplaint } from './step-window.ts'
import { variantErrors } from './variant-check.ts'
import { complaintsIn } from './text-complaints.ts'

export type Published = { kind: 'published'; sequence: Sequence; version: SequenceVersion } | { kind: 'refused'; errors: FieldError[] }

/** What a draft is held against: the attribute keys that contacts have, and the tenant's hours. */
export interface Grounds {
  attributes: readonly string[]
  windows: TenantRules['windows']
}

/** Everything that keeps a draft from being published, each with its field. */
export const validateForPublish = (content: SequenceContent, grounds: Grounds): FieldError[] => {
  const errors: FieldError[] = []
  if (content.steps.length === 0) errors.push({ field: 'steps', message: 'add at least one step before publishing' })
  else if (content.steps.every(isOff))
    errors.push({ field: 'steps', message: 'every step is off: switch at least one on before publishing' })
  if (content.triggerStage !== null && content.goalStages.includes(content.triggerStage))
    errors.push({ field: 'goalStages', message: `"${content.triggerStage}" triggers this sequence, so it cannot be one of its goals` })
  return [
    ...errors,
    // What is off is published by nobody, and may be unfinished.
    ...content.steps.flatMap((step, index) =>
      isOff(step) ? [] : stepErrors(step, content.steps.slice(0, index), `steps[${index}]`, grounds),
    ),
    ...conditionErrors(content.steps),
  ]
}

/** The draft as the next version; a draft sequence becomes active, a paused one stays paused. `by`: who publishes it. */
export const publish = (sequence: Sequence, grounds: Grounds, now: number, by?: string): Published => {
  if (sequence.status === 'archived') return refused('status', 'an archived sequence cannot be published')
  if (sequence.version > 0 && !sequence.draftChanged) return refused('version', `nothing has changed since version ${sequence.version}`)
  const errors = validateForPublish(sequence, grounds)
  if (errors.length > 0) return { kind: 'refused', errors }
  const at = new Date(now).toISOString()
  const version: SequenceVersion = {
    sequenceId: sequence.id,
    version: sequence.version + 1,
    publishedAt: at,
    ...(by === undefined ? {} : { publishedBy: by }),
    ...asPublished(sequence),
  }
  const becomesActive = sequence.status === 'draft'
  return {
    kind: 'published',
    version,
    sequence: {
      ...sequence,
      version: version.version,
      draftChanged: false,
      status: becomesActive ? 'active' : sequence.status,
      activatedAt: becomesActive ? at : sequence.activatedAt,
      updatedAt: at,
    },
  }
}

/** Whether activating a sequence has to publish its draft first. */
export const mustPublish = (sequence: Sequence): boolean => sequence.version === 0 || sequence.draftChanged

/** A published sequence active, paused or archived. Stage changes before it became active are not missed ones. */
export const withStatus = (sequence: Sequence, status: Exclude<SequenceStatus, 'draft'>, now: number): Edited => {
  if (sequence.status === status) return { kind: 'edited', sequence }
  if (sequence.status === 'archived') return refused('status', 'an archived sequence stays archived')
  if (sequence.version === 0 && status !== 'archived') return refused('status', `publish the sequence before it can be ${status}`)
  const at = new Date(now).toISOString()
  const guarded = status === 'active' && sequence.guarded ? { guarded: { ...sequence.guarded, overAt: at } } : {}
  const activatedAt = status === 'active' ? at : sequence.activatedAt
  return { kind: 'edited', sequence: { ...sequence, status, activatedAt, updatedAt: at, ...guarded } }
}

const refused = (field: string, message: string): { kind: 'refused'; errors: FieldError[] } => ({
  kind: 'refused',
  errors: [{ field, message }],
})

const stepErrors = (step: Step, before: readonly Step[], at: string, { attributes: known, windows }: Grounds): FieldError[] => [
  ...lackingIn(step, before).map(({ field, what }) => ({ field: `${at}.${field}`, message: `step "${step.name}" needs ${what}` })),
  ...retryErrors(step, at),
  ...windowErrors(step, at, windows),
  ...complaintsIn(step, known).map(({ field, message }) => ({ field: `${at}.${field}`, message: `step "${step.name}": ${message}` })),
  ...variantErrors(step, known).map(({ field, message }) => ({ field: `${at}.${field}`, message: `step "${step.name}": ${message}` })),
]

const retryErrors = (step: Step, at: string): FieldError[] =>
  step.retryAfterMinutes !== undefined && step.onFailure !== 'retry'
    ? [
        {
          field: `${at}.retryAfterMinutes`,
          message: `step "${step.name}" does not retry: choose "retry" for what a failure leads to, or leave out the time`,
        },
      ]
    : []

const windowErrors = (step: Step, at: string, windows: Grounds['windows']): FieldError[] => {
  const complaint = step.window ? windowComplaint(step.channel, step.window, { windows }) : null
  return complaint === null ? [] : [{ field: `${at}.window`, message: `step "${step.name}": ${complaint}` }]
}

/** What a step has still to say on its channel; `before` are the steps that stand before it. With a brief, a person writes it before it leaves. */
export const lackingIn = (step: Step, before: readonly Step[]): { field: 'subject' | 'body'; what: string }[] => {
  if (step.brief?.trim()) return []
  const lacks = (field: 'subject' | 'body', what: string) => (step[field]?.trim() ? [] : [{ field, what }])
  switch (step.channel) {
    case 'email': {
      // A later mail without a subject goes on with the one before it.
      const continues = before.some((other) => !isOff(other) && hasSubject(other))
      return [...(continues ? [] : lacks('subject', 'a subject, as no mail before it has one')), ...lacks('body', 'a text')]
    }
    case 'sms':
    case 'linkedin':
      return lacks('body', 'a text')
    case 'call':
    case 'task':
      return []
    default:
      return step.channel satisfies never
  }
}

const isOff = ({ off }: Step): boolean => off === true

const hasSubject = ({ channel, subject, brief }: Step): boolean => channel === 'email' && Boolean(subject?.trim() || brief?.trim())
