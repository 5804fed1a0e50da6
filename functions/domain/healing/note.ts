/** A healing as it stands in the enrollment. */
import type { HealingAction, LiveEnrollment } from '../contact.ts'

/** Healings that an enrollment keeps. It is not healed any more once it has so many. */
export const mostKept = 20

export const withAction = <E extends Pick<LiveEnrollment, 'healing'>>(enrollment: E, action: HealingAction): E => ({
  ...enrollment,
  healing: [...(enrollment.healing ?? []), action].slice(0, mostKept),
})
