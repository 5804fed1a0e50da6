import { undoSeconds, useToasts } from './use-toasts.ts'

const waiting = new Map<number, { timer: ReturnType<typeof setTimeout>; commit: () => void }>()

/** A tab that is closed or put away carries out what it still held back, rather than lose it. */
const commitAll = (): void => {
  for (const { commit } of waiting.values()) commit()
}
addEventListener('pagehide', commitAll)

/**
 * What cannot be taken back once the API has it, such as ending an enrollment: `show` at once, `commit` after thirty seconds
 * unless Undo is pressed (`hide`). Use it only where waiting sends nothing: pause first where something could leave meanwhile.
 */
export const useLater = () => {
  const { undoable } = useToasts()
  const later = (text: string, { show, commit, hide }: { show: () => void; commit: () => void; hide: () => void }): void => {
    show()
    const id = undoable(text, () => {
      const held = waiting.get(id)
      if (!held) return
      clearTimeout(held.timer)
      waiting.delete(id)
      hide()
    })
    const once = (): void => {
      if (waiting.delete(id)) commit()
    }
    waiting.set(id, { timer: setTimeout(once, undoSeconds * 1_000), commit: once })
  }
  return { later }
}
