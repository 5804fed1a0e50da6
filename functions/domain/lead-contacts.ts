/** Which of a lead's contacts a sequence is for. */
import type { Policies } from './sequence.ts'

/** Whether the contact at this place of the lead's list (0 is the primary one) is meant; roles are compared in whatever case the CRM writes them. */
export const isMeant = (which: Policies['contacts'], place: number, role: string | undefined): boolean => {
  switch (which.kind) {
    case 'primary':
      return place === 0
    case 'all':
      return true
    case 'role':
      return role?.toLowerCase() === which.role.toLowerCase()
    default:
      return which satisfies never
  }
}
