/** One standard queue: at least once, hidden while somebody works on it, to its dead-letter queue after too many receives. By the dial. */
import { randomUUID } from 'node:crypto'
import type { LocalClock, LocalStore } from '../service.ts'
import type { Timers } from '../time/timers.ts'
import type { Queue, QueueMessage, QueueSettings, Received } from './message.ts'

export interface QueueParts {
  store: LocalStore
  clock: LocalClock
  timers: Timers
  deadLetters: (arn: string) => Queue | undefined
  changed: () => void
}

export const createQueue = (settings: QueueSettings, { store, clock, timers, deadLetters, changed }: QueueParts): Queue => {
  const bucket = `sqs.${settings.name}`
  const visible = new Map<string, QueueMessage>()
  const hidden = new Map<string, { message: QueueMessage; cancel: () => void }>()
  const listeners: (() => void)[] = []
  let order = 0

  const show = (message: QueueMessage): void => {
    visible.set(message.id, message)
    for (const listener of listeners) listener()
  }
  const hide = (message: QueueMessage): void => {
    const cancel = timers.once(message.visibleAt, () => {
      hidden.delete(message.id)
      show(message)
    })
    hidden.set(message.id, { message, cancel })
  }
  const place = (message: QueueMessage): void => (message.visibleAt <= clock.now() ? show(message) : hide(message))
  const keep = (message: QueueMessage): void => store.put(bucket, message.id, message)
  const forget = (id: string): void => {
    hidden.get(id)?.cancel()
    hidden.delete(id)
    visible.delete(id)
    store.remove(bucket, id)
    changed()
  }
  const expired = (message: QueueMessage): boolean => clock.now() - message.sentAt > settings.retentionSeconds * 1000
  const giveUp = (message: QueueMessage): boolean => {
    const { redrive } = settings
    const target = redrive && message.receives >= redrive.maxReceiveCount ? deadLetters(redrive.deadLetterTargetArn) : undefined
    if (!target) return false
    store.transaction(() => {
      target.adopt(message, settings.arn)
      forget(message.id)
    })
    return true
  }
  const inFlight = (receiptHandle: string) => {
    const [id = '', receives] = Buffer.from(receiptHandle, 'base64url').toString().split('#')
    const entry = hidden.get(id) ?? (visible.has(id) ? { message: visible.get(id)! } : undefined)
    return entry && String(entry.message.receives) === receives ? entry.message : undefined
  }

  for (const { value } of store.list<QueueMessage>(bucket).toSorted((a, b) => a.value.order - b.value.order)) {
    order = Math.max(order, value.order + 1)
    place(value)
  }

  return {
    settings,
    send: (body, { delaySeconds = settings.delaySeconds, attributes, senderId = 'local' } = {}) => {
      const now = clock.now()
      const message: QueueMessage = {
        id: randomUUID(),
        body,
        order: order++,
        sentAt: now,
        visibleAt: now + delaySeconds * 1000,
        receives: 0,
        senderId,
        ...(attributes && { attributes }),
      }
      keep(message)
      place(message)
      return message
    },
    receive: (most, visibilitySeconds = settings.visibilitySeconds) =>
      store.transaction(() => {
        const received: Received[] = []
        const now = clock.now()
        for (const message of visible.values()) {
          if (received.length >= most) break
          if (expired(message)) forget(message.id)
          else if (!giveUp(message)) {
            visible.delete(message.id)
            message.receives++
            message.firstReceivedAt ??= now
            message.visibleAt = now + visibilitySeconds * 1000
            keep(message)
            if (visibilitySeconds > 0) hide(message)
            else visible.set(message.id, message)
            received.push({ message, receiptHandle: Buffer.from(`${message.id}#${message.receives}`).toString('base64url') })
          }
          // With no time to hide, the same message would come round again.
          if (visibilitySeconds === 0 && received.length >= visible.size) break
        }
        return received
      }),
    remove: (receiptHandle) => {
      const message = inFlight(receiptHandle)
      if (message) forget(message.id)
    },
    changeVisibility: (receiptHandle, seconds) => {
      const message = inFlight(receiptHandle)
      if (!message || !hidden.has(message.id)) return false
      hidden.get(message.id)?.cancel()
      hidden.delete(message.id)
      message.visibleAt = clock.now() + seconds * 1000
      keep(message)
      place(message)
      return true
    },
    adopt: (message, cameFrom) => {
      const { firstReceivedAt: _first, cameFrom: _from, ...rest } = message
      const taken = { ...rest, order: order++, visibleAt: clock.now(), receives: 0, ...(cameFrom !== undefined && { cameFrom }) }
      keep(taken)
      show(taken)
    },
    takeAll: () => {
      const all = [...visible.values()]
      for (const { id } of all) forget(id)
      return all
    },
    purge: () => {
      for (const id of [...visible.keys(), ...hidden.keys()]) forget(id)
    },
    counts: () => {
      for (const message of visible.values()) if (expired(message)) forget(message.id)
      const waiting = [...hidden.values()].map(({ message }) => message)
      const delayed = waiting.filter(({ receives }) => receives === 0).length
      const oldest = [...visible.values()].reduce<number | undefined>((least, { sentAt }) => Math.min(least ?? sentAt, sentAt), undefined)
      return { visible: visible.size, hidden: waiting.length - delayed, delayed, ...(oldest !== undefined && { oldest }) }
    },
    waiting: () => visible.size,
    onVisible: (listener) => {
      listeners.push(listener)
      if (visible.size > 0) listener()
    },
    get consumed() {
      return listeners.length > 0
    },
  }
}
