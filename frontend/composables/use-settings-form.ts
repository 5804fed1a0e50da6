import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import { updateSettings } from '../api/operations.ts'
import { ApiProblem, sentenceOf } from '../api/problem.ts'
import { isRecord } from '../api/reading.ts'
import {
  backOf,
  complaintsOf,
  editOf,
  formOf,
  isSame,
  shownWith,
  undoOf,
  type Edit,
  type Field,
  type SettingsForm,
} from '../forms/settings-form.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

const fields = ['email', 'sms', 'call', 'holidays', 'dailyTouchLimit', 'latenessHours', 'stages', 'attributes'] as const satisfies Field[]

/**
 * The tenant's settings as a form. What is typed stays when somebody else's edit comes in: `theirs` names the fields that say something else by
 * now, until one is saved or taken. A save is shown at once, taken back with the reason where it is refused, and can be undone.
 */
export const useSettingsForm = (settings: Ref<SettingsView>) => {
  const cache = useQueryClient()
  const { refused, undoable } = useToasts()
  const form = ref<SettingsForm>(formOf(settings.value))
  /** As it was stored when the field was last taken over. */
  const begun = ref<SettingsForm>(formOf(settings.value))
  const stored = computed(() => formOf(settings.value))
  const isDirty = (field: Field): boolean => !isSame(form.value[field], begun.value[field])
  const dirty = computed(() => fields.filter(isDirty))
  const theirs = computed(() =>
    dirty.value.filter((field) => !isSame(stored.value[field], begun.value[field]) && !isSame(stored.value[field], form.value[field])),
  )

  const take = (taken: readonly Field[]): void => {
    const now = formOf(latest())
    const values = Object.fromEntries(taken.map((field) => [field, now[field]]))
    form.value = { ...form.value, ...values }
    begun.value = { ...begun.value, ...values }
  }
  watch(settings, () => take(fields.filter((field) => !isDirty(field))))

  /** What is cached outlives the page, as the button that takes an edit back does. */
  const latest = (): SettingsView => cache.getQueryData(keys.settings) ?? settings.value
  const show = (shown: SettingsView | undefined): void => void cache.setQueryData(keys.settings, shown)
  const mutation = useMutation({
    mutationFn: async ({ edit, read, of }: { edit: Edit; read: SettingsView; of: readonly Field[] }) => {
      const put = (revision: number) => updateSettings({ body: { ...edit, revision } })
      try {
        return await put(read.controls.revision)
      } catch (error) {
        // One revision counts every edit of the settings: where these fields are as they were read, nobody is overruled.
        const now = currentOf(error)
        if (!now || of.some((field) => !isSame(formOf(now)[field], formOf(read)[field]))) throw error
        return put(now.controls.revision)
      }
    },
    onSettled: () =>
      Promise.all([keys.settings, keys.home, keys.setup, keys.mergeFields].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })

  const write = async (edit: Edit, of: readonly Field[], said: string): Promise<boolean> => {
    const before = latest()
    await cache.cancelQueries({ queryKey: keys.settings })
    show(shownWith(before, edit))
    let answer: SettingsView
    try {
      answer = await mutation.mutateAsync({ edit, read: before, of })
      show(answer)
    } catch (error) {
      show(currentOf(error) ?? before)
      refused(`It stays as it was. ${sentenceOf(error)}`)
      return false
    }
    undoable(said, () => {
      const [made, now] = [formOf(answer), formOf(latest())]
      if (of.every((field) => isSame(now[field], made[field]))) void write(undoOf(before, of), of, 'As it was before.')
      else refused('It was changed again since, so that nothing is taken back.')
    })
    return true
  }

  return {
    form,
    dirty,
    theirs,
    busy: mutation.isPending,
    complaints: computed(() => complaintsOf(form.value)),
    /** Saves those of these fields that were changed, over what somebody else made of them where that was shown. */
    save: async (of: readonly Field[], said: string): Promise<boolean> => {
      const changed = of.filter(isDirty)
      const mine = { ...form.value }
      const taken = changed.length > 0 && (await write(editOf(mine, changed), changed, said))
      if (taken) take(changed)
      return taken
    },
    /** What is stored by now takes the place of what was typed. */
    take,
    /** The tenant's file says these again. */
    back: (of: readonly Field[], said: string) => write(backOf(of), of, said).then((done) => (done ? take(of) : undefined)),
  }
}

/** The settings that a stale edit is told of. */
const currentOf = (error: unknown): SettingsView | null => {
  if (!(error instanceof ApiProblem) || error.problem.reason !== 'stale_revision') return null
  const now: unknown = 'current' in error.problem ? error.problem.current : null
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's own view beside its refusal, checked against its route there
  return isRecord(now) && isRecord(now['controls']) ? (now as SettingsView) : null
}
