/** People who write texts themselves, say of a message that it arrived, or are away. What they write bears its edition at both ends, so that a half is seen. */
import type { Recipient, ShownMessage, Word } from '../ledger.ts'
import { tenant } from '../tenant.ts'
import type { Wording } from '../wordings.ts'
import type { ActorPorts } from './actors.ts'
import { said, withMessages } from './asking.ts'
import { caller } from './http.ts'

const dayMs = 86_400_000

export const writes = (ports: ActorPorts, event: Wording): void => {
  switch (event.kind) {
    case 'write':
      return withWaiting(ports, event, (message) => {
        const revision = message.edited?.revision ?? 0
        writesByHand(ports, message, event.edition, { revision })
        if (event.twice) writesByHand(ports, message, event.edition + 1_000, event.edition % 2 === 0 ? { revision } : {})
      })
    case 'restore':
      return withWaiting(ports, event, ({ id }) =>
        said(ports, { kind: 'restore', messageId: id, status: null }, { method: 'DELETE', path: `/api/v1/messages/${id}/text` }),
      )
    case 'rewrite':
      return rewrites(ports, event)
    case 'settle':
      return settles(ports, event)
    case 'absence': {
      const days =
        event.days === null ? null : { from: dateOf(ports.world.now()), to: dateOf(ports.world.now() + (event.days - 1) * dayMs) }
      const absences = days ? [{ owner: caller, ...days }] : []
      return said(ports, { kind: 'absence', days, status: null }, { method: 'PUT', path: '/api/v1/settings', body: { absences } })
    }
    default:
      return event satisfies never
  }
}

/** Both ends of a text bear its edition. */
export const byHand = (edition: number): { subject: string; body: string } => ({
  subject: `By hand ${edition}`,
  body: `By hand ${edition}: this was written for one person, up to hand ${edition}.`,
})

/** `en-CA` writes dates as YYYY-MM-DD. */
const dates = new Intl.DateTimeFormat('en-CA', { timeZone: tenant.timeZone })
const dateOf = (moment: number): string => dates.format(moment)

/** One that waits or is on its way; where none is, now and then one that is gone: a person may not know. */
const withWaiting = (
  ports: ActorPorts,
  event: { contact: number; sequence: number; nth: number },
  found: (message: ShownMessage) => void,
): void =>
  withMessages(ports, event, (messages) => {
    const waiting = messages.filter(({ status }) => status === 'scheduled' || status === 'held' || status === 'claimed')
    const ones = waiting.length > 0 || event.nth < 2 ? waiting : messages
    const one = ones[Math.min(event.nth, ones.length - 1)]
    if (one) found(one)
  })

const writesByHand = (ports: ActorPorts, { id, channel }: ShownMessage, edition: number, read: { revision?: number }): void => {
  const { subject, body } = byHand(edition)
  const what: Word['what'] & { kind: 'write' } = { kind: 'write', messageId: id, subject, body, to: null, status: null }
  const text = channel === 'email' ? { subject, body } : { body }
  said(ports, what, { method: 'PUT', path: `/api/v1/messages/${id}/text`, body: { ...text, ...read } }, (_word, answered) => {
    const { channel: by, recipient } = answered as Recipient
    what.to = { channel: by, recipient }
  })
}

interface ShownDraft extends Recipient {
  id: string
  hash: string
  body: string
  revision: number
}

const rewrites = (ports: ActorPorts, { edition, decided, approves }: Extract<Wording, { kind: 'rewrite' }>): void =>
  ports.http.call({ method: 'GET', path: '/api/v1/drafts', query: decided ? 'status=decided' : '', calm: true }, (answer) => {
    const { items = [] } = (answer?.body ?? {}) as { items?: ShownDraft[] }
    for (const { id, hash, channel, recipient, body, revision } of items) {
      const path = `/api/v1/drafts/${id}`
      if (approves)
        said(
          ports,
          { kind: 'approve', messageId: id, channel, recipient, body, status: null },
          { method: 'POST', path: `${path}/approve`, body: { hash } },
        )
      const text = byHand(edition)
      said(
        ports,
        { kind: 'rewrite', messageId: id, ...text, status: null },
        { method: 'PUT', path, body: { ...(channel === 'email' ? text : { body: text.body }), revision } },
      )
    }
  })

/** Whoever has looked into the provider's log, and whoever has not. */
const settles = (ports: ActorPorts, { resends }: Extract<Wording, { kind: 'settle' }>): void =>
  ports.http.call({ method: 'GET', path: '/api/v1/messages', query: 'status=unknown', calm: true }, (answer) => {
    const { items = [] } = (answer?.body ?? {}) as { items?: ShownMessage[] }
    for (const { id, sequenceId } of items) {
      said(
        ports,
        { kind: 'settle', messageId: id, status: null },
        { method: 'POST', path: `/api/v1/messages/${id}/settle`, body: { arrived: true } },
      )
      if (resends)
        said(
          ports,
          { kind: 'resend', messageId: id, status: null },
          { method: 'POST', path: `/api/v1/sequences/${sequenceId}/messages/${id}/resend` },
        )
    }
  })
