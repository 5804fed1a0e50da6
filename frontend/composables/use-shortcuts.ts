import { onBeforeUnmount, onMounted } from 'vue'

/** Single keys that act on the page, as shown on the cheat sheet. They rest while somebody types or a panel is open. */
export const useShortcuts = (actions: Record<string, () => void>): void => {
  const onKey = (event: KeyboardEvent): void => {
    const action = actions[event.key]
    if (!action || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isPanelOpen())
      return
    event.preventDefault()
    action()
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const isPanelOpen = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
