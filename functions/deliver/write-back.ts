/** Touches and answers written back to the CRM: one more destination of the same deliveries, under the id `crm`. */
import * as z from 'zod'
import { ownEvents } from '../contract/own-events.ts'
import { crmDestination } from '../contract/write-back.ts'
import {
  answerActivity,
  callActivity,
  endActivity,
  isWrittenBack,
  leavingActivity,
  sentActivity,
  writtenBackEvents,
  type Activity,
  type ActivityOf,
} from '../domain/activity.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { DeliveryAttempt, WebhookDelivery, WebhookEndpoint } from '../domain/webhook.ts'
import type { OwnEvent } from './deliver.ts'
import type { DeliverPorts, WriteBackPorts, WrittenActivity } from './ports.ts'
import type { Judged } from './settle.ts'

/** Seconds: as long as a CRM may take to find what it has just stored (HubSpot's search is a few seconds behind). */
const seenBy = 30
/** Tries for which what was said may still be on its way into the table. */
const patientTries = 4

/** The destination of this event, as it stands among the webhooks; null where it is not written back. Made at its first event. */
export const crmEndpoint = async (
  { writeBack, endpoints, now }: Pick<DeliverPorts, 'writeBack' | 'endpoints' | 'now'>,
  registered: readonly WebhookEndpoint[],
  { type, detail }: OwnEvent,
): Promise<WebhookEndpoint | null> => {
  if (!writeBack || !isWrittenBack(type, detail)) return null
  const { name, url } = writeBack
  const known = registered.find(({ id }) => id === crmDestination)
  if (known?.url === url) return known.active ? known : null
  const made: WebhookEndpoint = {
    id: crmDestination,
    url,
    description: `Touches and answers, written back to ${name}`,
    events: [...writtenBackEvents],
    active: true,
    secretVersion: 1,
    createdAt: new Date(now()).toISOString(),
    createdBy: 'the tenant file',
    revision: known?.revision ?? 0,
  }
  // Another event may have made it at this moment.
  return (await endpoints.put(made)) ?? endpoints.get(crmDestination)
}

/** The event under the name of what it tells of: published twice, it is one delivery all the same. */
export const occasionOf = (event: OwnEvent): OwnEvent => {
  const { type, detail } = event
  const said = (key: string): string => {
    const value = detail[key]
    return typeof value === 'string' ? value : ''
  }
  const time = said('at') || said('finishedAt')
  const about = said('messageId') || (type === 'Enrollment Finished' ? said('enrollmentId') : `${said('contactId')} ${said('channel')}`)
  return time === '' ? event : { ...event, id: `${type} ${about} ${time}`, time }
}

/** One try. */
export const writtenBack = async (
  { writeBack, now }: Pick<DeliverPorts, 'writeBack' | 'now'>,
  delivery: WebhookDelivery,
): Promise<{ made: DeliveryAttempt; judged: Judged }> => {
  const begun = now()
  const done = (judged: Judged, answer: string, status?: number): { made: DeliveryAttempt; judged: Judged } => ({
    made: {
      at: new Date(begun).toISOString(),
      milliseconds: now() - begun,
      answer: answer.slice(0, 500),
      ...(status === undefined ? {} : { status }),
    },
    judged,
  })
  if (!writeBack) return done({ what: 'refused' }, "the tenant's file names no CRM to write back to any more")
  const activity = await activityOf(writeBack, delivery)
  if (activity === 'not_yet') {
    const text = 'what was sent or said does not stand in the table'
    return delivery.tries < patientTries ? done({ what: 'early' }, `${text} yet`) : done({ what: 'refused' }, text)
  }
  if ('nothing' in activity) return done({ what: 'refused' }, `there is nothing to write: ${activity.nothing}`)
  // A redelivery counts its tries anew, and a function that died left no attempt.
  const written = await writeBack.write(activity, delivery.tries > 0 || delivery.attempts.length > 0)
  return done(judgedOf(written), answerOf(activity, written), written.status)
}

