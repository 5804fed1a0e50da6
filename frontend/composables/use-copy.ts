import { useToasts } from './use-toasts.ts'

/** Puts a text on the clipboard and says so. */
export const useCopy = () => {
  const { done, refused } = useToasts()
  return (text: string, what: string): void =>
    void navigator.clipboard.writeText(text).then(
      () => done(`${what} is on the clipboard.`),
      () => refused('The browser does not let it be copied: select the text and copy it by hand.'),
    )
}
