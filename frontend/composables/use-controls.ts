import { useMutation, useQueryClient } from '@tanstack/vue-query'
import type { BodyOf } from '../../functions/contract/api/routes.ts'
import type { ControlsView, SettingsView } from '../../functions/contract/api/settings.ts'
import { sentenceOf } from '../api/problem.ts'
import { updateSettings } from '../api/operations.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

type Change = Omit<BodyOf<'updateSettings'>, 'revision'>

/** What an admin changes at once: shown before the API has answered, taken back with the reason where it refuses. */
export const useControls = () => {
  const cache = useQueryClient()
  const { done, refused } = useToasts()
  const settings = (): SettingsView | undefined => cache.getQueryData(keys.settings)
  const show = (change: Partial<ControlsView>): void => {
    cache.setQueryData<SettingsView>(keys.settings, (old) => old && { ...old, controls: { ...old.controls, ...change } })
  }
  const mutation = useMutation({
    mutationFn: ({ change }: { change: Change; said: string }) => {
      const revision = settings()?.controls.revision
      return updateSettings({ body: { ...change, ...(revision === undefined ? {} : { revision }) } })
    },
    onMutate: async () => {
      await cache.cancelQueries({ queryKey: keys.settings })
      return settings()
    },
    onError: (error, _given, before) => {
      cache.setQueryData(keys.settings, before)
      refused(`It stays as it was. ${sentenceOf(error)}`)
    },
    onSuccess: (_answer, { said }) => done(said),
    onSettled: () => Promise.all([keys.settings, keys.home, keys.setup].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
  return {
    busy: mutation.isPending,
    /** Answers whether it was taken. */
    change: async (change: Change, said: string): Promise<boolean> => {
      const shown = mutation.mutateAsync({ change, said })
      if (change.sending !== undefined) show({ sending: change.sending })
      return shown.then(
        () => true,
        () => false,
      )
    },
  }
}
