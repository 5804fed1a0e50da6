/** One message of the calendar: where it ends up, when, and why. */
import { Temporal } from 'temporal-polyfill'
import type { Channel } from '../channel.ts'
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { GateVerdict, MessageReason } from '../message.ts'
import { pauseText } from '../pause-text.ts'
import { channelOf } from '../plan.ts'
import { heldReasonText } from '../message-reason-text.ts'
import { refusalText } from '../reasons.ts'
import { momentText } from '../say-when.ts'

/** Where a touch ends up. `beyond`: it lies farther ahead than the projection looked. */
export type Becomes = 'sent' | 'handed_over' | 'skipped' | 'held' | 'beyond'

export interface ProjectedTouch {
  sequenceId: string
  enrollmentId: string
  stepId: string
  /** The step's place in the sequence, from 1. */
  order: number
  /** The channel that it leaves by. */
  channel: Channel
  /** ISO 8601, UTC: as the plan has it before anything moves it. */
  dueAt: string
  /** When it leaves, or is skipped; for a draft that waits for approval, if it is approved by then. Null where nobody can tell. */
  at: string | null
  /** `at`, or else `dueAt`, at the contact's place: `2026-11-20T09:00`. */
  local: string
  timeZone: string
  becomes: Becomes
  /** Why it is skipped, held, or leaves at another time than planned; `predecessor_unresolved` where the step before it is held. */
  reason: MessageReason | 'predecessor_unresolved' | null
  /** The reason as sentences, and on what approval the time depends; null where there is nothing to say. */
  text: string | null
  /** Local dates (YYYY-MM-DD) on which there was no touch left for it. */
  overLimitOn: string[]
  /** What the gates said last; of a text that nobody approved, that it waits for a person. */
  verdicts: GateVerdict[]
}

/** What a projection has seen of one message so far. Times in epoch seconds, `at` in milliseconds. */
export interface Entry {
  enrollmentId: string
  sequenceId: string
  order: number
  due: number
  item: PlannedMessage
  at: number | null
  moved: MessageReason | null
  waits: boolean
  /** It waited for what a person records of an earlier call or task. */
  awaited: boolean
  holds: MessageReason[]
  overLimitOn: Set<string>
  verdicts: GateVerdict[]
}

interface Course {
  zone: string
  /** Nobody has approved its text yet. */
  waits: boolean
  /** A message before it waits so. */
  assumes: boolean
  stopped: boolean
}

export const touchOf = (entry: Entry, live: LiveEnrollment | undefined, { zone, waits, assumes, stopped }: Course): ProjectedTouch => {
  const { item, at } = entry
  const { becomes, reason } = fateOf(entry, live, waits, stopped)
  const dueAt = isoOf(entry.due * 1000)
  return {
    sequenceId: entry.sequenceId,
    enrollmentId: entry.enrollmentId,
    stepId: item.step,
    order: entry.order,
    channel: channelOf(item),
    dueAt,
    at: at === null ? null : isoOf(at),
    local: localOf(at ?? entry.due * 1000, zone),
    timeZone: zone,
    becomes,
    reason,
    text:
      isUnrecorded(becomes, reason) && at !== null
        ? unrecordedText(at, zone)
        : textOf({ reason, lacks: item.lacks, becomes, waits, assumes }, live, zone),
    overLimitOn: [...entry.overLimitOn],
    verdicts: entry.verdicts,
  }
}

/** It has not been skipped yet: somebody may still record the outcome. */
const isUnrecorded = (becomes: Becomes, reason: ProjectedTouch['reason']): boolean =>
  becomes === 'skipped' && reason === 'waiting_for_outcome'

const unrecordedText = (at: number, zone: string): string =>
  `It waits for a person to record what an earlier call or task came to. Without that outcome it is skipped at ${momentText(at / 1000, zone)}.`

const textOf = (
  {
    reason,
    lacks,
    becomes,
    waits,
    assumes,
  }: Pick<Course, 'waits' | 'assumes'> & Pick<ProjectedTouch, 'reason' | 'becomes'> & { lacks: string[] | undefined },
  live: LiveEnrollment | undefined,
  zone: string,
): string | null => {
  const sentences = [
    ...(reason === null ? [] : [reasonText(reason, lacks, live, zone)]),
    ...(waits && reason === 'approval_pending' ? ['The time shown, and those of what follows, hold if it is approved by then.'] : []),
    ...(assumes && (becomes === 'sent' || becomes === 'handed_over')
      ? ['Its time holds if the text before it, which waits for approval, is approved by its own time.']
      : []),
  ]
  return sentences.length === 0 ? null : sentences.join(' ')
}

const reasonText = (
  reason: NonNullable<ProjectedTouch['reason']>,
  lacks: string[] | undefined,
  live: LiveEnrollment | undefined,
  zone: string,
): string => {
  if (reason === 'predecessor_unresolved') return refusalText(reason)
  if (reason === 'enrollment_paused' && live?.status === 'paused') return `The enrollment is paused${pauseText(live, zone)}`
  return heldReasonText({ reason, lacks })
}

const fateOf = (
  { item, moved, awaited }: Entry,
  live: LiveEnrollment | undefined,
  waits: boolean,
  stopped: boolean,
): Pick<ProjectedTouch, 'becomes' | 'reason'> => {
  switch (item.state) {
    case 'sent':
    case 'unknown':
      if (waits) return { becomes: 'held', reason: 'approval_pending' }
      return { becomes: channelOf(item) === 'linkedin' || channelOf(item) === 'task' ? 'handed_over' : 'sent', reason: moved }
    case 'skipped':
      if (awaited && (item.reason === 'condition_not_met' || item.reason === 'branched_past'))
        return { becomes: 'skipped', reason: 'waiting_for_outcome' }
      return { becomes: 'skipped', reason: item.reason ?? null }
    case 'cancelled':
    case 'failed':
      return { becomes: 'skipped', reason: item.reason ?? null }
    case 'held':
      return { becomes: 'held', reason: item.reason ?? null }
    case 'claimed':
    case 'scheduled':
      if (live?.status === 'paused') return { becomes: 'held', reason: 'enrollment_paused' }
      return stopped ? { becomes: 'beyond', reason: moved } : { becomes: 'held', reason: 'predecessor_unresolved' }
    default:
      return item.state satisfies never
  }
}

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString()

const localOf = (milliseconds: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
