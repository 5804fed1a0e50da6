/** What the editors hold while somebody types, and how it becomes what the API takes. */
import type { SequenceBody, StepBody } from '../../functions/contract/api/bodies.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { fromMinutes, toMinutes, type DelayUnit } from '../format/delay.ts'

export interface StepForm {
  /** Only this screen's: tells cards apart while they are reordered. */
  key: number
  id: string | null
  name: string
  channel: Channel
  amount: number
  unit: DelayUnit
  subject: string
  body: string
  smsText: string
  onFailure: StepBody['onFailure']
}

export interface SequenceForm {
  name: string
  description: string
  triggerStage: string
  goalStages: string[]
  steps: StepForm[]
}

type StepInput = Omit<StepBody, 'onFailure'> & { onFailure: StepBody['onFailure'] }

let lastKey = 0

/** A new step, a day after the one before it. */
export const emptyStep = (after?: { delayMinutes: number }): StepForm => ({
  key: ++lastKey,
  id: null,
  name: '',
  channel: 'email',
  ...fromMinutes(after === undefined ? 0 : after.delayMinutes + 1440),
  subject: '',
  body: '',
  smsText: '',
  onFailure: 'heal',
})

export const emptySequence = (): SequenceForm => ({ name: '', description: '', triggerStage: '', goalStages: [], steps: [emptyStep()] })

export const stepFormOf = (step: SequenceView['steps'][number]): StepForm => ({
  key: ++lastKey,
  id: step.id,
  name: step.name,
  channel: step.channel,
  ...fromMinutes(step.delayMinutes),
  subject: step.subject ?? '',
  body: step.body ?? '',
  smsText: step.smsText ?? '',
  onFailure: step.onFailure,
})

export const sequenceFormOf = (sequence: SequenceView): SequenceForm => ({
  name: sequence.name,
  description: sequence.description,
  triggerStage: sequence.triggerStage ?? '',
  goalStages: [...sequence.goalStages],
  steps: sequence.steps.map(stepFormOf),
})

/** In minutes. An emptied field holds no number and counts as no delay. */
export const delayOf = (step: { amount: number; unit: DelayUnit }): number =>
  toMinutes(Number.isFinite(step.amount) ? step.amount : 0, step.unit)

/** Only the fields that the channel has; a subject typed for an email does not travel with a call. */
export const stepBodyOf = (form: StepForm): StepInput => ({
  name: form.name.trim(),
  channel: form.channel,
  delayMinutes: delayOf(form),
  ...(form.channel === 'email' && form.subject !== '' ? { subject: form.subject } : {}),
  ...(form.body === '' ? {} : { body: form.body }),
  ...(form.channel === 'email' && form.smsText !== '' ? { smsText: form.smsText } : {}),
  onFailure: form.onFailure,
})

export const sequenceBodyOf = (form: SequenceForm): Omit<SequenceBody, 'status' | 'policies' | 'slug'> => ({
  name: form.name.trim(),
  description: form.description.trim(),
  triggerStage: form.triggerStage === '' ? null : form.triggerStage,
  goalStages: form.goalStages,
  steps: form.steps.map((step) => ({ ...stepBodyOf(step), ...(step.id === null ? {} : { id: step.id }) })),
})
