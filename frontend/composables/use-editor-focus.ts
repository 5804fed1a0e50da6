import { nextTick, watch, type Ref } from 'vue'

/** What is opened in the builder begins at its top; what was just made has the focus where one goes on with it. */
export const useEditorFocus = (editor: Readonly<Ref<HTMLElement | null>>, chosen: Ref<string | null>) => {
  watch(
    chosen,
    () => {
      if (editor.value) editor.value.scrollTop = 0
      if (chosen.value === 'rules') editor.value?.querySelector('h2')?.focus()
    },
    { flush: 'post' },
  )
  return {
    toName: () =>
      afterwards(() => {
        const name = editor.value?.querySelector('input')
        name?.focus()
        name?.select()
      }),
    toText: () => afterwards(() => editor.value?.querySelector('textarea')?.focus()),
  }
}

/** Once what was made is drawn, and the menu that made it is closing. */
const afterwards = async (go: () => void): Promise<void> => {
  await nextTick()
  setTimeout(go)
}
