/** What waits for a person, each kind in a sentence with the way to it. */
import type { RouteLocationRaw } from 'vue-router'
import type { HomeView } from '../../functions/contract/api/home.ts'
import type { StuckReason } from '../../functions/domain/stuck.ts'
import { countedLabel, countLabel, plural } from './figures.ts'
import { heldHeadings } from './held.ts'

export interface Need {
  id: string
  count: number
  /** `3 replies nobody has answered`. */
  text: string
  /** `2 of them due within a day`; null where none is. */
  urgent: string | null
  /** What to do, where the kind does not say it already. */
  more?: string
  verb: string
  to: RouteLocationRaw
}

type Counted = HomeView['counts']['drafts']

/** People who stand still for what is in a queue already: its draft, its task, its reply. */
const queued: readonly StuckReason[] = ['approval_pending', 'waiting_for_outcome', 'review']

/** How many things wait, each counted once. */
export const waitingIn = ({ counts, held }: HomeView): number =>
  [...waitingOf(counts), ...held.filter(({ reason }) => !queued.includes(reason))].reduce((sum, { count }) => sum + count, 0)

/** Kinds of which something waits, the weightiest first; then people who stand still until somebody does something. */
export const needsOf = ({ counts, held }: HomeView): Need[] => [...waitingOf(counts), ...held.map(heldNeed)]

const heldNeed = ({ reason, text, count, sequences }: HomeView['held'][number]): Need => ({
  id: `held-${reason}`,
  count,
  text: `${countLabel(count)} ${heldHeadings[reason][count === 1 ? 0 : 1]}`,
  urgent: null,
  more: `${text} ${placesOf(sequences)}`,
  verb: 'Look',
  to:
    sequences.length === 1 && sequences[0]
      ? { name: 'enrollments', params: { id: sequences[0].sequenceId }, query: { held: reason } }
      : { name: 'all-enrollments', query: { held: reason } },
})

/** `In “Welcome” (5), “Invite” (2) and 3 more sequences.` */
const placesOf = (sequences: HomeView['held'][number]['sequences']): string => {
  const named = sequences.slice(0, 3).map(({ name, count }) => (sequences.length === 1 ? `“${name}”` : `“${name}” (${countLabel(count)})`))
  const others = sequences.length - named.length
  return `In ${[...named, ...(others > 0 ? [plural(others, 'more sequence')] : [])].join(', ').replace(/, ([^,]*)$/, ' and $1')}.`
}

const waitingOf = (counts: HomeView['counts']): Need[] =>
  [
    need('replies', counts.replies, ['reply', 'replies'], 'nobody has handled', 'Read', { name: 'inbox' }),
    need('drafts', counts.drafts, ['text', 'texts'], 'to approve before leaving', 'Approve', { name: 'approvals' }, counts.draftsDue),
    need('tasks', counts.tasks, ['call or task', 'calls and tasks'], 'to do', 'Start', { name: 'tasks' }, counts.tasksDue),
    need('gates', counts.gates, ['hand-off', 'hand-offs'], 'at which you pick what follows', 'Decide', {
      name: 'approvals',
      query: { show: 'hand-offs' },
    }),
    need('unknown', counts.unknown, ['message', 'messages'], 'of which nobody knows whether it left', 'Resolve', {
      name: 'operations',
      params: { section: 'unknown' },
    }),
  ].filter(({ count }) => count > 0)

const need = (
  id: string,
  counted: Counted,
  [one, many]: readonly [string, string],
  rest: string,
  verb: string,
  to: RouteLocationRaw,
  due?: Counted,
): Need => ({
  id,
  count: counted.count,
  text: `${countedLabel(counted)} ${counted.count === 1 && !counted.more ? one : many} ${rest}`,
  urgent: due && due.count > 0 ? `${countedLabel(due)} due within a day` : null,
  verb,
  to,
})
