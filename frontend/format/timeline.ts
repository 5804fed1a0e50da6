/** A timeline as it is drawn: days, what each entry is, and what is still to come. */
import type { TimelineEntryView } from '../../functions/contract/api/people.ts'
import type { ContactPlan } from '../../functions/contract/api/preview.ts'
import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'
import { injectedName } from '../../functions/domain/injected.ts'
import { messageStatuses } from '../../functions/domain/message.ts'
import type { TimelineKind } from '../../functions/domain/timeline.ts'
import { inWords } from './say.ts'
import { statusNames, statusTones, type Tone } from './statuses.ts'
import { dateIn, dayNameIn } from './when.ts'

export const timelineFilters = ['all', 'scheduled', 'message', 'interaction', 'enrollment', 'stage'] as const satisfies readonly (
  | 'all'
  | TimelineKind
)[]
export type TimelineFilter = (typeof timelineFilters)[number]

/** A contact has no stages: those are the lead's. */
export const contactFilterNames: Record<Exclude<TimelineFilter, 'stage'>, string> = {
  all: 'All',
  scheduled: 'Coming up',
  message: 'Messages',
  interaction: 'Answers and events',
  enrollment: 'Sequences',
}
export const leadFilterNames: Record<TimelineFilter, string> = { ...contactFilterNames, stage: 'Stages' }

/** One entry, or several messages in a row that an enrollment's end made needless: those are told in one line. */
export type TimelineItem =
  | { kind: 'entry'; id: string; entry: TimelineEntryView }
  | { kind: 'needless'; id: string; entries: TimelineEntryView[] }

export interface TimelineDay {
  date: string
  name: string
  items: TimelineItem[]
}

/** Entries by the viewer's days, each in the order in which it came. */
export const byDay = (entries: readonly TimelineEntryView[], zone: string, now: string): TimelineDay[] => {
  const days: { date: string; name: string; entries: TimelineEntryView[] }[] = []
  for (const entry of entries) {
    const date = dateIn(entry.at, zone)
    const last = days.at(-1)
    if (last?.date === date) last.entries.push(entry)
    else days.push({ date, name: dayNameIn(entry.at, zone, now), entries: [entry] })
  }
  return days.map((day) => ({ date: day.date, name: day.name, items: folded(day.entries) }))
}

/** How many needless messages in a row are worth a line of their own. */
const fewestFolded = 3

const folded = (entries: readonly TimelineEntryView[]): TimelineItem[] => {
  const runs: TimelineEntryView[][] = []
  for (const entry of entries) {
    const run = runs.at(-1)
    const [first] = run ?? []
    if (run && first && isNeedless(first) && isNeedless(entry) && first.enrollmentId === entry.enrollmentId) run.push(entry)
    else runs.push([entry])
  }
  return runs.flatMap((run): TimelineItem[] => {
    const [first] = run
    if (first && run.length >= fewestFolded) return [{ kind: 'needless', id: `${first.id}-on`, entries: run }]
    return run.map((entry) => ({ kind: 'entry', id: entry.id, entry }))
  })
}

const isNeedless = ({ kind, what }: TimelineEntryView): boolean => kind === 'message' && what === 'cancelled'

/** An entry's word in small capitals, and whether it is good news. */
export const entryState = ({ kind, what }: TimelineEntryView): { word: string; tone: Tone } => {
  const status = messageStatuses.find((one) => one === what)
  if ((kind === 'message' || kind === 'scheduled') && status) return { word: statusNames[status], tone: statusTones[status] }
  if (kind === 'stage') return { word: 'Stage', tone: 'plain' }
  return { word: entryWords[what] ?? inWords(what), tone: entryTones[what] ?? 'plain' }
}

const entryWords: Partial<Record<string, string>> = {
  steered: 'By hand',
  routed: 'Hand-off',
  out_of_office: 'Automatic reply',
  lifted: 'Opened again',
  enriched: 'Looked up',
  complained: 'Marked as spam',
  asked_for_help: 'Asked for help',
}

