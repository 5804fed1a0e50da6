import { readonly, ref } from 'vue'
import { sentenceOf } from '../api/problem.ts'
import { useLater } from './use-later.ts'
import { useToasts } from './use-toasts.ts'

interface HeldBack {
  id: string
  /** What is said while it can be taken back. */
  text: string
  commit: () => Promise<unknown>
  /** What is said before the reason where the API refuses. */
  failed: string
  /** Asks again for whatever the decision changed; it gets the refusal where there was one. */
  settle: (refusal: unknown) => Promise<unknown>
}

const held = ref<ReadonlySet<string>>(new Set())

const hold = (id: string): void => void (held.value = new Set([...held.value, id]))
const free = (id: string): void => void (held.value = new Set([...held.value].filter((other) => other !== id)))

/**
 * Decisions that the API could not take back: they are shown at once, wait thirty seconds for an Undo, and come back with the reason where
 * they are refused. `held` names what was decided here and is not carried out yet: lists leave it out.
 */
export const useHeldBack = () => {
  const { later } = useLater()
  const { refused } = useToasts()

  const carryOut = async ({ id, commit, failed, settle }: HeldBack): Promise<boolean> => {
    let refusal: unknown = null
    try {
      await commit()
    } catch (error) {
      refusal = error
      refused(`${failed} ${sentenceOf(error)}`)
    }
    // Read anew before it is shown again: what was carried out must not come up once more.
    await settle(refusal).catch(() => undefined)
    free(id)
    return refusal === null
  }
  const holdBack = (given: HeldBack): void =>
    later(given.text, { show: () => hold(given.id), hide: () => free(given.id), commit: () => carryOut(given) })
  return { held: readonly(held), holdBack }
}
