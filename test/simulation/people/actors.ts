/** Who acts in a history: the CRM, the contacts and the operators. Each word that they say is written into the ledger with when it was taken in. */
import type { Cloud, QueueName } from '../aws/cloud.ts'
import type { ShownEnrollment, ShownMessage, Word } from '../ledger.ts'
import type { ContactPlan, Script, ScriptEvent } from '../script.ts'
import type { World } from '../world.ts'
import type { Answer, createHttp } from './http.ts'
import type { Request } from './provider.ts'

export interface ActorPorts {
  world: World
  cloud: Cloud
  http: ReturnType<typeof createHttp>
  script: Script
  sequenceIds: string[]
  requests: Request[]
  words: Word[]
  /** Remembers that this word is known once the queue's record with this body was worked off. */
  await(queue: QueueName, body: string, word: Word): void
}

type Of<K extends ScriptEvent['kind']> = Extract<ScriptEvent, { kind: K }>

export const act = (ports: ActorPorts, event: ScriptEvent, index: number): void => {
  const { world, cloud, script } = ports
  world.note(() => `· ${JSON.stringify(event)}`)
  switch (event.kind) {
    case 'stage':
      return stageChanges(ports, event, index)
    case 'reply':
    case 'away':
    case 'stop':
    case 'start':
      return writes(ports, event, index)
    case 'one_click':
      return leaves(ports, event)
    case 'act':
      return withEnrollment(ports, event, (enrollment) => {
        const what = { kind: 'act' as const, action: event.action, enrollmentId: enrollment.id, status: null }
        said(
          ports,
          what,
          {
            method: 'PUT',
            path: `/api/v1/sequences/${enrollment.sequenceId}/enrollments/${enrollment.id}`,
            body: { action: event.action },
          },
          (word) => {
            const contact = script.contacts.find(({ id }) => id === enrollment.contactId)
            if (event.action === 'unsubscribe' && contact) unsubscribed(ports, contact, word)
          },
        )
      })
    case 'resend':
      return withMessage(ports, event, ['failed', 'skipped', 'unknown'], (message) =>
        said(
          ports,
          { kind: 'resend', messageId: message.id, status: null },
          { method: 'POST', path: `/api/v1/sequences/${message.sequenceId}/messages/${message.id}/resend` },
        ),
      )
    case 'outcome':
      return withMessage(ports, event, ['sent'], (message) =>
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
    case 'approve':
      return decidesDrafts(ports, event)
    case 'sweep':
      return ports.http.call(
        { method: 'POST', path: `/api/v1/sequences/${event.only === 'leads' ? 'trigger-check' : 'message-dispatch'}` },
        () => undefined,
      )
    case 'poison':
      return cloud.queues[event.queue].send(`{"kind":"poison","n":${index}}`)
    default:
      return event satisfies never
  }
}

/** Something said through the API, until it is answered; the word is in the ledger from the first try on. */
const said = (
  ports: ActorPorts,
  what: Word['what'],
  call: Parameters<ActorPorts['http']['insist']>[0],
  then: (word: Word) => void = () => undefined,
): void => {
  const word: Word = { said: ports.world.now(), known: null, what }
  ports.words.push(word)
  ports.http.insist(call, (answer: Answer) => {
    if ('status' in what) what.status = answer?.status ?? null
    if (!answer || answer.status >= 300) return
    word.known = ports.world.now()
    then(word)
  })
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

const stageChanges = (ports: ActorPorts, event: Of<'stage'>, index: number): void => {
  const { world, cloud, script } = ports
  const leadId = script.leads[event.lead] ?? ''
  const contacts = script.contacts
    .filter(({ lead }) => lead === event.lead)
    .map(({ id, email, phone, zone, consent, firstName }) => ({
      id,
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
      timeZone: zone,
      consent: { ...consent, ...event.consent },
      ...(firstName ? { firstName } : {}),
      lastName: 'Reyes',
    }))
  const occurredAt = script.start + event.occurredAt
  const body = JSON.stringify({
    version: '0',
    id: `crm-${index}`,
    source: 'crm',
    'detail-type': 'Pipeline Stage Changed',
    time: new Date(world.now()).toISOString(),
    detail: { leadId, stage: event.stage, occurredAt: new Date(occurredAt).toISOString(), contacts },
  })
  const what = {
    kind: 'stage' as const,
    leadId,
    stage: event.stage,
    occurredAt,
    consent: contacts.map(({ id, consent }) => ({ id, ...consent })),
  }
  const word: Word = { said: world.now(), known: null, what }
  ports.words.push(word)
  ports.await('enroll', body, word)
  const random = world.randomFor(`copies of crm-${index}`)
  for (let copy = 0; copy < event.copies; copy++)
    world.after(copy === 0 ? 0 : random.next() * random.pick([100, 5_000, 3_600_000]), () => cloud.queues.enroll.send(body))
}

const texts = { reply: 'Tell me more, please.', stop: 'STOP', start: 'START', away: 'I am out of the office until Monday.' }

const writes = (ports: ActorPorts, event: Of<'reply' | 'away' | 'stop' | 'start'>, index: number): void => {
  const { world, cloud, script, requests, words } = ports
  const contact = script.contacts[event.contact]
  const channel = event.kind === 'reply' ? event.channel : event.kind === 'away' ? 'email' : 'sms'
  const from = channel === 'email' ? contact?.email : contact?.phone
  if (!contact || !from) return
  const answered = requests.findLast((request) => request.taken && request.channel === channel && request.to === from)
  const named = event.kind === 'reply' && event.named && channel === 'email' ? answered : undefined
  const body = JSON.stringify({
    kind: 'inbound',
    channel,
    from,
    to: 'outreach@acme.example.com',
    text: texts[event.kind],
    ...(event.kind === 'away' ? { headers: { 'auto-submitted': 'auto-replied' }, subject: 'Automatic reply' } : {}),
    ...(named ? { inReplyTo: [`<${named.providerId}@email.amazonses.com>`] } : {}),
    providerId: `in-${index}`,
    at: new Date(world.now()).toISOString(),
  })
  const word = wordOf(event.kind, from, named?.enrollmentId ?? null, world.now())
  if (word) {
    words.push(word)
    ports.await('engage', body, word)
  }
  cloud.queues.engage.send(body)
}

const wordOf = (kind: 'reply' | 'away' | 'stop' | 'start', address: string, named: string | null, said: number): Word | null => {
  switch (kind) {
    case 'reply':
      return { said, known: null, what: { kind: 'reply', address, named } }
    case 'stop':
      return { said, known: null, what: { kind: 'opt_out', address, channels: ['sms'], whole: true } }
    case 'start':
      return { said, known: null, what: { kind: 'opt_in', address, channels: ['sms'] } }
    case 'away':
      return null
    default:
      return kind satisfies never
  }
}

/** The link in the last mail that reached the contact's mailbox. */
const leaves = (ports: ActorPorts, { contact: index }: Of<'one_click'>): void => {
  const address = ports.script.contacts[index]?.email
  const mail = ports.requests.findLast((request) => request.taken && request.to === address)
  if (!address || !mail?.unsubscribeUrl) return
  const path = new URL(mail.unsubscribeUrl).pathname
  said(ports, { kind: 'opt_out', address, channels: ['email'], whole: false }, { method: 'POST', path })
}

interface Draft {
  id: string
  hash: string
}

/** Every draft that waits, as it is shown. */
const decidesDrafts = (ports: ActorPorts, { dismisses }: Of<'approve'>): void =>
  ports.http.call({ method: 'GET', path: '/api/v1/drafts', calm: true }, (answer) => {
    const { items = [] } = (answer?.body ?? {}) as { items?: Draft[] }
    for (const { id, hash } of items) {
      const path = `/api/v1/drafts/${id}`
      if (dismisses) said(ports, { kind: 'dismiss', messageId: id, status: null }, { method: 'POST', path: `${path}/dismiss`, body: {} })
      else said(ports, { kind: 'approve', messageId: id, status: null }, { method: 'POST', path: `${path}/approve`, body: { hash } })
    }
  })

const withEnrollment = (
  ports: ActorPorts,
  { contact, sequence }: { contact: number; sequence: number },
  found: (enrollment: ShownEnrollment) => void,
): void => {
  const id = ports.sequenceIds[sequence] ?? ''
  const contactId = ports.script.contacts[contact]?.id
  ports.http.call({ method: 'GET', path: `/api/v1/sequences/${id}/enrollments`, calm: true }, (answer) => {
    const { items = [] } = (answer?.body ?? {}) as { items?: ShownEnrollment[] }
    const mine = items.filter((enrollment) => enrollment.contactId === contactId)
    const enrollment = mine.find(({ status }) => status !== 'finished') ?? mine[0]
    if (enrollment) found(enrollment)
  })
}

const withMessage = (
  ports: ActorPorts,
  event: { contact: number; sequence: number },
  statuses: string[],
  found: (message: ShownMessage) => void,
): void =>
  withEnrollment(ports, event, ({ id, sequenceId }) => {
    ports.http.call(
      { method: 'GET', path: `/api/v1/sequences/${sequenceId}/messages`, query: `enrollmentId=${id}`, calm: true },
      (answer) => {
        const { items = [] } = (answer?.body ?? {}) as { items?: ShownMessage[] }
        const message = items.find(({ status }) => statuses.includes(status))
        if (message) found(message)
      },
    )
  })
