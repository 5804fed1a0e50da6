/** A bulk job in words. */
import type { JobRowView, JobView } from '../../functions/contract/api/jobs.ts'
import { countLabel, plural } from './figures.ts'
import type { Tone } from './statuses.ts'

/** What it is: `Import of 500 contacts`. */
export const jobTitle = (job: JobView): string => {
  const { kind, action, total, to, undoes, status } = job
  // What it came to, once it is over: those who were refused are none of it.
  if (status !== 'running' && kind === 'bulk_enroll') return `Enrolled ${plural(job.enrolled, 'contact')}`
  if (status !== 'running' && kind === 'suppressions') return `Closed ${plural(job.suppressed, 'address', 'addresses')}`
  const enrollments = plural(total, 'enrollment')
  switch (kind) {
    case 'bulk_enroll':
      return `Enrolling ${plural(total, 'contact')}`
    case 'backfill':
      return `Backfill of ${plural(total, 'lead')}`
    case 'suppressions':
      return `Closing ${plural(total, 'address', 'addresses')}`
    case 'action':
      return undoes ? `Undo for ${enrollments}` : actionTitle(action, enrollments, to?.name)
    default:
      return kind satisfies never
  }
}

const actionTitle = (action: JobView['action'], enrollments: string, to: string | undefined): string => {
  switch (action) {
    case 'pause':
      return `Pausing ${enrollments}`
    case 'resume':
      return `Resuming ${enrollments}`
    case 'take-over':
      return `Taking over ${enrollments}`
    case 'cancel':
      return `Ending ${enrollments}`
    case 'convert':
      return `Ending ${enrollments} as converted`
    case 'move':
      return `Moving ${enrollments}${to ? ` to “${to}”` : ''}`
    case null:
      return `Changing ${enrollments}`
    default:
      return action satisfies never
  }
}

/** How it stands: `488 enrolled · 3 refused · 9 to go`. */
export const jobCounts = ({ kind, enrolled, suppressed, changed, refused, total, done, status }: JobView): string => {
  const came = {
    bulk_enroll: [enrolled, 'enrolled'],
    backfill: [enrolled, 'enrolled'],
    suppressions: [suppressed, 'closed'],
    action: [changed, 'changed'],
  } as const
  const [count, word] = came[kind]
  return [
    `${countLabel(count)} ${word}`,
    `${countLabel(refused)} refused`,
    ...(status === 'running' ? [`${countLabel(Math.max(0, total - done))} to go`] : []),
  ].join(' · ')
}

/** What to do now. */
export const jobNext = ({ kind, status, enrolled, refused }: JobView): string => {
  if (status === 'running')
    return 'You may leave or reload this page: the job goes on, and stands among the recent ones wherever contacts are enrolled.'
  const others = refused > 0 ? ' Those who were refused say why below: correct the list and bring them again.' : ''
  if (kind !== 'bulk_enroll' && kind !== 'backfill') return refused > 0 ? 'Those that were refused say why below.' : ''
  if (enrolled === 0) return `Nobody was enrolled.${others}`
  return `Open the enrollments, newest first, to see when each gets the next message.${others}`
}

export const rowStates: Record<JobRowView['status'], { word: string; tone: Tone; mark: 'dot' | 'ring' | 'bar' }> = {
  waiting: { word: 'Waiting', tone: 'plain', mark: 'ring' },
  enrolled: { word: 'Enrolled', tone: 'good', mark: 'dot' },
  suppressed: { word: 'Closed', tone: 'good', mark: 'dot' },
  changed: { word: 'Done', tone: 'good', mark: 'dot' },
  refused: { word: 'Refused', tone: 'danger', mark: 'dot' },
}

/** What a row that went well came to, for the filter of its job. */
export const wentWell = (kind: JobView['kind']): 'enrolled' | 'suppressed' | 'changed' =>
  kind === 'suppressions' ? 'suppressed' : kind === 'action' ? 'changed' : 'enrolled'
