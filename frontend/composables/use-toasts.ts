import { readonly, ref } from 'vue'

export interface Toast {
  id: number
  tone: 'good' | 'danger'
  text: string
}

const toasts = ref<Toast[]>([])
let last = 0

const say = (tone: Toast['tone'], text: string): void => {
  const id = ++last
  toasts.value = [...toasts.value.slice(-2), { id, tone, text }]
  setTimeout(() => dismiss(id), tone === 'danger' ? 10_000 : 4_000)
}

const dismiss = (id: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

/** Short sentences about what just happened or did not; a refusal stays longer. */
export const useToasts = () => ({
  toasts: readonly(toasts),
  done: (text: string) => say('good', text),
  refused: (text: string) => say('danger', text),
  dismiss,
})
