import { ref } from 'vue'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

const storageKey = 'touchline.theme'
const wantsDark = matchMedia('(prefers-color-scheme: dark)')
const stored = localStorage.getItem(storageKey)
const theme = ref<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system')

const show = (): void => {
  const dark = theme.value === 'dark' || (theme.value === 'system' && wantsDark.matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}
wantsDark.addEventListener('change', show)

/** Light, dark, or as the system says. Set before the first paint by `public/theme.js`; changed here. */
export const useTheme = () => ({
  theme,
  choose: (next: Theme) => {
    theme.value = next
    if (next === 'system') localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, next)
    show()
  },
})
