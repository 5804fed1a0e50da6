import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, watchEffect, type Ref } from 'vue'

/** Which rows of a long list exist: those in sight of its scroller and `overscan` beyond. Asks for more once `ahead` rows or fewer are left. */
export const useVirtualRows = (given: {
  rows: () => readonly { id: string }[]
  scroller: Readonly<Ref<HTMLElement | null>>
  /** Of a row in pixels, until it is measured. */
  height: () => number
  overscan: number
  /** Pixels at the top that something stands over. */
  covered?: number
  more: () => boolean
  ahead: number
  askMore: () => void
}) => {
  const virtual = useVirtualizer(
    computed(() => ({
      count: given.rows().length,
      getScrollElement: () => given.scroller.value,
      estimateSize: given.height,
      getItemKey: (index: number) => given.rows()[index]?.id ?? index,
      overscan: given.overscan,
      scrollPaddingStart: given.covered ?? 0,
    })),
  )
  const seen = computed(() => virtual.value.getVirtualItems())
  const measure = (element: unknown): void => {
    if (element instanceof HTMLElement) virtual.value.measureElement(element)
  }
  watchEffect(() => {
    if (given.more() && (seen.value.at(-1)?.index ?? -1) >= given.rows().length - given.ahead) given.askMore()
  })
  return { virtual, seen, measure }
}
