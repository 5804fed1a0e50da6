/** What Touchline publishes on the tenant's bus, source `touchline`: for a CRM that wants to know. */
import * as z from 'zod'
import { channels, consentChannels } from '../domain/channel.ts'
import { enrollmentExitReasons, healingActions, suppressionReasons } from '../domain/contact.ts'

const time = z.iso.datetime()
const enrollment = { enrollmentId: z.string(), sequenceId: z.string(), contactId: z.string(), leadId: z.string() }

/** Of one message; only where a tenant asks for `messages` in its settings. */
const message = {
  ...enrollment,
  messageId: z.string(),
  stepId: z.string(),
  channel: z.enum(channels),
  at: time,
}

/** `detail` by detail-type. */
export const ownEvents = {
  'Enrollment Started': z.object({
    ...enrollment,
    version: z.int(),
    stage: z.string().nullable(),
    enrolledBy: z.enum(['trigger', 'manual', 'route', 'agent']),
    enrolledAt: time,
  }),
  'Enrollment Finished': z.object({
    ...enrollment,
    version: z.int(),
    enrolledAt: time,
    finishedAt: time,
    exitReason: z.enum(enrollmentExitReasons),
    exitDetail: z.string().optional(),
  }),
  'Enrollment Healed': z.object({
    ...enrollment,
    at: time,
    failure: z.string(),
    action: z.enum(healingActions),
    step: z.string(),
    reason: z.string(),
  }),
  /** An address of this contact does not work and another one is looked for: whoever knows one publishes `Contact Enriched`. */
  'Enrichment Requested': z.object({
    contactId: z.string(),
    leadId: z.string(),
    enrollmentId: z.string(),
    wanted: z.enum(['email', 'phone']),
  }),
  'Contact Replied': z.object({
    contactId: z.string(),
    leadId: z.string(),
    enrollmentIds: z.array(z.string()),
    /** By which it came, and when: what was written is on the contact's timeline. */
    channel: z.enum(channels).optional(),
    at: z.iso.datetime({ offset: true }).optional(),
  }),
  'Contact Unsubscribed': z.object({
    contactId: z.string(),
    leadId: z.string(),
    channels: z.array(z.enum(consentChannels)),
    reason: z.enum(suppressionReasons),
  }),
  'Message Sent': z.object({ ...message, adapter: z.string(), simulated: z.boolean() }),
  'Task Created': z.object(message),
  'Message Delivered': z.object(message),
  'Message Bounced': z.object({ ...message, detail: z.string() }),
  'Message Failed': z.object({ ...message, detail: z.string() }),
  'Message Opened': z.object(message),
  'Message Clicked': z.object({ ...message, link: z.string() }),
  'Call Ended': z.object({ ...message, outcome: z.string(), durationSeconds: z.number().optional() }),
} as const

export type OwnEventName = keyof typeof ownEvents
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a literal
export const ownEventNames = Object.keys(ownEvents) as [OwnEventName, ...OwnEventName[]]
