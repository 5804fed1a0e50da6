/** Editing a sequence's draft. Step ids are `s<number>`; a number is used once for ever, so that a message id never changes its meaning. */
import type { Channel } from './channel.ts'
import { inOrder } from './plan.ts'
import type { Policies, Sequence, Step } from './sequence.ts'
import { defaultPolicies } from './sequence.ts'

export interface StepInput {
  /** An existing step that is kept; none makes a new one. */
  id?: string | undefined
  name: string
  channel: Channel
  delayMinutes: number
  subject?: string | undefined
  body?: string | undefined
  smsText?: string | undefined
  onFailure: Step['onFailure']
}

type PoliciesInput = { [K in keyof Policies]?: Policies[K] | undefined }

export interface SequenceInput {
  name: string
  description: string
  slug?: string | undefined
  triggerStage: string | null
  goalStages: string[]
  policies: PoliciesInput
  steps: StepInput[]
}

export interface SequencePatchInput {
  name?: string | undefined
  description?: string | undefined
  triggerStage?: string | null | undefined
  goalStages?: string[] | undefined
  policies?: PoliciesInput | undefined
  steps?: StepInput[] | undefined
}

/** What is wrong and where, `steps[2].body`; the API's problem details carry it on. */
export interface FieldError {
  field: string
  message: string
}
export type Edited = { kind: 'edited'; sequence: Sequence } | { kind: 'refused'; errors: FieldError[] }

/** A new draft. `id` and `now` (epoch milliseconds) come from the caller. */
export const newSequence = (input: SequenceInput, { id, owner, now }: { id: string; owner: string; now: number }): Edited => {
  const at = new Date(now).toISOString()
  const empty: Sequence = {
    id,
    slug: input.slug ?? slugOf(input.name),
    owner,
    status: 'draft',
    version: 0,
    draftChanged: false,
    nextStepNumber: 1,
    activatedAt: null,
    createdAt: at,
    updatedAt: at,
    revision: 0,
    name: input.name,
    description: input.description,
    triggerStage: input.triggerStage,
    goalStages: [...new Set(input.goalStages)],
    policies: policiesOf(defaultPolicies, input.policies),
    steps: [],
  }
  return withSteps(empty, input.steps, now)
}

/** The draft with what the patch names changed; steps that it names by id are kept, others are new, those left out are removed. */
export const applyPatch = (sequence: Sequence, patch: SequencePatchInput, now: number): Edited => {
  const { steps, policies, goalStages, triggerStage } = patch
  const patched: Sequence = {
    ...sequence,
    name: patch.name ?? sequence.name,
    description: patch.description ?? sequence.description,
    triggerStage: triggerStage === undefined ? sequence.triggerStage : triggerStage,
    goalStages: goalStages ? [...new Set(goalStages)] : sequence.goalStages,
    policies: policies ? policiesOf(sequence.policies, policies) : sequence.policies,
  }
  return steps ? withSteps(patched, steps, now, sequence) : edited(patched, now, sequence)
}

export const addStep = (sequence: Sequence, input: StepInput, now: number): Edited =>
  withSteps(sequence, [...sequence.steps, { ...input, id: undefined }], now)

export const updateStep = (sequence: Sequence, stepId: string, input: StepInput, now: number): Edited =>
  sequence.steps.some((step) => step.id === stepId)
    ? withSteps(
        sequence,
        sequence.steps.map((step) => (step.id === stepId ? { ...input, id: stepId } : step)),
        now,
      )
    : noStep(stepId, 'stepId')

export const removeStep = (sequence: Sequence, stepId: string, now: number): Edited =>
  sequence.steps.some((step) => step.id === stepId)
    ? withSteps(
        sequence,
        sequence.steps.filter((step) => step.id !== stepId),
        now,
      )
    : noStep(stepId, 'stepId')

/** A name as it can stand in an address: `Seller follow-up!` gives `seller-follow-up`. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '') || 'sequence'

/** Steps that one sequence holds at a time, and numbers that it can ever give out. */
export const stepLimits = { steps: 50, numbers: 500 }

const withSteps = (sequence: Sequence, inputs: readonly StepInput[], now: number, since: Sequence = sequence): Edited => {
  const errors: FieldError[] = []
  const taken = new Set<string>()
  let next = sequence.nextStepNumber
  const steps = inputs.map((input, index): Step => {
    const kept = input.id === undefined ? undefined : sequence.steps.find((step) => step.id === input.id)
    if (input.id !== undefined && !kept)
      errors.push({ field: `steps[${index}].id`, message: `there is no step ${input.id} in this sequence` })
    if (kept && taken.has(kept.id)) errors.push({ field: `steps[${index}].id`, message: `step ${kept.id} is named twice` })
    if (kept) taken.add(kept.id)
    const number = kept?.number ?? next++
    return stepOf(input, kept?.id ?? `s${number}`, number)
  })
  if (steps.length > stepLimits.steps) errors.push({ field: 'steps', message: `a sequence has at most ${stepLimits.steps} steps` })
  if (next > stepLimits.numbers + 1)
    errors.push({ field: 'steps', message: 'this sequence has used up its step numbers: start a new one from it' })
  if (errors.length > 0) return { kind: 'refused', errors }
  return edited({ ...sequence, steps: inOrder(steps), nextStepNumber: next }, now, since)
}

const stepOf = (input: StepInput, id: string, number: number): Step => ({
  id,
  number,
  name: input.name,
  channel: input.channel,
  delayMinutes: input.delayMinutes,
  ...(input.subject === undefined ? {} : { subject: input.subject }),
  ...(input.body === undefined ? {} : { body: input.body }),
  ...(input.smsText === undefined ? {} : { smsText: input.smsText }),
  onFailure: input.onFailure,
})

/** An archived sequence stays as it is; a published one remembers that its draft moved on. */
const edited = (sequence: Sequence, now: number, since: Sequence): Edited => {
  if (since.status === 'archived')
    return { kind: 'refused', errors: [{ field: 'status', message: 'an archived sequence cannot be changed' }] }
  const draftChanged = since.draftChanged || (since.version > 0 && contentText(sequence) !== contentText(since))
  return { kind: 'edited', sequence: { ...sequence, draftChanged, updatedAt: new Date(now).toISOString() } }
}

const contentText = ({ name, description, triggerStage, goalStages, policies, steps }: Sequence): string =>
  JSON.stringify([name, description, triggerStage, goalStages, policies, steps])

const policiesOf = (base: Policies, input: PoliciesInput): Policies => ({
  reentry: input.reentry ?? base.reentry,
  onReply: input.onReply ?? base.onReply,
  onStageLeft: input.onStageLeft ?? base.onStageLeft,
  completeAfterDays: input.completeAfterDays ?? base.completeAfterDays,
  stopWholeLead: input.stopWholeLead ?? base.stopWholeLead,
  onConflict: input.onConflict ?? base.onConflict,
})

const noStep = (stepId: string, field: string): Edited => ({
  kind: 'refused',
  errors: [{ field, message: `there is no step ${stepId} in this sequence` }],
})
