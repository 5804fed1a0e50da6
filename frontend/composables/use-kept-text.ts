import { computed, ref, watch, type WritableComputedRef } from 'vue'
import { session } from '../session/session.ts'

/** What was typed about one item and is not carried out yet. */
export type KeptPart = 'task-note' | 'task-outcome' | 'gate-notes' | 'gate-goal' | 'gate-picked'

const prefix = 'touchline.typed.'
const texts = ref(new Map<string, string>())

const keyOf = (part: KeptPart, id: string): string => `${prefix}${part}.${id}`

/**
 * Typed text of an item, kept until the item is settled: looking at another one, leaving the page, an Undo or a reload loses nothing. It stays
 * in the tab, for it names people, and signing out forgets it.
 */
export const useKeptText = (part: KeptPart, id: string): WritableComputedRef<string> => {
  const key = keyOf(part, id)
  if (!texts.value.has(key)) texts.value.set(key, sessionStorage.getItem(key) ?? '')
  return computed({
    get: () => texts.value.get(key) ?? '',
    set: (text) => {
      texts.value.set(key, text)
      store(key, text)
    },
  })
}

/** Once it is carried out. */
export const forgetKeptTexts = (parts: readonly KeptPart[], id: string): void => {
  for (const key of parts.map((part) => keyOf(part, id))) {
    texts.value.delete(key)
    sessionStorage.removeItem(key)
  }
}

/** Where the browser gives no more room, the page itself still has it. */
const store = (key: string, text: string): void => {
  if (text === '') return sessionStorage.removeItem(key)
  try {
    sessionStorage.setItem(key, text)
  } catch {
    sessionStorage.removeItem(key)
  }
}

watch(
  session,
  (now) => {
    if (now !== null) return
    texts.value.clear()
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
  },
  { flush: 'sync' },
)
