import { onScopeDispose, shallowRef } from 'vue'

/** A key (or keys) and what it does on the open page. */
export type PageKey = readonly [keys: string, what: string]

const registered = shallowRef<readonly (readonly PageKey[])[]>([])

/** Names the keys of a page or a pane for the cheat sheet, while it stands. */
export const usePageKeys = (keys: readonly PageKey[]): void => {
  registered.value = [...registered.value, keys]
  onScopeDispose(() => (registered.value = registered.value.filter((other) => other !== keys)))
}

/** Every key of what is open now. */
export const usePageKeysShown = () => registered
