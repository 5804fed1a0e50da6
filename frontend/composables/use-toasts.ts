import { readonly, ref } from 'vue'

export interface Toast {
  id: number
  tone: 'good' | 'danger'
  text: string
  /** The button beside the sentence; pressing it dismisses the toast. */
  action: { label: string; run: () => void } | null
}

/** Seconds in which something can be taken back. */
export const undoSeconds = 30

/** What can be taken back stays its whole time; of what is only said, the newest stand. */
const mostPlain = 3

const toasts = ref<Toast[]>([])
const leaving = new Map<number, ReturnType<typeof setTimeout>>()
let last = 0

const say = (tone: Toast['tone'], text: string, action: Toast['action'], seconds: number): number => {
  const id = ++last
  toasts.value = [...toasts.value, { id, tone, text, action }]
  for (const plain of toasts.value.filter((toast) => toast.action === null).slice(0, -mostPlain)) dismiss(plain.id)
  leaving.set(
    id,
    setTimeout(() => dismiss(id), seconds * 1_000),
  )
  return id
}

const dismiss = (id: number): void => {
  clearTimeout(leaving.get(id))
  leaving.delete(id)
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

const undoLast = (): void => {
  const newest = toasts.value.findLast((toast) => toast.action !== null)
  if (!newest) return
  dismiss(newest.id)
  newest.action?.run()
}

/** Short sentences about what just happened or did not; a refusal stays longer, and what can be taken back longest. */
export const useToasts = () => ({
  toasts: readonly(toasts),
  done: (text: string) => say('good', text, null, 4),
  refused: (text: string) => say('danger', text, null, 10),
  /** With an Undo button for thirty seconds. */
  undoable: (text: string, undo: () => void) => say('good', text, { label: 'Undo', run: undo }, undoSeconds),
  dismiss,
  /** Takes back the newest of what still can be. */
  undoLast,
})
