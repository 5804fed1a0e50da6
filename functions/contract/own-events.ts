/** What Touchline publishes on the tenant's bus, source `touchline`: for a CRM that wants to know. */
import * as z from 'zod'
import { consentChannels } from '../domain/channel.ts'
import { enrollmentExitReasons, healingActions, suppressionReasons } from '../domain/contact.ts'

const time = z.iso.datetime()
const enrollment = { enrollmentId: z.string(), sequenceId: z.string(), contactId: z.string(), leadId: z.string() }

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
  'Contact Replied': z.object({ contactId: z.string(), leadId: z.string(), enrollmentIds: z.array(z.string()) }),
  'Contact Unsubscribed': z.object({
    contactId: z.string(),
    leadId: z.string(),
    channels: z.array(z.enum(consentChannels)),
    reason: z.enum(suppressionReasons),
  }),
} as const

export type OwnEventName = keyof typeof ownEvents
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a literal
export const ownEventNames = Object.keys(ownEvents) as [OwnEventName, ...OwnEventName[]]
