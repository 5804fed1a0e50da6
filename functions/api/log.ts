/** The execution log of a sequence: every attempt at every message, with what healing did about it. */
import type { LogEntry } from '../contract/api/log.ts'
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { injectedName } from '../domain/injected.ts'
import { reasonTextOf } from '../domain/message-reason-text.ts'
import { unknownText } from '../domain/reasons.ts'
import { verdictText } from '../domain/verdict-text.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { nameOf } from './enrollment-view.ts'
import type { ApiPorts } from './ports.ts'
import type { LoggedMessage } from './waiting-ports.ts'

type Ports = Pick<ApiPorts, 'log' | 'sequences' | 'settings'>

/** Messages that one request looks through for a channel or an outcome before it answers with what it found and a cursor. */
const mostLookedAt = 200
const pageSize = 100

/**
 * Open tasks and messages of unknown fate are listed as work, and join the first page whenever they began. One that was never written since
 * a release that kept no log is not in it.
 */
export const listLog =
  (ports: Ports): Verb<'listLog'> =>
  async ({ params: { id }, query }) => {
    const start = afterOf(query.cursor)
    if (start === null) return badCursor()
    if (!(await ports.sequences.get(id))) return notFound('sequence', id)
    const filter = { channel: query.channel, outcome: query.outcome }
    const [waiting, logged] = await Promise.all([
      start === undefined ? ports.log.waiting(id, filter) : { items: [], more: false },
      look(ports, id, { limit: query.limit, start, filter }),
    ])
    const items = await Promise.all([...waiting.items, ...logged.found].toSorted(newestFirst).map((one) => viewOf(ports, one)))
    return answer({ items, nextCursor: cursorOf(logged.next), more: waiting.more })
  }

type Filter = Parameters<Ports['log']['waiting']>[1]

/** Up to `limit` of the log after `start`, and what the next page goes on after. */
const look = async (
  { log }: Pick<Ports, 'log'>,
  id: string,
  { limit, start, filter }: { limit: number; start: string | undefined; filter: Filter },
): Promise<{ found: LoggedMessage[]; next: string | null }> => {
  const isFiltered = filter.channel !== undefined || filter.outcome !== undefined
  const found: LoggedMessage[] = []
  let after = start
  for (let looked = 0; looked < mostLookedAt; looked += pageSize) {
    const room = limit - found.length
    const page = await log.list(id, { limit: isFiltered ? pageSize : Math.min(pageSize, room), after, ...filter })
    const taken = page.items.slice(0, room)
    found.push(...taken)
    const next = taken.length < page.items.length ? (taken.at(-1)?.place ?? page.next) : page.next
    if (next === null || found.length === limit) return { found, next }
    after = next
  }
  return { found, next: after ?? null }
}

const newestFirst = (a: LoggedMessage, b: LoggedMessage): number =>
  a.startedAt === b.startedAt ? (a.row.id < b.row.id ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1

const viewOf = async (
  { sequences, settings }: Ports,
  { row, startedAt, head, live, finished, profile }: LoggedMessage,
): Promise<LogEntry> => {
  const version = await sequences.version(row.sequenceId, row.version)
  const context = { channel: row.channel, zone: head?.timeZone ?? settings.timeZone, consent: head?.consent ?? {} }
  return {
    messageId: row.id,
    enrollmentId: row.enrollmentId,
    contactId: row.contactId,
    contactName: nameOf(profile) || row.contactId,
    ...(profile?.timeZone ? { timeZone: profile.timeZone } : {}),
    stepId: row.stepId,
    stepName: version.steps.find(({ id }) => id === row.stepId)?.name ?? injectedName(row.stepId) ?? row.stepId,
    stepOrder: row.stepOrder,
    ...(row.variant ? { variant: row.variant } : {}),
    channel: row.channel,
    ...(row.plannedChannel ? { plannedChannel: row.plannedChannel } : {}),
    recipient: row.recipient,
    status: row.status,
    ...(row.reason ? { reason: row.reason, reasonText: reasonTextOf(row.reason, row) } : {}),
    ...(row.status === 'unknown' ? { reasonText: unknownText } : {}),
    simulated: row.simulated,
    startedAt,
    dueAt: row.dueAt,
    ...(row.sentAt ? { sentAt: row.sentAt } : {}),
    attempts: row.attempts.map(({ verdicts, ...attempt }) => ({
      ...attempt,
      failed: verdicts
        .filter(({ pass }) => !pass)
        .map((verdict) => ({
          gate: verdict.gate,
          ...(verdict.reason ? { reason: verdict.reason } : {}),
          text: verdictText(verdict, attempt, context),
        })),
    })),
    healing: ((live ?? finished)?.healing ?? [])
      .filter(({ step }) => step === row.stepId)
      .map(({ at, failure, action, reason }) => ({ at, failure, action, reason })),
  }
}
