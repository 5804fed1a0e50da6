/** What operators do, through the API: each word is in the ledger from the first try on, and known once it was answered. */
import type { Word } from '../ledger.ts'
import type { ContactPlan, ScriptEvent, StepPlan } from '../script.ts'
import type { ActorPorts } from './actors.ts'
import { said, withEnrollment, withMessage } from './asking.ts'
import { writes } from './writers.ts'

type Of<K extends ScriptEvent['kind']> = Extract<ScriptEvent, { kind: K }>
type Operation = Exclude<ScriptEvent, { kind: 'stage' | 'reply' | 'away' | 'stop' | 'start' | 'one_click' | 'poison' }>

const hour = 3_600_000
const carriedOutByPeople = ['call', 'linkedin', 'task']

export const operate = (ports: ActorPorts, event: Operation): void => {
  const { script } = ports
  switch (event.kind) {
    case 'act':
      return withEnrollment(ports, event, (enrollment) => {
        const { action, forHours } = event
        const until = forHours === undefined ? null : ports.world.now() + forHours * hour
        const what = { kind: 'act' as const, action, enrollmentId: enrollment.id, until, status: null }
        said(
          ports,
          what,
          {
            method: 'PUT',
            path: `/api/v1/sequences/${enrollment.sequenceId}/enrollments/${enrollment.id}`,
            body: { action, ...(until === null ? {} : { until: new Date(until).toISOString() }) },
          },
          (word) => {
            const contact = script.contacts.find(({ id }) => id === enrollment.contactId)
            if (event.action === 'unsubscribe' && contact) unsubscribed(ports, contact, word)
          },
        )
      })
    case 'resend':
      return withMessage(ports, event, ['failed', 'skipped', 'unknown'], null, (message) =>
        said(
          ports,
          { kind: 'resend', messageId: message.id, status: null },
          { method: 'POST', path: `/api/v1/sequences/${message.sequenceId}/messages/${message.id}/resend` },
        ),
      )
    case 'outcome':
      return withMessage(ports, event, ['sent'], carriedOutByPeople, (message) =>
        said(
          ports,
          { kind: 'outcome', messageId: message.id, status: null },
          { method: 'POST', path: `/api/v1/messages/${message.id}/outcome`, body: { outcome: 'spoke' } },
        ),
      )
    case 'turn': {
      const id = ports.sequenceIds[event.sequence] ?? ''
      const path = `/api/v1/sequences/${id}`
      const call =
        event.to === 'archived' ? { method: 'DELETE' as const, path } : { method: 'PUT' as const, path, body: { status: event.to } }
      return said(ports, { kind: 'turn', sequenceId: id, to: event.to, status: null }, call)
    }
    case 'enroll': {
      const id = ports.sequenceIds[event.sequence] ?? ''
      const contactIds = event.contacts.flatMap((contact) => script.contacts[contact]?.id ?? [])
      const body = { contactIds, ...(event.onConflict ? { onConflict: event.onConflict } : {}) }
      return said(
        ports,
        { kind: 'enroll', sequenceId: id, contactIds, status: null },
        { method: 'POST', path: `/api/v1/sequences/${id}/enroll`, body },
      )
    }
    case 'switch': {
      const { sending } = event
      return said(ports, { kind: 'switch', sending, status: null }, { method: 'PUT', path: '/api/v1/settings', body: { sending } })
    }
    case 'allow':
      return said(
        ports,
        { kind: 'allow', list: event.list, status: null },
        { method: 'PUT', path: '/api/v1/settings', body: { allowList: event.list } },
      )
    case 'set_rules': {
      const { email, limit } = event
      const body = { windows: { email }, dailyTouchLimit: limit }
      return said(ports, { kind: 'set_rules', email, limit, status: null }, { method: 'PUT', path: '/api/v1/settings', body })
    }
    case 'hand_off':
      return decidesGates(ports, event)
    case 'republish':
      return republishes(ports, event)
    case 'erase': {
      const contactId = script.contacts[event.contact]?.id ?? ''
      return said(ports, { kind: 'erase', contactId, status: null }, { method: 'DELETE', path: `/api/v1/contacts/${contactId}` })
    }
    case 'outage':
      ports.cloud.pause(event.hours * hour)
      return
    case 'approve':
      return decidesDrafts(ports, event)
    case 'write':
    case 'restore':
    case 'rewrite':
    case 'settle':
    case 'absence':
      return writes(ports, event)
    case 'sweep':
      return ports.http.call(
        { method: 'POST', path: `/api/v1/sequences/${event.only === 'leads' ? 'trigger-check' : 'message-dispatch'}` },
        () => undefined,
      )
    default:
      return event satisfies never
  }
}

