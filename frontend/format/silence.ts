/** Where one goes from a reason why nothing is sent. */
import type { RouteLocationRaw } from 'vue-router'
import type { HomeView } from '../../functions/contract/api/home.ts'

type Silence = HomeView['silence'][number]

/** The one link that helps; null where only time does, or an admin has to. */
export const silenceWay = ({ reason, sequenceId }: Silence, admin: boolean): { label: string; to: RouteLocationRaw } | null => {
  const sequences: RouteLocationRaw = { name: 'sequences', params: { id: sequenceId ?? '' } }
  switch (reason) {
    case 'sending_stopped':
    case 'allow_list':
    case 'account_sandbox':
    case 'no_postal_address':
    case 'owner_away':
      return admin ? { label: 'Operations', to: { name: 'operations' } } : null
    case 'no_sequences':
      return { label: 'New sequence', to: { name: 'sequence-new' } }
    case 'none_active':
    case 'nobody_enrolled':
      return { label: 'Sequences', to: sequences }
    case 'waiting_for_approval':
      return { label: 'Approve', to: { name: 'approvals' } }
    case 'waiting_for_tasks':
      return { label: 'Tasks', to: { name: 'tasks' } }
    case 'outside_window':
    case 'nothing_due':
      return null
    default:
      return reason satisfies never
  }
}
