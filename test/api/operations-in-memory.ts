/** Controls and dead letters in memory, as the API's ports take them. */
import type { DeadLetterQueue, KeptLetter, WorkQueueName } from '../../functions/contract/dead-letters.ts'
import type { SavedViewPorts } from '../../functions/api/saved-view-ports.ts'
import type { NotificationPorts } from '../../functions/api/notification-ports.ts'
import type { Notification } from '../../functions/domain/notification.ts'
import type { WebhookPorts } from '../../functions/api/webhook-ports.ts'
import type { DeliverWork } from '../../functions/contract/webhooks.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../../functions/domain/webhook.ts'
import type { ControlPorts } from '../../functions/api/settings-ports.ts'
import type { SettingsHere } from '../../functions/domain/settings-here.ts'
import type { StoredControls, TenantControls } from '../../functions/domain/signal.ts'

/** `state.controls` is what everyone reads; its revision is kept here. */
export const controlPortsOf = (state: { controls: TenantControls; here: SettingsHere }): ControlPorts => {
  let edit: Omit<StoredControls, 'controls' | 'here'> = { revision: 0 }
  const current = (): StoredControls => ({ controls: state.controls, here: state.here, ...edit })
  return {
    get: async () => current(),
    change: async ({ here = {}, ...change }, { by, at, read }) => {
      if (read !== undefined && read !== edit.revision) return { kind: 'stale', current: current() }
      state.controls = { ...state.controls, ...change }
      const set = Object.entries(here).map(([name, value]) => [name, value === null ? undefined : { value, by, at }] as const)
      state.here = Object.fromEntries(
        Object.entries({ ...state.here, ...Object.fromEntries(set) }).filter(([, value]) => value !== undefined),
      )
      edit = { revision: edit.revision + 1, changedBy: by, changedAt: at }
      return { kind: 'stored', stored: current() }
    },
  }
}

/** `state.notifications`, newest first. */
export const notificationPortsOf = (state: { notifications: Notification[] }): NotificationPorts => ({
  list: async ({ limit, after, unread }) => {
    const wanted = state.notifications.filter(({ readAt }) => !unread || readAt === undefined)
    const items = wanted.filter(({ id }) => after === undefined || id < after).slice(0, limit)
    return { items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) }
  },
  countUnread: async (most) => Math.min(most, state.notifications.filter(({ readAt }) => readAt === undefined).length),
  mark: async (id, at) => {
    const found = state.notifications.find((one) => one.id === id)
    if (!found) return null
    const { readAt, ...unread } = found
    const marked: Notification = at === null ? unread : { ...unread, readAt: readAt ?? at }
    state.notifications = state.notifications.map((one) => (one.id === id ? marked : one))
    return marked
  },
})

/** `state.webhooks` and what is delivered to them. */
export const webhookPortsOf = (state: {
  webhooks: Map<string, WebhookEndpoint>
  deliveries: WebhookDelivery[]
  delivering: DeliverWork[]
}): WebhookPorts => ({
  list: async () => [...state.webhooks.values()],
  get: async (id) => state.webhooks.get(id) ?? null,
  put: async (endpoint) => {
    if ((state.webhooks.get(endpoint.id)?.revision ?? 0) !== endpoint.revision) return null
    const stored = { ...endpoint, revision: endpoint.revision + 1 }
    state.webhooks.set(endpoint.id, stored)
    return stored
  },
  remove: async (id) => state.webhooks.delete(id),
  secretOf: (id, version) => Buffer.from(`${id} ${version}`),
  allowPrivate: false,
  deliveries: {
    list: async (endpointId, { limit, after, status }) => {
      const mine = state.deliveries.filter((one) => one.endpointId === endpointId && (status === undefined || one.status === status))
      const items = mine.filter(({ id }) => after === undefined || id < after).slice(0, limit)
      return { items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) }
    },
    add: async (delivery) => Boolean(state.deliveries.unshift(delivery)),
    again: async (_endpointId, id, nextAt) => {
      const found = state.deliveries.find((one) => one.id === id)
      if (!found) return null
      const begun: WebhookDelivery = { ...found, status: 'pending', tries: 0, nextAt }
      state.deliveries = state.deliveries.map((one) => (one.id === id ? begun : one))
      return begun
    },
  },
  queue: { send: async (work) => void state.delivering.push(...work) },
})

/** Letters by queue; `redriven` collects what went back. */
export const deadLettersOf = (state: { dead: Record<WorkQueueName, KeptLetter[]>; redriven: KeptLetter[] }) => {
  const queue = (name: WorkQueueName): DeadLetterQueue => {
    const take = (id: string): KeptLetter | null => {
      const found = state.dead[name].find((letter) => letter.id === id) ?? null
      state.dead[name] = state.dead[name].filter((letter) => letter !== found)
      return found
    }
    return {
      list: async (most) => ({ letters: state.dead[name].slice(0, most), more: state.dead[name].length > most }),
      redrive: async (id) => {
        const letter = take(id)
        if (letter) state.redriven.push(letter)
        return letter
      },
      redriveAll: async (most) => {
        const letters = state.dead[name].splice(0, most)
        state.redriven.push(...letters)
        return { letters, more: state.dead[name].length > 0 }
      },
      discard: async (id) => take(id),
    }
  }
  return {
    enroll: queue('enroll'),
    dispatch: queue('dispatch'),
    engage: queue('engage'),
    heal: queue('heal'),
    receive: queue('receive'),
    crm: queue('crm'),
    deliver: queue('deliver'),
  }
}

/** Saved views by shelf. */
export const savedViewPortsOf = (state: { shelves: Map<string | null, Awaited<ReturnType<SavedViewPorts['get']>>> }): SavedViewPorts => {
  const shelf = (owner: string | null) => state.shelves.get(owner) ?? { views: [], revision: 0 }
  return {
    get: async (owner) => structuredClone(shelf(owner)),
    put: async (owner, { views, revision }) => {
      if (shelf(owner).revision !== revision) return false
      state.shelves.set(owner, { views, revision: revision + 1 })
      return true
    },
  }
}
