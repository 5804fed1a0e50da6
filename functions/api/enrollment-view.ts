/** An enrollment as the API shows it, live or finished. Null while it has only begun: its contact's head does not know of it yet. */
import type { EnrollmentView } from '../contract/api/views.ts'
import type { ContactProfile, LiveEnrollment, PlannedMessage } from '../domain/contact.ts'
import { nextDueOf } from '../domain/enrollment-filter.ts'
import { failedChannels } from '../domain/healing/words.ts'
import { frontOf } from '../domain/plan.ts'
import { heldReasonText } from '../domain/message-reason-text.ts'
import type { FoundEnrollment } from './ports.ts'

export const enrollmentViewOf = ({ live, finished, head, profile }: FoundEnrollment): EnrollmentView | null => {
  const zone = profile?.timeZone
  const contact = {
    contactId: profile?.contactId ?? head?.contactId ?? finished?.contactId ?? '',
    contactName: nameOf(profile),
    ...(zone ? { timeZone: zone } : {}),
  }
  if (live) {
    const front = frontOf(live)
    const next = nextDueOf(live)
    return {
      ...basics(live),
      ...contact,
      status: live.status,
      ...(live.pauseReason === undefined ? {} : { pauseReason: live.pauseReason }),
      ...(live.resumeAt === undefined ? {} : { resumeAt: isoOf(live.resumeAt) }),
      ...(live.takenOverBy === undefined ? {} : { takenOverBy: live.takenOverBy }),
      ...(live.reply ? { reply: { ...live.reply, at: isoOf(live.reply.at) } } : {}),
      currentStep: front?.step ?? null,
      nextDueAt: next === null ? null : isoOf(next),
      ...heldOf(live, front),
    }
  }
  if (!finished) return null
  return {
    ...basics(finished),
    ...contact,
    status: 'finished',
    exitReason: finished.exitReason,
    ...(finished.exitDetail === undefined ? {} : { exitDetail: finished.exitDetail }),
    finishedAt: finished.finishedAt,
    currentStep: null,
    nextDueAt: null,
  }
}

export const nameOf = (profile: ContactProfile | null): string =>
  [profile?.firstName, profile?.lastName].filter((part) => part?.trim()).join(' ') ||
  (profile?.email ?? profile?.phone ?? profile?.contactId ?? '')

/** Paused, the pause is what everything waits for. */
const heldOf = ({ status }: LiveEnrollment, front: PlannedMessage | undefined): Pick<EnrollmentView, 'held'> =>
  status !== 'active' || front?.state !== 'held' || front.reason === undefined
    ? {}
    : {
        held: {
          reason: front.reason,
          text: heldReasonText({ ...front, reason: front.reason }),
          ...(front.lacks ? { lacks: front.lacks } : {}),
        },
      }

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

const basics = (from: NonNullable<FoundEnrollment['live'] | FoundEnrollment['finished']>) => ({
  id: from.id,
  sequenceId: from.sequenceId,
  version: from.version,
  leadId: from.leadId,
  enrolledBy: from.enrolledBy,
  enrolledAt: from.enrolledAt,
  healing: from.healing ?? [],
  channelOverrides: from.overrides ?? {},
  failedChannels: failedChannels(from.healing ?? []),
  ...(from.goal === undefined ? {} : { goal: from.goal }),
  ...(from.notes === undefined ? {} : { notes: from.notes }),
})
