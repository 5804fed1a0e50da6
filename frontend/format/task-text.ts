/** Tasks in words: what each is, and which of them are due when. */
import type { Channel } from '../../functions/domain/channel.ts'
import type { OutcomeChoice } from '../../functions/domain/task-outcomes.ts'
import { dateIn } from './when.ts'

export type TaskScope = 'open' | 'today' | 'overdue' | 'coming'

/** When the tasks of a scope are due, by the viewer's day: from or before its beginning. */
export const timesOf = (scope: TaskScope, now: string): { dueFrom?: string; dueBefore?: string } => {
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  if (scope === 'today') return { dueFrom: midnight.toISOString() }
  return scope === 'overdue' ? { dueBefore: midnight.toISOString() } : {}
}

/** Whether a task that waits belongs in a scope, by the viewer's day. What is due later than today was handed over early: it counts as today's. */
export const isInScope = (scope: Exclude<TaskScope, 'coming'>, dueAt: string, zone: string, now: string): boolean => {
  if (scope === 'open') return true
  return dateIn(dueAt, zone) < dateIn(now, zone) === (scope === 'overdue')
}

/** `unblocks step 4`, or what it passes over; null where no later step asks. */
export const consequence = ({ opens, closes }: Pick<OutcomeChoice, 'opens' | 'closes'>): string | null => {
  const said = [...(opens.length > 0 ? [`unblocks ${steps(opens)}`] : []), ...(closes.length > 0 ? [`passes over ${steps(closes)}`] : [])]
  return said.length > 0 ? said.join(', ') : null
}

const steps = (places: readonly number[]): string => `step${places.length > 1 ? 's' : ''} ${places.join(' and ')}`

export const taskVerbs: Record<Channel, string> = {
  call: 'Call them',
  linkedin: 'Send this on LinkedIn',
  task: 'Do this',
  email: 'Do this',
  sms: 'Do this',
}
