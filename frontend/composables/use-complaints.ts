import { computed, shallowRef, watch, type Ref } from 'vue'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { inOrder } from '../../functions/domain/plan.ts'
import { byField, fieldErrors } from '../api/problem.ts'
import type { BuilderForm } from '../forms/builder-form.ts'
import { isBlank, isMending, keysOf, merged, sorted, type Complaints } from '../forms/complaints.ts'
import type { useDraftSave } from './use-draft-save.ts'
import type { usePublishPreview } from './use-publish-preview.ts'

/** What stands beside the builder's fields: why the last save was refused, and what keeps the stored draft from being published. */
export const useComplaints = (
  form: Ref<BuilderForm>,
  saving: ReturnType<typeof useDraftSave>,
  plan: ReturnType<typeof usePublishPreview>,
  /** Whether a launch was asked for: until then a step without a word is left in peace. */
  strict: Ref<boolean>,
  /** The step in whose text the caret stands within a merge field; null elsewhere. */
  writing: Ref<string | null>,
) => {
  /** The draft that the last answer speaks of. */
  const looked = shallowRef<SequenceView | null>(null)
  watch([plan.data, saving.current], ([answer, draft]) => void (answer && draft?.revision === answer.revision && (looked.value = draft)), {
    immediate: true,
  })
  const complaints = computed((): Complaints => {
    const order = inOrder(form.value.steps)
    const refused = sorted(fieldErrors(saving.problem.value), (place) => order[place]?.key)
    const draft = saving.current.value
    const { version: _nothingChanged, ...errors } = byField(plan.data.value?.errors ?? [])
    const unfit = draft === null ? null : sorted(errors, keysOf(draft, saving.ids.value))
    for (const step of form.value.steps) {
      const stored = looked.value?.steps.find(({ id }) => id === saving.ids.value.get(step.key))
      const fields = unfit?.steps.get(step.key)
      if (!fields || !stored) continue
      const left = Object.entries(fields).filter(
        ([field, message]) => !isMending({ field, message, step, stored, isOpen: writing.value === step.key }),
      )
      if (left.length > 0) unfit?.steps.set(step.key, Object.fromEntries(left))
      else unfit?.steps.delete(step.key)
    }
    if (unfit && !strict.value) for (const step of form.value.steps) if (isBlank(step)) unfit.steps.delete(step.key)
    return unfit ? merged(unfit, refused) : refused
  })
  const counts = computed(() => new Map([...complaints.value.steps].map(([key, fields]) => [key, Object.keys(fields).length])))
  return { complaints, counts }
}