const entryTones: Partial<Record<string, Tone>> = {
  replied: 'good',
  booked: 'good',
  converted: 'good',
  delivered: 'good',
  bounced: 'danger',
  complained: 'danger',
  undelivered: 'danger',
  unsubscribed: 'warn',
  healed: 'warn',
  paused: 'warn',
  out_of_office: 'warn',
  set_aside: 'warn',
}

/** What is known of what somebody wrote or said, in a few words each. */
export const entryFacts = (entry: TimelineEntryView): string[] => [
  ...(entry.intent && entry.intent !== 'unknown' ? [`Intent: ${inWords(entry.intent)}`] : []),
  ...(entry.sentiment ? [`Sounds ${soundsLike[entry.sentiment]}`] : []),
  ...(entry.outcome && entry.outcome !== entry.what ? [`Outcome: ${inWords(entry.outcome)}`] : []),
  ...(entry.durationSeconds === undefined ? [] : [durationText(entry.durationSeconds)]),
  ...(entry.disposition ? [`Filed as ${entry.disposition}`] : []),
  ...(entry.appointmentBooked ? ['Appointment booked'] : []),
  ...(entry.objections ?? []).map((objection) => `Objection: ${objection}`),
  ...(entry.keyTopics?.length ? [`About ${entry.keyTopics.join(', ')}`] : []),
  ...(entry.matchedBy ? [matched[entry.matchedBy]] : []),
]

const soundsLike: Record<NonNullable<TimelineEntryView['sentiment']>, string> = {
  positive: 'positive',
  negative: 'negative',
  neutral: 'neutral',
  objection: 'reluctant',
  interested: 'interested',
  confused: 'confused',
}

const matched: Record<NonNullable<TimelineEntryView['matchedBy']>, string> = {
  token: 'Matched by its reply address',
  references: 'Matched by the mail that it answers',
  sender: 'Matched by its sender',
}

/** `2 min 05 s`, from seconds. */
export const durationText = (seconds: number): string => {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)]
  return minutes === 0 ? `${rest} s` : `${minutes} min ${String(rest).padStart(2, '0')} s`
}

/** A message that has not left, with what the plan says of it. */
export interface ComingTouch {
  id: string
  message: MessageView
  enrollment: EnrollmentView
  stepName: string
  /** When it is expected to leave, where somebody can tell. */
  at: string
  /** Why it will not simply be sent then; null where nothing speaks against it. */
  note: string | null
  becomes: ContactPlan['touches'][number]['becomes'] | null
  /** Nobody has recorded yet what an earlier call or task came to, and it is skipped only without that. */
  awaits: boolean
}

/** What is still to come of running enrollments, the farthest first, as on a timeline that runs upwards. */
export const comingTouches = (
  enrollments: readonly EnrollmentView[],
  messages: readonly MessageView[],
  plan: ContactPlan | undefined,
): ComingTouch[] =>
  messages
    .filter(({ status }) => status === 'scheduled' || status === 'held' || status === 'claimed')
    .flatMap((message): ComingTouch[] => {
      const enrollment = enrollments.find(({ id }) => id === message.enrollmentId)
      if (!enrollment || enrollment.status === 'finished') return []
      const touch = plan?.touches.find(({ enrollmentId, stepId }) => enrollmentId === message.enrollmentId && stepId === message.stepId)
      return [
        {
          id: message.id,
          message,
          enrollment,
          stepName: touch?.stepName ?? injectedName(message.stepId) ?? `Step ${message.stepOrder}`,
          at: touch?.at ?? message.dueAt,
          note: touch?.text ?? message.reasonText ?? null,
          becomes: touch?.becomes ?? null,
          awaits: touch?.reason === 'waiting_for_outcome',
        },
      ]
    })
    .toSorted((a, b) => b.at.localeCompare(a.at) || b.message.stepOrder - a.message.stepOrder)
