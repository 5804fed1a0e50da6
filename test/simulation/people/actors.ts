/** Who acts in a history: the CRM and the contacts; the operators act next door. Each word that they say is written into the ledger with when it was taken in. */
import type { Cloud, QueueName } from '../aws/cloud.ts'
import type { Word } from '../ledger.ts'
import type { Script, ScriptEvent } from '../script.ts'
import type { World } from '../world.ts'
import type { createHttp } from './http.ts'
import { said } from './asking.ts'
import { operate } from './operators.ts'
import type { Request } from './provider.ts'
import { textsIn, type TextPorts } from './texts.ts'

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
  texts: TextPorts
}

type Of<K extends ScriptEvent['kind']> = Extract<ScriptEvent, { kind: K }>

export const act = (ports: ActorPorts, event: ScriptEvent, index: number): void => {
  const { world, cloud } = ports
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
    case 'poison':
      return cloud.queues[event.queue].send(`{"kind":"poison","n":${index}}`)
    case 'act':
    case 'resend':
    case 'outcome':
    case 'turn':
    case 'enroll':
    case 'switch':
    case 'allow':
    case 'hand_off':
    case 'republish':
    case 'erase':
    case 'outage':
    case 'approve':
    case 'write':
    case 'restore':
    case 'rewrite':
    case 'settle':
    case 'absence':
    case 'set_rules':
    case 'sweep':
      return operate(ports, event)
    default:
      return event satisfies never
  }
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
      ...(zone ? { timeZone: zone } : {}),
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
  if (channel === 'sms' && script.texting === 'twilio') {
    const word = wordOf(event.kind, from, null, world.now())
    return textsIn(ports.texts, from, texts[event.kind], `in-${index}`, word ? [word] : [])
  }
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
