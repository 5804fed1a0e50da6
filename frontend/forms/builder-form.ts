/** What the builder holds while somebody works on a sequence, and how it becomes what the API takes. */
import type { SequencePatch } from '../../functions/contract/api/bodies.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import type { StepCondition } from '../../functions/domain/condition.ts'
import { inOrder } from '../../functions/domain/plan.ts'
import type { ContentType, ExitRoutes, OwnerRole, Policies, SequenceType } from '../../functions/domain/sequence.ts'
import type { StepWindow } from '../../functions/domain/step-window.ts'
import { channelNames } from '../format/channels.ts'
import { hasWindow } from '../format/step-window.ts'
import { withRefs } from './step-refs.ts'
import { variantBodyOf, variantFormOf, type Varied } from './variant-form.ts'

type StepView = SequenceView['steps'][number]
type StepBody = NonNullable<SequencePatch['steps']>[number]

/** A step as a card and its editor hold it. Its `key` is only this screen's: what is new has no id before it was saved. */
export interface StepForm extends Varied {
  key: string
  name: string
  channel: Channel
  delayMinutes: number
  /** Hours of its own; null: whenever its channel is open. */
  window: StepWindow | null
  onFailure: StepView['onFailure']
  retryAfterMinutes: number | null
  /** Names other steps by their keys. */
  condition: StepCondition | null
  brief: string
  contentType: ContentType | ''
  approval: boolean
  draftLeadMinutes: number | null
  off: boolean
}

export interface BuilderForm {
  name: string
  description: string
  owner: string
  triggerStage: string
  goalStages: string[]
  policies: Policies
  exitRoutes: ExitRoutes
  type: SequenceType | ''
  client: string
  ownerRole: OwnerRole | ''
  /** By their delays. */
  steps: StepForm[]
}

/** Which step of the stored draft a card is. */
export type StepIds = ReadonlyMap<string, string>

let last = 0
const newKey = (): string => `new-${++last}`

/** Named after its channel and how many of them there are. */
export const suggestedName = (channel: Channel, steps: readonly Pick<StepForm, 'channel'>[]): string =>
  `${channelNames[channel]} ${steps.filter((step) => step.channel === channel).length + 1}`

export const isSuggestedName = (name: string): boolean =>
  Object.values(channelNames).some((word) => new RegExp(`^${word} \\d+$`).test(name))

export const emptyStep = (channel: Channel, among: readonly StepForm[]): StepForm => ({
  key: newKey(),
  name: suggestedName(channel, among),
  channel,
  delayMinutes: 0,
  subject: '',
  body: '',
  smsText: '',
  variants: [],
  lastVariant: '',
  window: null,
  onFailure: 'heal',
  retryAfterMinutes: null,
  condition: null,
  brief: '',
  contentType: '',
  approval: false,
  draftLeadMinutes: null,
  off: false,
})

/** What a step says beside its key: of a view, or of a template that becomes a step. */
export const stepFormOf = (step: Omit<StepView, 'id' | 'order' | 'condition'>, key = newKey()): StepForm => ({
  key,
  name: step.name,
  channel: step.channel,
  delayMinutes: step.delayMinutes,
  subject: step.subject ?? '',
  body: step.body ?? '',
  smsText: step.smsText ?? '',
  variants: (step.variants ?? []).map(variantFormOf),
  lastVariant: step.lastVariant ?? '',
  window: step.window ?? null,
  onFailure: step.onFailure,
  retryAfterMinutes: step.retryAfterMinutes ?? null,
  condition: null,
  brief: step.brief ?? '',
  contentType: step.contentType ?? '',
  approval: step.approval === 'draft',
  draftLeadMinutes: step.draftLeadMinutes ?? null,
  off: step.off === true,
})

export const copyOf = (step: StepForm): StepForm => ({
  ...step,
  key: newKey(),
  window: step.window && { ...step.window },
  variants: step.variants.map((variant) => ({ ...variant })),
  condition: step.condition && withRefs(step.condition, (ref) => ref),
})

