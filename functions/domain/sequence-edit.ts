/** Editing a sequence's draft. Step ids are `s<number>`; a number is used once for ever, so that a message id never changes its meaning. */
import type { Channel } from './channel.ts'
import { inOrder } from './plan.ts'
import type { ExitRoutes, OwnerRole, Policies, Sequence, SequenceType, Step } from './sequence.ts'
import { asPublished, defaultPolicies, isSameContent } from './sequence.ts'
import { letteredVariants, type VariantInput } from './variant-edit.ts'

/** A step as an editor gives it: an `id` names an existing step that is kept, none makes a new one. */
export type StepInput = { id?: string | undefined; name: string; channel: Channel; delayMinutes: number; onFailure: Step['onFailure'] } & {
  [K in Exclude<keyof Step, 'id' | 'number' | 'name' | 'channel' | 'delayMinutes' | 'onFailure' | 'variants' | 'lastVariant'>]?:
    | Step[K]
    | undefined
} & { variants?: readonly VariantInput[] | undefined }

type PoliciesInput = { [K in keyof Policies]?: Policies[K] | undefined }

export interface SequenceInput {
  name: string
  description: string
  slug?: string | undefined
  owner?: string | undefined
  triggerStage: string | null
  goalStages: string[]
  policies: PoliciesInput
  steps: StepInput[]
  exitRoutes?: ExitRoutes | undefined
  type?: SequenceType | null | undefined
  client?: string | null | undefined
  ownerRole?: OwnerRole | null | undefined
}

export interface SequencePatchInput {
  name?: string | undefined
  description?: string | undefined
  owner?: string | undefined
  triggerStage?: string | null | undefined
  goalStages?: string[] | undefined
  policies?: PoliciesInput | undefined
  steps?: StepInput[] | undefined
  exitRoutes?: ExitRoutes | undefined
  type?: SequenceType | null | undefined
  client?: string | null | undefined
  ownerRole?: OwnerRole | null | undefined
}

/** What is wrong and where, `steps[2].body`; the API's problem details carry it on. */
export interface FieldError {
  field: string
  message: string
}
export type Edited = { kind: 'edited'; sequence: Sequence } | { kind: 'refused'; errors: FieldError[] }

/**
 * A new draft; steps that come with an id keep it, as other steps name them by it. `id` and `now` (epoch milliseconds) come from the caller;
 * `owner` is whose it is where the input names nobody.
 */
export const newSequence = (input: SequenceInput, { id, owner, now }: { id: string; owner: string; now: number }): Edited => {
  const at = new Date(now).toISOString()
  const empty: Sequence = {
    id,
    slug: input.slug ?? slugOf(input.name),
    owner: input.owner ?? owner,
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
    exitRoutes: input.exitRoutes ?? {},
    type: input.type ?? null,
    client: input.client ?? null,
    ownerRole: input.ownerRole ?? null,
  }
  return withSteps(empty, input.steps, now, { adopt: true })
}

/**
 * The draft with what the patch names changed; steps that it names by id are kept, others are new, those left out are removed. With `adopt`,
 * an id that no step ever had makes a new step of that id.
 */
