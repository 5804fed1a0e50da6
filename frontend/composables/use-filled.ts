import { watchEffect, type Ref } from 'vue'

interface Listed {
  more: Readonly<Ref<boolean>>
  busy: Readonly<Ref<boolean>>
  /** Where `busy` leaves out that the list is asked for anew: to load on then would break that off. */
  fetching?: Readonly<Ref<boolean>>
  /** The page after those that are shown could not be loaded: it is asked for again by hand. */
  failedNext: Readonly<Ref<boolean>>
  error: Readonly<Ref<unknown>>
  next: () => void
}

/** Goes on loading while a list shows less than a screenful and has more: a page of a filter can hold few that match, or none. */
export const useFilled = (list: Listed, isShort: () => boolean): void => {
  watchEffect(() => {
    const canGoOn = list.more.value && !(list.fetching ?? list.busy).value && !list.failedNext.value && !list.error.value
    if (canGoOn && isShort()) list.next()
  })
}