/** A stored draft as a form; `keyOf` keeps the keys of the cards that are on the screen already. */
export const builderFormOf = (
  sequence: SequenceView,
  keyOf: (id: string) => string = () => newKey(),
): { form: BuilderForm; ids: Map<string, string> } => {
  const keys = new Map(sequence.steps.map(({ id }) => [id, keyOf(id)]))
  const steps = sequence.steps.map((step) => ({
    ...stepFormOf(step, keys.get(step.id)),
    condition: step.condition ? withRefs(step.condition, (id) => keys.get(id) ?? id) : null,
  }))
  return {
    form: {
      name: sequence.name,
      description: sequence.description,
      owner: sequence.owner,
      triggerStage: sequence.triggerStage ?? '',
      goalStages: [...sequence.goalStages],
      policies: { ...sequence.policies },
      exitRoutes: { ...sequence.exitRoutes },
      type: sequence.type ?? '',
      client: sequence.client ?? '',
      ownerRole: sequence.ownerRole ?? '',
      steps,
    },
    ids: new Map([...keys].map(([id, key]) => [key, id])),
  }
}

/** Only the fields that the channel has: a subject typed for an email does not travel with a call. Its condition is the caller's. */
export const stepBodyOf = (step: StepForm): StepBody => ({
  name: step.name.trim(),
  channel: step.channel,
  delayMinutes: step.delayMinutes,
  ...(step.channel === 'email' && step.subject !== '' ? { subject: step.subject } : {}),
  ...(step.body === '' ? {} : { body: step.body }),
  ...(hasSmsText(step.channel) && step.smsText !== '' ? { smsText: step.smsText } : {}),
  ...(step.window && hasWindow(step.channel) ? { window: step.window } : {}),
  onFailure: step.onFailure,
  ...(step.onFailure === 'retry' && step.retryAfterMinutes !== null ? { retryAfterMinutes: step.retryAfterMinutes } : {}),
  ...(step.brief === '' ? {} : { brief: step.brief }),
  ...(step.contentType === '' ? {} : { contentType: step.contentType }),
  ...(step.approval ? { approval: 'draft' as const } : {}),
  ...(step.draftLeadMinutes === null ? {} : { draftLeadMinutes: step.draftLeadMinutes }),
  ...(step.off ? { off: true as const } : {}),
  ...(step.variants.length > 0 ? { variants: step.variants.map((variant) => variantBodyOf(variant, step.channel)) } : {}),
})

/** Whether healing can carry the step out by a text of its own. */
export const hasSmsText = (channel: Channel): boolean => channel === 'email' || channel === 'call'

/**
 * The whole draft in the order of its delays. `waiting` says that a condition had to be left out, as it names a step that has no id yet:
 * the next save brings it.
 */
export const draftBodyOf = (
  form: BuilderForm,
  ids: StepIds,
): { body: Omit<SequencePatch, 'status' | 'revision'> & { name: string }; waiting: boolean } => {
  let waiting = false
  const steps = inOrder(form.steps).map((step): StepBody => {
    const id = ids.get(step.key)
    const condition = step.condition && withRefs(step.condition, (key) => ids.get(key) ?? (/^s\d+$/.test(key) ? key : null))
    waiting ||= step.condition !== null && condition === null
    return { ...(id === undefined ? {} : { id }), ...stepBodyOf(step), ...(condition === null ? {} : { condition }) }
  })
  const body = {
    name: form.name.trim(),
    description: form.description.trim(),
    ...(form.owner.trim() === '' ? {} : { owner: form.owner.trim() }),
    triggerStage: form.triggerStage === '' ? null : form.triggerStage,
    goalStages: form.goalStages,
    policies: form.policies,
    exitRoutes: form.exitRoutes,
    type: form.type === '' ? null : form.type,
    client: form.client.trim() === '' ? null : form.client.trim(),
    ownerRole: form.ownerRole === '' ? null : form.ownerRole,
    steps,
  }
  return { body, waiting }
}
