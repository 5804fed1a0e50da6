import { ref } from 'vue'
import type { StepTemplateView } from '../../functions/contract/api/campaigns.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { sentenceOf } from '../api/problem.ts'
import { createStepTemplate } from '../api/step-templates.ts'
import { stepBodyOf } from '../forms/builder-form.ts'
import type { useBuilder } from './use-builder.ts'
import type { useChosenStep } from './use-chosen-step.ts'
import { useQueryText } from './use-query-state.ts'
import { useToasts } from './use-toasts.ts'

/** What is done to the steps of a draft, and what of it stands open afterwards; the text that is open stands in the address. */
export const useStepDeeds = (builder: ReturnType<typeof useBuilder>, { choose, afterRemoving }: ReturnType<typeof useChosenStep>) => {
  const { done, refused } = useToasts()
  const variant = useQueryText('variant')
  /** Where a template is picked for; null while none is. */
  const templatesAt = ref<number | null>(null)

  const keep = async (key: string): Promise<void> => {
    const kept = builder.form.value.steps[builder.placeOf(key)]
    if (!kept) return
    try {
      await createStepTemplate({ body: { name: kept.name, step: stepBodyOf(kept) } })
      done(`“${kept.name}” is kept as a template.`)
    } catch (error) {
      refused(`It could not be kept. ${sentenceOf(error)}`)
    }
  }
  return {
    variant,
    templatesAt,
    keep,
    add: (at: number, channel: Channel): void => choose(builder.add(at, channel)),
    duplicate: (key: string): void => choose(builder.duplicate(key)),
    addTemplate: (template: StepTemplateView): void => {
      choose(builder.addTemplate(templatesAt.value ?? 0, template))
      templatesAt.value = null
    },
    remove: (key: string): void => {
      afterRemoving(key)
      builder.remove(key)
    },
    vary: (key: string): void => void (variant.value = builder.vary(key) ?? variant.value),
    dropVariant: (key: string, id: string): void => {
      builder.dropVariant(key, id)
      variant.value = ''
    },
  }
}
