/** Stable words of the API as a person reads them. */

/** `ready_to_buy` → `ready to buy`. */
export const inWords = (word: string): string => word.replaceAll('_', ' ')

/** With a capital at its head. */
export const headed = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
