/** A healing on the contact's timeline, failure, diagnosis and action, and on the bus. */
import type { HealingAction, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { actionText, failureText } from '../healing/words.ts'
import { channelOf } from '../plan.ts'
import type { Change } from './change.ts'
import { after } from './change.ts'

/** `item`: the message that failed, as it was. */
export const told = (change: Change, enrollment: LiveEnrollment, action: HealingAction, item?: PlannedMessage): Change =>
  after(
    change,
    {
      kind: 'put_interaction',
      interaction: {
        contactKey: change.head.key,
        at: action.at,
        channel: item ? channelOf(item) : 'email',
        direction: 'system',
        kind: 'healed',
        enrollmentId: enrollment.id,
        sequenceId: enrollment.sequenceId,
        detail: `step ${action.step}, ${failureText(action.failure)}: ${action.reason} (${actionText(action.action)})`,
      },
    },
    {
      kind: 'publish',
      detailType: 'Enrollment Healed',
      detail: {
        enrollmentId: enrollment.id,
        sequenceId: enrollment.sequenceId,
        contactId: change.head.contactId,
        leadId: enrollment.leadId,
        ...action,
      },
    },
  )
