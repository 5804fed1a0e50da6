/** The inbox, the log and what waits, in memory, as the API's ports take them. */
import type { InboxEntry, InboxPorts, LogPorts, LoggedMessage, WaitingPorts } from '../../functions/api/waiting-ports.ts'
import type { ContactHead, ContactProfile, Draft, FinishedEnrollment, Gate } from '../../functions/domain/contact.ts'
import { belongsInInbox } from '../../functions/domain/inbox.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import type { Notification } from '../../functions/domain/notification.ts'
import type { Counters } from '../../functions/domain/tallies.ts'
import { nextWake } from '../../functions/domain/wake.ts'

interface State {
  heads: Map<string, ContactHead>
  profiles: Map<string, ContactProfile>
  finished: Map<string, FinishedEnrollment>
  rows: Map<string, MessageRow>
  drafts: Map<string, Draft>
  gates: Map<string, Gate>
  notifications: Notification[]
  timeline: Interaction[]
  hours: Map<string, Counters>
}

const enrolled = (state: State, contactKey: string, enrollmentId: string | undefined) => {
  const head = state.heads.get(contactKey) ?? null
  const live = head?.enrollments.find(({ id }) => id === enrollmentId) ?? null
  const over = enrollmentId === undefined ? undefined : state.finished.get(enrollmentId)
  return { head, live, finished: live ? null : (over ?? null), profile: state.profiles.get(contactKey) ?? null }
}

const pageOf = <T>(all: T[], limit: number, after: string | undefined, idOf: (one: T) => string) => {
  const from = after === undefined ? 0 : all.findIndex((one) => idOf(one) === after) + 1
  const items = all.slice(from, from + limit)
  const last = items.at(-1)
  return { items, next: last && from + limit < all.length ? idOf(last) : null }
}

/** `state.timeline` holds every interaction. */
export const inboxPortsOf = (state: State): InboxPorts => {
  const entryOf = (interaction: Interaction): InboxEntry => ({
    interaction,
    ...enrolled(state, interaction.contactKey, interaction.enrollmentId),
  })
  return {
    list: async ({ state: wanted, limit, after }) => {
      const all = state.timeline
        .filter((one) => belongsInInbox(one) && (one.handledAt === undefined) === (wanted === 'open'))
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
      const page = pageOf(all, limit, after, ({ id }) => id)
      return { items: page.items.map(entryOf), next: page.next }
    },
    mark: async ({ contactKey, id }, { handled, intent }) => {
      const found = state.timeline.find((one) => one.id === id && one.contactKey === contactKey && belongsInInbox(one))
      if (!found) return null
      const { handledBy, handledAt, ...open } = found
      const marked: Interaction = {
        ...open,
        ...(handled ? { handledBy: handledBy ?? handled.by, handledAt: handledAt ?? handled.at } : {}),
        ...(intent === undefined ? {} : { intent }),
      }
      state.timeline = state.timeline.map((one) => (one === found ? marked : one))
      return entryOf(marked)
    },
  }
}

const isWanted =
  ({ channel, outcome }: Parameters<LogPorts['waiting']>[1]) =>
  ({ row }: LoggedMessage): boolean =>
    (channel === undefined || row.channel === channel) && (outcome === undefined || row.attempts.some((one) => one.outcome === outcome))

const isWork = ({ task, status }: MessageRow): boolean => task?.state === 'open' || status === 'unknown'

export const logPortsOf = (state: State): LogPorts => {
  const loggedOf = (row: MessageRow): LoggedMessage => ({
    row,
    startedAt: row.attempts[0]?.startedAt ?? row.dueAt,
    place: row.id,
    ...enrolled(state, row.contactKey, row.enrollmentId),
  })
  const of = (sequenceId: string, work: boolean) =>
    [...state.rows.values()]
      .filter((row) => row.sequenceId === sequenceId && row.attempts.length > 0 && isWork(row) === work)
      .map(loggedOf)
      .toSorted((a, b) => (`${a.startedAt}#${a.row.id}` < `${b.startedAt}#${b.row.id}` ? 1 : -1))
  return {
    list: async (sequenceId, { limit, after, ...filter }) => {
      const page = pageOf(of(sequenceId, false), limit, after, ({ row }) => row.id)
      return { items: page.items.filter(isWanted(filter)), next: page.next }
    },
    waiting: async (sequenceId, filter) => ({ items: of(sequenceId, true).filter(isWanted(filter)), more: false }),
  }
}

export const waitingPortsOf = (state: State): WaitingPorts => ({
  count: async (kind, most, before) => {
    const rows = [...state.rows.values()]
    const places = {
      draft: [...state.drafts.values()].filter(({ status }) => status === 'pending').map(({ dueAt }) => dueAt),
      task: rows.filter(({ task }) => task?.state === 'open').map(({ dueAt }) => dueAt),
      unknown: rows.filter(({ status }) => status === 'unknown').map(({ dueAt }) => dueAt),
      gate: [...state.gates.values()].filter((gate) => gate.state === 'open').map(({ openedAt }) => openedAt),
      inbox: state.timeline.filter((one) => belongsInInbox(one) && one.handledAt === undefined).map(({ at }) => at),
      unread: state.notifications.filter(({ readAt }) => readAt === undefined).map(({ at }) => at),
    }[kind].filter((place) => before === undefined || place < before)
    return { count: Math.min(places.length, most), more: places.length > most }
  },
  next: async (limit) => {
    const waking = [...state.heads.values()].flatMap((head) => {
      const wake = nextWake(head)
      return wake === null ? [] : [{ head, wake }]
    })
    const all = waking.toSorted((a, b) => a.wake - b.wake)
    const through = all.length > limit ? (all[limit - 1]?.wake ?? null) : null
    return { heads: all.slice(0, limit).map(({ head }) => head), through }
  },
  hours: async (sequenceId) => state.hours.get(sequenceId) ?? null,
})
