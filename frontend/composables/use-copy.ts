import { useToasts } from './use-toasts.ts'

/** Puts a text on the clipboard and says so. */
export const useCopy = () => {
  const { done, refused } = useToasts()
  return async (text: string, what: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      done(`${what} is on the clipboard.`)
    } catch {
      refused('The browser does not let it be copied: select the text and copy it by hand.')
    }
  }
}
