/** An enrollment as the API shows it, live or finished. Null while it has only begun: its contact's head does not know of it yet. */
import type { EnrollmentView } from '../contract/api/views.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { frontOf } from '../domain/plan.ts'
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
    return {
      ...basics(live),
      ...contact,
      status: live.status,
      ...(live.pauseReason === undefined ? {} : { pauseReason: live.pauseReason }),
      ...(live.resumeAt === undefined ? {} : { resumeAt: isoOf(live.resumeAt) }),
      ...(live.takenOverBy === undefined ? {} : { takenOverBy: live.takenOverBy }),
      ...(live.reply ? { reply: { ...live.reply, at: isoOf(live.reply.at) } } : {}),
      currentStep: front?.step ?? null,
      nextDueAt: front ? isoOf(front.due) : null,
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
  ...(from.goal === undefined ? {} : { goal: from.goal }),
  ...(from.notes === undefined ? {} : { notes: from.notes }),
})
