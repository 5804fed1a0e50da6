import { beforeEnd } from '../session/session.ts'
import { undoSeconds, useToasts } from './use-toasts.ts'

const waiting = new Map<number, { timer: ReturnType<typeof setTimeout>; commit: () => Promise<boolean> }>()

/** A tab that is closed or put away, and a session that ends, carry out what was still held back, rather than lose it. */
const commitAll = async (): Promise<boolean> => {
  const taken = await Promise.all([...waiting.values()].map(({ commit }) => commit()))
  return taken.every(Boolean)
}
addEventListener('pagehide', () => void commitAll())
beforeEnd(commitAll)

/**
 * What cannot be taken back once the API has it, such as ending an enrollment: `show` at once, `commit` after thirty seconds
 * unless Undo is pressed (`hide`); `commit` answers whether it was taken. Use it only where waiting sends nothing: pause first where something could leave meanwhile.
 */
export const useLater = () => {
  const { undoable, dismiss } = useToasts()
  const later = (text: string, { show, commit, hide }: { show: () => void; commit: () => Promise<boolean>; hide: () => void }): void => {
    show()
    const id = undoable(text, () => {
      const held = waiting.get(id)
      if (!held) return
      clearTimeout(held.timer)
      waiting.delete(id)
      hide()
    })
    const once = (): Promise<boolean> => {
      const held = waiting.get(id)
      if (!held) return Promise.resolve(true)
      clearTimeout(held.timer)
      waiting.delete(id)
      dismiss(id)
      return commit()
    }
    waiting.set(id, { timer: setTimeout(() => void once(), undoSeconds * 1_000), commit: once })
  }
  return { later }
}
