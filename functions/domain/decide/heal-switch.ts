/** Messages onto another channel: each speaks there in its step's own words, or is handed to a person. */
import type { Channel, ConsentChannel } from '../channel.ts'
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import { channelFor } from '../healing/adapt.ts'
import type { Remedy } from '../healing/facts.ts'
import { waitingFor } from '../healing/waiting.ts'
import { stepOf } from '../injected.ts'
import { channelOf, isResolved, moveTo, withItem } from '../plan.ts'
import type { Change } from './change.ts'
import { liveOf, secondsOf, withEnrollment, withMessage, withMoved } from './change.ts'
import type { Carrying, Done } from './heal-case.ts'

/** Each message keeps its time, or its distance from now; one that waits for something else goes on waiting for it. */
export const switched = (
  change: Change,
  enrollment: LiveEnrollment,
  { from, to, what }: Extract<Remedy, { action: 'switch_channel' }>,
  of: Carrying,
  failed: PlannedMessage | undefined,
): Done => {
  const { signal, facts } = of
  const waiting = new Set(waitingFor(enrollment, signal.failure).map(({ step }) => step))
  const isMeant = (item: PlannedMessage): boolean => {
    if (!from.some((channel) => channel === channelOf(item)) || item.state === 'claimed') return false
    const isFailed = item.step === failed?.step
    if (isFailed && (what !== 'remaining' || waiting.has(item.step))) return item.state !== 'skipped' && item.state !== 'cancelled'
    return what !== 'this' && !isResolved(item)
  }
  const meant = enrollment.plan.filter(isMeant).map(({ step }) => step)
  const went: Channel[] = []
  const moved = meant.reduce((sofar, id) => {
    const live = liveOf(sofar.head, enrollment.id)
    const item = live?.plan.find(({ step }) => step === id)
    const step = stepOf(signal.version, id, enrollment.id)
    if (!live || !item || !step) return sofar
    const via = channelFor(step, to, { profile: signal.profile, rules: signal.rules, closed: facts.closed })
    went.push(via)
    return onto(sofar, live, item, via, waiting.has(id) || id === failed?.step, of.now)
  }, change)
  const live = liveOf(moved.head, enrollment.id)
  const usual = went.find((one) => one !== 'task') ?? went[0] ?? to[0]
  const overrides = what === 'this' || !usual ? {} : Object.fromEntries(from.map((channel) => [channel, usual]))
  const overridden = live ? withEnrollment(moved, { ...live, overrides: { ...live.overrides, ...overrides } }) : moved
  return { change: overridden, reason: `${of.because}: ${wentText(went)}` }
}

const onto = (change: Change, enrollment: LiveEnrollment, item: PlannedMessage, to: Channel, isFree: boolean, now: number): Change => {
  const { via: _via, ...rest } = item
  const way = to === item.channel ? {} : { via: to }
  if (item.state === 'held' && !isFree) return withMessage(change, enrollment.id, { ...rest, ...way })
  const { heldAt: _held, tries: _tries, triedAt: _triedAt, attempt: _attempt, until: _until, ...free } = rest
  const moved: PlannedMessage = { ...free, ...way, state: 'scheduled', reason: to === 'task' ? 'short_form_missing' : 'healing' }
  const due = isFree ? secondsOf(now) : item.due
  const keep = isResolved(item) ? 'order' : 'distance'
  return withMoved(change, enrollment, moveTo(withItem(enrollment.plan, moved), item.step, due, keep), now)
}

const labels: Record<ConsentChannel, string> = { email: 'email', sms: 'SMS', call: 'a call' }

const wentText = (went: readonly Channel[]): string => {
  const tasks = went.filter((channel) => channel === 'task').length
  const parts = (['sms', 'email', 'call'] as const).flatMap((channel) => {
    const count = went.filter((one) => one === channel).length
    return count > 0 ? [`${counted(count)} moved to ${labels[channel]}`] : []
  })
  const made = tasks > 0 ? [`${counted(tasks)} without a text for it became a task`] : []
  return [...parts, ...made].join(', ') || 'nothing remains to be moved'
}

const counted = (count: number): string => `${count} message${count === 1 ? '' : 's'}`
