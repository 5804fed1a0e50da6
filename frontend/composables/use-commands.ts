import { Keyboard, LogOut, Monitor, Moon, Plus, Sun } from '@lucide/vue'
import { useRouter } from 'vue-router'
import { places } from '../navigation.ts'
import { useTheme } from './use-theme.ts'

/** What the command palette offers whatever is typed: every place, and what can be done from anywhere. */
export const useCommands = (admin: boolean, { signOut, keys }: { signOut: () => void; keys: () => void }) => {
  const router = useRouter()
  const { choose } = useTheme()
  const goTo = places
    .filter((place) => admin || place.admin !== true)
    .map(({ name, label, icon, key }) => ({ id: `go-${name}`, label, icon, keys: `g ${key}`, run: () => void router.push({ name }) }))
  const commands = [
    { id: 'new', label: 'New sequence', icon: Plus, run: () => void router.push({ name: 'sequence-new' }) },
    { id: 'light', label: 'Light theme', icon: Sun, run: () => choose('light') },
    { id: 'dark', label: 'Dark theme', icon: Moon, run: () => choose('dark') },
    { id: 'system', label: 'Theme as the system has it', icon: Monitor, run: () => choose('system') },
    { id: 'keys', label: 'Keyboard', icon: Keyboard, keys: '?', run: keys },
    { id: 'sign-out', label: 'Sign out', icon: LogOut, run: signOut },
  ]
  return { goTo, commands }
}