export const applyPatch = (sequence: Sequence, patch: SequencePatchInput, now: number, { adopt = false } = {}): Edited => {
  const { steps, policies, goalStages, triggerStage } = patch
  const patched: Sequence = {
    ...sequence,
    name: patch.name ?? sequence.name,
    description: patch.description ?? sequence.description,
    owner: patch.owner ?? sequence.owner,
    triggerStage: triggerStage === undefined ? sequence.triggerStage : triggerStage,
    goalStages: goalStages ? [...new Set(goalStages)] : sequence.goalStages,
    policies: policies ? policiesOf(sequence.policies, policies) : sequence.policies,
    exitRoutes: patch.exitRoutes ?? sequence.exitRoutes,
    type: patch.type === undefined ? sequence.type : patch.type,
    client: patch.client === undefined ? sequence.client : patch.client,
    ownerRole: patch.ownerRole === undefined ? sequence.ownerRole : patch.ownerRole,
  }
  return steps ? withSteps(patched, steps, now, { since: sequence, adopt }) : edited(patched, now, sequence)
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

/** The next slug to try where this one is taken: `close` gives `close-2`, which gives `close-3`. */
export const nextSlug = (slug: string): string => {
  const [, name = slug, count = '1'] = /^(.*?)(?:-(\d+))?$/.exec(slug) ?? []
  const suffix = `-${Number(count) + 1}`
  return `${name.slice(0, 80 - suffix.length)}${suffix}`
}

/** Steps that one sequence holds at a time, and numbers that it can ever give out. */
export const stepLimits = { steps: 50, numbers: 500 }

const withSteps = (
  sequence: Sequence,
  inputs: readonly StepInput[],
  now: number,
  { since = sequence, adopt = false }: { since?: Sequence; adopt?: boolean } = {},
): Edited => {
  const errors: FieldError[] = []
  const taken = new Set<string>()
  const adopted = new Map(adopt ? inputs.flatMap(({ id }) => freshNumber(id, sequence.nextStepNumber)) : [])
  let next = Math.max(sequence.nextStepNumber, ...[...adopted.values()].map((number) => number + 1))
  const steps = inputs.map((input, index): Step => {
    const kept = input.id === undefined ? undefined : sequence.steps.find((step) => step.id === input.id)
    const fresh = input.id === undefined ? undefined : adopted.get(input.id)
    if (input.id !== undefined && !kept && fresh === undefined)
      errors.push({ field: `steps[${index}].id`, message: `there is no step ${input.id} in this sequence` })
    if (input.id !== undefined && taken.has(input.id))
      errors.push({ field: `steps[${index}].id`, message: `step ${input.id} is named twice` })
    if (input.id !== undefined) taken.add(input.id)
    const number = kept?.number ?? fresh ?? next++
    const lettered = letteredVariants(input.variants ?? [], kept, `steps[${index}]`)
    errors.push(...lettered.errors)
    return stepOf(input, `s${number}`, number, lettered)
  })
  if (steps.length > stepLimits.steps) errors.push({ field: 'steps', message: `a sequence has at most ${stepLimits.steps} steps` })
  if (next > stepLimits.numbers + 1)
    errors.push({ field: 'steps', message: 'this sequence has used up its step numbers: start a new one from it' })
  if (errors.length > 0) return { kind: 'refused', errors }
  return edited({ ...sequence, steps: inOrder(steps), nextStepNumber: next }, now, since)
}

/** An id that no step of the sequence ever had, `s7`, with its number. */
const freshNumber = (id: string | undefined, from: number): [string, number][] => {
  const number = Number(/^s([1-9]\d{0,2})$/.exec(id ?? '')?.[1])
  return id !== undefined && number >= from ? [[id, number]] : []
}

const stepOf = (
  { id: _kept, name, channel, delayMinutes, onFailure, variants: _unlettered, ...input }: StepInput,
  id: string,
  number: number,
  { variants, lastVariant }: Pick<Step, 'variants' | 'lastVariant'>,
): Step => ({
  id,
  number,
  name,
  channel,
  delayMinutes,
  onFailure,
  ...given(input),
  ...given({ variants, lastVariant }),
})

/** What is set: a field that is absent and one that is undefined are the same. */
export const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the entries left are those of T that are not undefined
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

/** An archived sequence stays as it is; a published one remembers that its draft moved on. */
const edited = (sequence: Sequence, now: number, since: Sequence): Edited => {
  if (since.status === 'archived')
    return { kind: 'refused', errors: [{ field: 'status', message: 'an archived sequence cannot be changed' }] }
  const draftChanged = since.draftChanged || (since.version > 0 && !isSameContent(asPublished(sequence), asPublished(since)))
  return { kind: 'edited', sequence: { ...sequence, draftChanged, updatedAt: new Date(now).toISOString() } }
}

const policiesOf = (base: Policies, input: PoliciesInput): Policies => ({
  reentry: input.reentry ?? base.reentry,
  onReply: input.onReply ?? base.onReply,
  onStageLeft: input.onStageLeft ?? base.onStageLeft,
  completeAfterDays: input.completeAfterDays ?? base.completeAfterDays,
  stopWholeLead: input.stopWholeLead ?? base.stopWholeLead,
  onConflict: input.onConflict ?? base.onConflict,
  contacts: input.contacts ?? base.contacts,
})

const noStep = (stepId: string, field: string): Edited => ({
  kind: 'refused',
  errors: [{ field, message: `there is no step ${stepId} in this sequence` }],
})
