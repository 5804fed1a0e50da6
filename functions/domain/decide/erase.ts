/** Erasing a person: everything ends, and what stays of the head is a tombstone that refuses whatever comes later. */
import type { ContactHead, FinishedEnrollment, LiveEnrollment } from '../contact.ts'
import type { Decision, Effect } from '../effect.ts'
import type { MessageRow } from '../message.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { changed, refused, startChange } from './change.ts'
import { finish } from './finish.ts'

type Erased = Extract<Signal, { kind: 'erased' }>

/** One without a head gets its tombstone all the same. A provider call in flight is waited for: what it answers ends the last enrollment. */
export const erased = (head: ContactHead | null, { key }: Erased, now: number): Decision => {
  if (!head)
    return key === undefined ? refused('not_enrolled', 'the contact is not known') : changed(startChange(tombstone({ key, revision: 0 })))
  const inHand = head.enrollments.find(({ id }) => id === head.inFlight?.enrollmentId)
  const ended = head.enrollments
    .filter((enrollment) => enrollment !== inHand)
    .reduce((change, enrollment) => finish(change, enrollment, 'erased', now), startChange(head))
  const rest = inHand && head.inFlight ? { enrollments: [bare(inHand)], inFlight: head.inFlight } : {}
  return changed({ ...ended, head: { ...tombstone(head), ...rest } })
}

/** The signals that an erased contact still takes: what became of the call that was in flight. */
export const outlivesErasure: ReadonlySet<Signal['kind']> = new Set<Signal['kind']>(['send_result', 'claim_expired', 'send_proven'])

/** The change of an erased head with nothing of the person in its effects: rows without words and names, and no more stories. */
export const forgetting = (change: Change): Change => ({
  ...change,
  before: change.before.flatMap(forgotten),
  after: change.after.flatMap(forgotten),
})

const tombstone = ({ key, revision }: Pick<ContactHead, 'key' | 'revision'>): ContactHead => ({
  key,
  contactId: '',
  leadId: '',
  schema: 1,
  revision,
  timeZone: 'UTC',
  timeZoneSource: 'tenant',
  consent: {},
  addresses: {},
  suppressed: {},
  touches: {},
  enrollments: [],
  erased: true,
})

/** The plan has channels and times only. */
const bare = ({ id, sequenceId, version, enrolledAt, enrolledBy, plan }: LiveEnrollment): LiveEnrollment => ({
  id,
  sequenceId,
  version,
  leadId: '',
  stage: null,
  status: 'active',
  enrolledAt,
  enrolledBy,
  plan,
  ending: { exit: 'erased' },
  goalStages: [],
  onStageLeft: 'finish',
  onReply: 'finish',
  completeAfterDays: 0,
  stopWholeLead: false,
})

const forgotten = (effect: Effect): Effect[] => {
  switch (effect.kind) {
    case 'put_message':
      return [{ kind: 'put_message', row: wordless(effect.row) }]
    case 'archive_enrollment':
      return [{ kind: 'archive_enrollment', finished: nameless(effect.finished) }]
    // The erasure itself is told to the CRM, whose id the contact has; what ends after it has no name any more.
    case 'publish':
      return effect.detail['contactId'] === '' ? [] : [effect]
    case 'put_interaction':
    case 'put_draft':
    case 'close_draft':
    case 'open_gate':
    case 'route':
    case 'heal':
    case 'tell_lead':
    case 'notify':
      return []
    case 'schedule':
    case 'unschedule':
    case 'hand_over':
    case 'send':
    case 'slow_channel':
    case 'alarm_channel':
    case 'suppress_address':
      return [effect]
    default:
      return effect satisfies never
  }
}

const wordless = ({ subject: _subject, body: _body, task: _task, ...row }: MessageRow): MessageRow => ({
  ...row,
  contactId: '',
  leadId: '',
  recipient: null,
  events: {},
  attempts: row.attempts.map(({ detail: _detail, verdicts: _verdicts, ...attempt }) => ({ ...attempt, verdicts: [] })),
})

const nameless = ({
  exitDetail: _detail,
  healing: _healing,
  goal: _goal,
  notes: _notes,
  ...finished
}: FinishedEnrollment): FinishedEnrollment => ({
  ...finished,
  contactId: '',
  leadId: '',
  stage: null,
})