const unsubscribed = ({ words }: ActorPorts, contact: ContactPlan, { said: at, known }: Word): void => {
  if (contact.email)
    words.push({
      said: at,
      known,
      what: { kind: 'opt_out', address: contact.email, channels: ['email'], whole: true, contactId: contact.id },
    })
  if (contact.phone)
    words.push({
      said: at,
      known,
      what: { kind: 'opt_out', address: contact.phone, channels: ['sms', 'call'], whole: true, contactId: contact.id },
    })
}

interface Draft {
  id: string
  hash: string
  channel: string
  recipient: string | null
  body: string
}

/** Every draft that waits, as it is shown. */
const decidesDrafts = (ports: ActorPorts, { dismisses }: Of<'approve'>): void =>
  ports.http.call({ method: 'GET', path: '/api/v1/drafts', calm: true }, (answer) => {
    const { items = [] } = (answer?.body ?? {}) as { items?: Draft[] }
    for (const { id, hash, channel, recipient, body } of items) {
      const path = `/api/v1/drafts/${id}`
      if (dismisses) said(ports, { kind: 'dismiss', messageId: id, status: null }, { method: 'POST', path: `${path}/dismiss`, body: {} })
      else
        said(
          ports,
          { kind: 'approve', messageId: id, channel, recipient, body, status: null },
          { method: 'POST', path: `${path}/approve`, body: { hash } },
        )
    }
  })

interface ShownGate {
  id: string
}

/** Every hand-off that waits. */
const decidesGates = (ports: ActorPorts, { closes, sequence }: Of<'hand_off'>): void =>
  ports.http.call({ method: 'GET', path: '/api/v1/gates', calm: true }, (answer) => {
    const { items = [] } = (answer?.body ?? {}) as { items?: ShownGate[] }
    for (const { id } of items) {
      const path = `/api/v1/gates/${id}`
      const sequenceId = ports.sequenceIds[sequence] ?? ''
      if (closes) said(ports, { kind: 'close_gate', gate: id, status: null }, { method: 'POST', path: `${path}/close`, body: {} })
      else
        said(
          ports,
          { kind: 'pass_gate', gate: id, sequenceId, status: null },
          { method: 'POST', path: `${path}/pass`, body: { sequences: [sequenceId] } },
        )
    }
  })

/** Another wording of every step, and one step more or less; who runs stays on the old version or is moved. */
const republishes = (ports: ActorPorts, { sequence, running, edition, drops }: Of<'republish'>): void => {
  const sequenceId = ports.sequenceIds[sequence] ?? ''
  const path = `/api/v1/sequences/${sequenceId}`
  ports.http.call({ method: 'GET', path, calm: true }, (answer) => {
    const { steps = [] } = (answer?.body ?? {}) as { steps?: (StepPlan & { id: string; order: number })[] }
    const kept = drops && steps.length > 1 ? steps.slice(0, -1) : steps
    const worded = kept.map(({ order: _order, ...step }) => ({ ...step, body: wordingOf(edition), smsText: wordingOf(edition) }))
    const more = drops ? [] : [{ name: 'One more', channel: 'task', delayMinutes: 4_000, body: wordingOf(edition) }]
    ports.http.insist({ method: 'PUT', path, body: { steps: [...worded, ...more] } }, (edited) => {
      if (edited?.status !== 200) return
      said(
        ports,
        { kind: 'republish', sequenceId, running, edition: wordingOf(edition), steps: worded.map(({ id }) => id), status: null },
        { method: 'POST', path: `${path}/publish`, body: { running } },
      )
    })
  })
}

const wordingOf = (edition: number): string => `Edition ${edition}.`
