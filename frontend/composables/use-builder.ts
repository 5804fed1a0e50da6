import { computed, ref, watch } from 'vue'
import type { StepTemplateView } from '../../functions/contract/api/campaigns.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { inOrder } from '../../functions/domain/plan.ts'
import { defaultPolicies } from '../../functions/domain/sequence.ts'
import { addStepAt, moveStep } from '../../functions/domain/step-order.ts'
import { originalShare } from '../../functions/domain/variants.ts'
import { copyOf, emptyStep, stepFormOf, type BuilderForm, type StepForm } from '../forms/builder-form.ts'
import { addVariant, removeVariant } from '../forms/variant-form.ts'
import { variantName } from '../format/variants.ts'
import { useDraftSave } from './use-draft-save.ts'
import { useHistory } from './use-history.ts'
import { useToasts } from './use-toasts.ts'

const untitled = (): BuilderForm => ({
  name: 'Untitled sequence',
  description: '',
  owner: '',
  triggerStage: '',
  goalStages: [],
  policies: { ...defaultPolicies },
  exitRoutes: {},
  type: '',
  client: '',
  ownerRole: '',
  steps: [emptyStep('email', [])],
})

/** The form of the builder with everything that is done to its steps, saved by itself and taken back by undo. */
export const useBuilder = (stored: (sequence: SequenceView) => void) => {
  const form = ref<BuilderForm>(untitled())
  const saving = useDraftSave(form, { stored })
  const history = useHistory(form)
  const { undoable } = useToasts()

  // A step whose time is changed takes the place that the time gives it.
  watch(
    () => form.value.steps.map(({ delayMinutes }) => delayMinutes).join(),
    () => {
      const ordered = inOrder(form.value.steps)
      if (ordered.some((step, place) => step.key !== form.value.steps[place]?.key)) form.value.steps = ordered
    },
  )

  const begin = (sequence: SequenceView | null): void => {
    if (sequence) saving.begin(sequence)
    history.forget()
  }
  const setSteps = (steps: StepForm[]): void => history.deed(() => void (form.value.steps = steps))
  const insert = (place: number, step: StepForm): string => {
    setSteps(addStepAt(form.value.steps, place, step))
    return step.key
  }
  const add = (place: number, channel: Channel): string => insert(place, emptyStep(channel, form.value.steps))
  const addTemplate = (place: number, { step }: StepTemplateView): string => insert(place, stepFormOf(step))
  const placeOf = (key: string): number => form.value.steps.findIndex((step) => step.key === key)
  const move = (from: number, to: number): void => setSteps(moveStep(form.value.steps, from, to))
  const duplicate = (key: string): string | null => {
    const step = form.value.steps[placeOf(key)]
    if (!step) return null
    const copy = copyOf(step)
    setSteps(form.value.steps.toSpliced(placeOf(key) + 1, 0, copy))
    return copy.key
  }
  const remove = (key: string): void => {
    const place = placeOf(key)
    const step = form.value.steps[place]
    if (!step) return
    setSteps(form.value.steps.toSpliced(place, 1))
    undoable(`“${step.name}” is out of the draft.`, () => {
      if (placeOf(key) < 0) setSteps(inOrder(form.value.steps.toSpliced(place, 0, step)))
    })
  }
  const switchStep = (key: string, off: boolean): void => {
    const step = form.value.steps[placeOf(key)]
    if (step) history.deed(() => void (step.off = off))
  }
  /** The letter of the new variant; null where the step can have no further one. */
  const vary = (key: string): string | null => {
    const step = form.value.steps[placeOf(key)]
    return step ? (history.deed(() => addVariant(step)) ?? null) : null
  }
  const dropVariant = (key: string, id: string): void => {
    const step = form.value.steps[placeOf(key)]
    const place = step?.variants.findIndex((variant) => variant.id === id) ?? -1
    const variant = step?.variants[place]
    if (!step || !variant) return
    history.deed(() => removeVariant(step, id))
    undoable(`${variantName(variant)} is out of the draft: whoever would have got it gets the original.`, () => {
      const now = form.value.steps[placeOf(key)]
      const fits = now && !now.variants.some((one) => one.id === id) && originalShare(now.variants) > variant.share
      if (fits) history.deed(() => void (now.variants = now.variants.toSpliced(place, 0, variant)))
    })
  }
  return {
    form,
    saving,
    vary,
    dropVariant,
    history,
    begin,
    add,
    addTemplate,
    move,
    duplicate,
    remove,
    switchStep,
    placeOf,
    stepBy: computed(() => new Map(form.value.steps.map((step) => [step.key, step]))),
  }
}
