/** The dashboard's places, as the sidebar, the command palette and the breadcrumb name them. */
import { BookUser, Gauge, House, Inbox, ListChecks, ListTree, Stamp, Users, Waypoints } from '@lucide/vue'
import type { FunctionalComponent } from 'vue'

export type PlaceName = 'home' | 'sequences' | 'all-enrollments' | 'contacts' | 'leads' | 'approvals' | 'tasks' | 'inbox' | 'operations'
/** What stands at the right of an entry: how many things wait there. */
export type PlaceCount = 'approvals' | 'tasks' | 'replies' | 'sequences'

export interface Place {
  name: PlaceName
  label: string
  icon: FunctionalComponent
  /** Pressed after `g`, as the cheat sheet says. */
  key: string
  count?: PlaceCount
  /** Shown to admins alone. */
  admin?: true
}

export const placeGroups: readonly { label: string; places: readonly Place[] }[] = [
  {
    label: 'Today',
    places: [
      { name: 'home', label: 'Home', icon: House, key: 'h' },
      { name: 'inbox', label: 'Inbox', icon: Inbox, key: 'i', count: 'replies' },
      { name: 'approvals', label: 'Approvals', icon: Stamp, key: 'a', count: 'approvals' },
      { name: 'tasks', label: 'Tasks', icon: ListChecks, key: 't', count: 'tasks' },
    ],
  },
  {
    label: 'Outreach',
    places: [
      { name: 'sequences', label: 'Sequences', icon: ListTree, key: 's', count: 'sequences' },
      { name: 'all-enrollments', label: 'Enrollments', icon: Waypoints, key: 'e' },
      { name: 'contacts', label: 'Contacts', icon: Users, key: 'c' },
      { name: 'leads', label: 'Leads', icon: BookUser, key: 'l' },
    ],
  },
  { label: 'Admin', places: [{ name: 'operations', label: 'Operations', icon: Gauge, key: 'o', admin: true }] },
]

export const places: readonly Place[] = placeGroups.flatMap((group) => group.places)
