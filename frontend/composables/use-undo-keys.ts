import { onBeforeUnmount, onMounted } from 'vue'

/**
 * Ctrl or ⌘ with Z, with Shift to redo. Also in a text field: the browser would take back only what it typed there itself, while the form's own
 * history knows more. A dialog keeps its own.
 */
export const useUndoKeys = ({ undo, redo }: { undo: () => void; redo: () => void }): void => {
  const onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return
    if (document.querySelector('[role="dialog"]')) return
    event.preventDefault()
    if (event.shiftKey) redo()
    else undo()
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}
