import { onMounted, ref, useTemplateRef } from 'vue'
import { useUnsaved } from './use-unsaved.ts'

/** What somebody writes in place of a text: its subject and body, the box named `box` that is written in first, and whether leaving would lose it. */
export const useWrittenText = (text: { subject?: string | undefined; body?: string | undefined }, close: () => void) => {
  const subject = ref(text.subject ?? '')
  const body = ref(text.body ?? '')
  const box = useTemplateRef<HTMLTextAreaElement>('box')
  onMounted(() => {
    // A caret at the end would scroll a long text past its beginning.
    box.value?.setSelectionRange(0, 0)
    box.value?.focus()
  })
  // Against the text as it was when it was opened.
  const begun = { subject: subject.value, body: body.value }
  const { asking, leave, answer } = useUnsaved({ dirty: () => subject.value !== begun.subject || body.value !== begun.body, close })
  /** As a request takes it: only an email has a subject. */
  const written = (channel: string): { subject?: string; body: string } => ({
    ...(channel === 'email' ? { subject: subject.value } : {}),
    body: body.value,
  })
  return { subject, body, asking, leave, answer, written }
}
