/** What needs a person, what is due today, and why nothing is sent when nothing is. */
import { mostCounted, type CountsView, type HomeView } from '../contract/api/home.ts'
import { answer } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { byTime, dueTouchesOf, type DueTouch } from '../domain/due-touches.ts'
import { isUnset } from '../domain/email-body.ts'
import { guardedText } from '../domain/guardrail.ts'
import { injectedName } from '../domain/injected.ts'
import type { Sequence } from '../domain/sequence.ts'
import { silenceOf } from '../domain/silence.ts'
import { stuckIn, stuckText } from '../domain/stuck.ts'
import { talliesOf, wholeSequence, type Counters } from '../domain/tallies.ts'
import { localDate, noonOf, startOfNextDay } from '../domain/windows.ts'
import { nameOf } from './enrollment-view.ts'
import { readInForce, type InForcePorts } from './in-force.ts'
import type { ApiPorts } from './ports.ts'

type CountPorts = Pick<ApiPorts, 'waiting' | 'now'>
type Ports = CountPorts & Pick<ApiPorts, 'sequences' | 'counters' | 'contacts' | 'settings' | 'adapters'> & InForcePorts

/** Sequences that are looked at, those of them whose hours are added up, and touches that are shown. */
const mostSequences = 100
const mostAdded = 50
const mostTouches = 50
/** Heads of each shard that are read for them: most have one touch a day. */
const headsEach = 30

/**
 * Every open tab asks this every 15 seconds. Eight queries of the index that read no item: 4 read units where little waits, about 40 where
 * more than 200 of each kind do. A tab that is open for eight hours costs less than a cent.
 */
export const counts =
  (ports: CountPorts): Verb<'counts'> =>
  async () =>
    answer(await countsOf(ports))

export const home =
  (ports: Ports): Verb<'home'> =>
  async () => {
    const { settings, waiting } = ports
    const at = Math.floor(ports.now() / 1000)
    const [counted, page, { stored, rules }, next] = await Promise.all([
      countsOf(ports),
      ports.sequences.list({ limit: mostSequences }),
      readInForce(ports),
      waiting.next(headsEach),
    ])
    const totals = page.items.length === 0 ? [] : await ports.counters.totals(page.items.map(({ id }) => id))
    const sentToday = await sentSince(ports, page.items, totals, midnightBefore(at, settings.timeZone))
    const silenced = new Set(page.items.filter(({ status }) => status !== 'active').map(({ id }) => id))
    const touches = next.heads
      .flatMap(dueTouchesOf)
      .filter(({ sequenceId }) => !silenced.has(sequenceId))
      .toSorted(byTime)
    const midnight = startOfNextDay(at, settings.timeZone)
    const today = touches.filter((touch) => touch.at < midnight)
    return answer({
      counts: counted,
      paused: page.items.flatMap((one) => pausedOf(one) ?? []),
      held: heldOf(page.items, totals),
      silence: silenceOf({
        at,
        timeZone: settings.timeZone,
        rules,
        controls: stored.controls,
        mailsBySes: ports.adapters.some(({ channel, adapter }) => channel === 'email' && adapter === 'ses'),
        hasPostalAddress: !isUnset(settings.postalAddress),
        sequences: page.next === null ? page.items.map((one, i) => ({ ...one, running: runningOf(totals[i] ?? {}) })) : null,
        sentToday,
        drafts: counted.drafts.count,
        tasks: counted.tasks.count,
        next: touches[0] ?? null,
      }),
      sentToday,
      today: await touchViews(ports, today.slice(0, mostTouches)),
      more: today.length > mostTouches || (next.through !== null && next.through < midnight),
    })
  }

const countsOf = async ({ waiting, now }: CountPorts): Promise<CountsView> => {
  const soon = new Date(now() + 86_400_000).toISOString()
  const [drafts, draftsDue, tasks, tasksDue, gates, replies, unknown, unread] = await Promise.all([
    waiting.count('draft', mostCounted),
    waiting.count('draft', mostCounted, soon),
    waiting.count('task', mostCounted),
    waiting.count('task', mostCounted, soon),
    waiting.count('gate', mostCounted),
    waiting.count('inbox', mostCounted),
    waiting.count('unknown', mostCounted),
    waiting.count('unread', mostCounted),
  ])
  return { drafts, draftsDue, tasks, tasksDue, gates, replies, unknown, unread }
}

const pausedOf = (sequence: Sequence): HomeView['paused'][number] | null => {
  const reason = guardedText(sequence)
  return reason !== null && sequence.guarded ? { sequenceId: sequence.id, name: sequence.name, reason, since: sequence.guarded.at } : null
}

const heldOf = (sequences: readonly Sequence[], totals: readonly Counters[]): HomeView['held'] => {
  const all = sequences.flatMap(({ id: sequenceId, name, status }, i) =>
    status === 'archived' ? [] : stuckIn(totals[i] ?? {}).map((one) => ({ ...one, sequenceId, name })),
  )
  return [...Map.groupBy(all, ({ reason }) => reason)]
    .map(([reason, where]) => ({
      reason,
      text: stuckText(reason),
      count: where.reduce((sum, { count }) => sum + count, 0),
      sequences: where.map(({ sequenceId, name, count }) => ({ sequenceId, name, count })).toSorted((a, b) => b.count - a.count),
    }))
    .toSorted((a, b) => b.count - a.count)
}

const runningOf = (counters: Counters): number => {
  const { enrolled, finished } = talliesOf(counters, wholeSequence)
  return Math.max(0, enrolled - finished)
}

const midnightBefore = (at: number, zone: string): number => startOfNextDay(noonOf(localDate(at, zone), zone) - 86_400, zone)

const hourOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 13)

/** Counted by the hours (UTC) that the counters keep, of the fifty newest sequences that ever sent anything. */
const sentSince = async (
  { waiting, now }: Pick<Ports, 'waiting' | 'now'>,
  sequences: readonly Sequence[],
  totals: readonly Counters[],
  since: number,
): Promise<number> => {
  const senders = sequences.filter((_, i) => talliesOf(totals[i] ?? {}, wholeSequence).sent > 0).slice(0, mostAdded)
  const hours = await Promise.all(senders.map(({ id }) => waiting.hours(id, hourOf(since * 1000), hourOf(now()))))
  return hours.reduce((sum, counters) => sum + (counters ? talliesOf(counters, wholeSequence).sent : 0), 0)
}

const touchViews = async ({ contacts, sequences }: Ports, touches: readonly DueTouch[]): Promise<HomeView['today']> => {
  if (touches.length === 0) return []
  const profiles = await contacts.profiles(touches.map(({ contactKey }) => contactKey))
  return Promise.all(
    touches.map(async ({ at, contactKey: _key, zones, window: _own, version: number, ...touch }, i) => {
      const version = await sequences.version(touch.sequenceId, number)
      return {
        ...touch,
        at: new Date(at * 1000).toISOString(),
        contactName: nameOf(profiles[i] ?? null) || touch.contactId,
        timeZone: zones[0],
        sequenceName: version.name,
        stepName: version.steps.find(({ id }) => id === touch.stepId)?.name ?? injectedName(touch.stepId) ?? touch.stepId,
      }
    }),
  )
}
