const apple = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** How the keys that open the command palette are written here. */
export const paletteKey = apple ? '⌘K' : 'Ctrl K'
