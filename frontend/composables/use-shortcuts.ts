import { onBeforeUnmount, onMounted, toValue, type MaybeRefOrGetter } from 'vue'

type Actions = Record<string, () => void>

/**
 * Single keys that act on the page, as shown on the cheat sheet. They rest while somebody types or a panel is open; held down, only j and k go
 * on. `inside`: the keys of what stands in a dialog, which act while it is open.
 */
export const useShortcuts = (actions: Actions, { inside = false } = {}): void => useKeys((event) => run(event, actions), false, inside)

/** Two keys one after the other within a second: `g` and then one of `actions`. */
export const useChords = (first: string, actions: MaybeRefOrGetter<Actions>): void => {
  let until = 0
  useKeys((event) => {
    const second = event.timeStamp < until
    until = !second && event.key === first ? event.timeStamp + 1_000 : 0
    if (second) run(event, toValue(actions))
  }, true)
}

/** ⌘ or Ctrl with a key, wherever one is; `typing` false: not while somebody types or a panel is open, where the key has its own meaning. */
export const useCommandKey = (key: string, action: () => void, { typing = true } = {}): void =>
  listen((event) => {
    if (!typing && (isTyping(event.target) || isPanelOpen())) return
    if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key) {
      event.preventDefault()
      if (!event.repeat) action()
    }
  })

const useKeys = (onKey: (event: KeyboardEvent) => void, early = false, inside = false): void =>
  listen((event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isPanelOpen() !== inside)
      return
    onKey(event)
  }, early)

/** `early`: before the page's own single keys, so that the second key of a chord is not taken for one of them. */
const listen = (onKey: (event: KeyboardEvent) => void, early = false): void => {
  onMounted(() => addEventListener('keydown', onKey, early))
  onBeforeUnmount(() => removeEventListener('keydown', onKey, early))
}

const run = (event: KeyboardEvent, actions: Actions): void => {
  const action = actions[event.key]
  if (!action) return
  event.preventDefault()
  // A key held down would decide about what nobody has read yet; only walking may go on.
  if (event.repeat && !['j', 'k'].includes(event.key)) return
  action()
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)))

const isPanelOpen = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