const judgedOf = (written: WrittenActivity): Judged => {
  if (written.kind === 'written') return { what: 'taken' }
  if (written.kind === 'unknown') return { what: 'again', atLeast: seenBy }
  const { cls, retryAfter = 0 } = written
  switch (cls) {
    case 'permanent':
      return { what: 'refused' }
    case 'account':
      return { what: 'account' }
    case 'transient':
      return { what: 'again', atLeast: retryAfter }
    default:
      return cls satisfies never
  }
}

const answerOf = ({ kind }: Activity, written: WrittenActivity): string => {
  if (written.kind !== 'written') return written.reason
  return written.earlier ? `${kind} ${written.id} was there already` : `${kind} ${written.id} was made`
}

/** The body of a delivery (`WebhookBody`), of an event that names whom it is about. */
const written = z.object({ data: z.looseObject({ contactId: z.string(), leadId: z.string() }) })

type Made = Activity | 'not_yet' | { nothing: string }

const activityOf = async (crm: WriteBackPorts, { id, type, occurredAt, body }: WebhookDelivery): Promise<Made> => {
  const { data } = written.parse(JSON.parse(body))
  const { contactId, leadId } = data
  const contactKey = await crm.contactKey(contactId)
  const head = await crm.head(contactKey)
  if (!head || head.erased) return { nothing: 'the contact is not known any more' }
  const of = { reference: id, contactId, leadId, phone: head.addresses.phone?.value }
  switch (type) {
    case 'Message Sent':
      return sent(crm, head, of, ownEvents[type].parse(data))
    case 'Call Ended':
      return ended(crm, head, of, ownEvents[type].parse(data))
    case 'Contact Replied':
      return answered(crm, head, of, ownEvents[type].parse(data))
    case 'Contact Unsubscribed': {
      const { reason, channels } = ownEvents[type].parse(data)
      return leavingActivity(of, reason, channels, occurredAt)
    }
    case 'Enrollment Finished': {
      const { exitReason, exitDetail, finishedAt } = ownEvents[type].parse(data)
      const tells = exitReason === 'booked' || exitReason === 'converted'
      return tells ? endActivity(of, exitReason, exitDetail, finishedAt) : { nothing: `an end as ${exitReason} is no activity` }
    }
    default:
      return { nothing: `"${type}" is no touch and no answer` }
  }
}

const sent = async (
  crm: WriteBackPorts,
  { key }: ContactHead,
  of: ActivityOf,
  { messageId, at }: { messageId: string; at: string },
): Promise<Made> => {
  const row = await crm.message(key, messageId)
  return row ? sentActivity(of, row, at) : 'not_yet'
}

const ended = async (
  crm: WriteBackPorts,
  { key }: ContactHead,
  of: ActivityOf,
  { messageId, at, outcome }: { messageId: string; at: string; outcome: string },
): Promise<Made> => {
  const [row, entries] = await Promise.all([crm.message(key, messageId), crm.interactions(key)])
  if (row?.simulated) return { nothing: 'the call was simulated' }
  const entry = entries.find((one) => one.kind === 'outcome' && one.messageId === messageId && isSameTime(one.at, at))
  return entry ? callActivity(of, outcome, entry) : 'not_yet'
}

const answered = async (
  crm: WriteBackPorts,
  { key }: ContactHead,
  of: ActivityOf,
  { channel, at }: { channel?: string | undefined; at?: string | undefined },
): Promise<Made> => {
  if (at === undefined) return { nothing: 'the event does not say which answer' }
  const entry = (await crm.interactions(key)).find((one) => one.kind === 'replied' && one.channel === channel && isSameTime(one.at, at))
  if (!entry) return 'not_yet'
  // What the CRM itself took in and told us of (enroll/crm-answer.ts) stands there already.
  return entry.providerId?.startsWith('crm ') ? { nothing: 'the CRM told us of this answer' } : answerActivity(of, entry)
}

const isSameTime = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b)
