/** Events that cross the bus: the CRM's stage change, SES's own, and what Touchline publishes. */
import * as z from 'zod'

const id = z.string().min(1).max(200)
const consent = z.object({ email: z.boolean().optional(), sms: z.boolean().optional(), call: z.boolean().optional() })

/** A contact in a CRM event. Unknown keys are kept out and reported, never fatal. */
export const crmContact = z.object({
  id,
  role: z.string().max(60).nullish(),
  firstName: z.string().max(120).nullish(),
  lastName: z.string().max(120).nullish(),
  email: z.string().max(320).nullish(),
  phone: z.string().max(40).nullish(),
  /** Where healing turns to once the address above has failed. */
  alternativeEmail: z.string().max(320).nullish(),
  alternativePhone: z.string().max(40).nullish(),
  timeZone: z.string().max(60).nullish(),
  consent: consent.nullish(),
  attributes: z.record(z.string().max(60), z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])).nullish(),
})
export type CrmContact = z.infer<typeof crmContact>

/** `detail` of `Pipeline Stage Changed`, source `crm`. `contacts[0]` is the primary one. */
export const stageChanged = z.object({
  leadId: id,
  stage: z.string().min(1).max(60),
  previousStage: z.string().max(60).nullish(),
  occurredAt: z.iso.datetime({ offset: true }),
  contacts: z.array(crmContact).min(1).max(20),
})
export type StageChanged = z.infer<typeof stageChanged>

export const stageChangedDetailType = 'Pipeline Stage Changed'

/** `detail` of `Contact Enriched`, source `crm`: the answer to `Enrichment Requested`. `phone` in E.164, +13125550142. */
export const contactEnriched = z.object({ contactId: id, email: z.string().max(320).nullish(), phone: z.string().max(40).nullish() })
export type ContactEnriched = z.infer<typeof contactEnriched>

export const contactEnrichedDetailType = 'Contact Enriched'

/** The envelope in which EventBridge hands an event to a queue. */
export const busEnvelope = z.object({
  id: z.string(),
  source: z.string(),
  'detail-type': z.string(),
  time: z.string(),
  detail: z.record(z.string(), z.unknown()),
})

/** A time as SES writes it, ISO 8601. */
const instant = z.iso.datetime({ offset: true })
const recipient = z.object({
  emailAddress: z.string(),
  status: z.string().optional(),
  action: z.string().optional(),
  diagnosticCode: z.string().optional(),
})
/** The tags that every one of our mails carries; SES echoes each as a list of values. */
export const messageTags = ['contact', 'enrollment', 'message', 'attempt', 'step', 'sequence', 'tenant'] as const
const mail = z.object({ messageId: z.string(), timestamp: instant, tags: z.record(z.string(), z.array(z.string())) })

/** SES events on the default bus; the detail is SES's own event record (eventType, mail, and one block by type). */
export const sesDetail = z.discriminatedUnion('eventType', [
  z.object({
    eventType: z.literal('Delivery'),
    mail,
    delivery: z.object({ timestamp: instant, recipients: z.array(z.string()).optional() }),
  }),
  z.object({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.object({ bounceType: z.string(), bounceSubType: z.string(), bouncedRecipients: z.array(recipient), timestamp: instant }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail,
    complaint: z.object({
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })),
      timestamp: instant,
      complaintFeedbackType: z.string().nullish(),
    }),
  }),
  z.object({
    eventType: z.literal('Open'),
    mail,
    open: z.object({ timestamp: instant, userAgent: z.string().nullish(), ipAddress: z.string().nullish() }),
  }),
  z.object({
    eventType: z.literal('Click'),
    mail,
    click: z.object({ timestamp: instant, link: z.string(), userAgent: z.string().nullish(), ipAddress: z.string().nullish() }),
  }),
  z.object({ eventType: z.literal('Reject'), mail, reject: z.object({ reason: z.string() }) }),
  z.object({ eventType: z.literal('Rendering Failure'), mail, failure: z.object({ errorMessage: z.string() }) }),
  z.object({ eventType: z.literal('DeliveryDelay'), mail, deliveryDelay: z.object({ timestamp: instant, delayType: z.string() }) }),
])
export type SesDetail = z.infer<typeof sesDetail>

/** EventBridge detail-types of the SES events that the stack listens to. */
export const sesDetailTypes = [
  'Email Delivered',
  'Email Bounced',
  'Email Complaint Received',
  'Email Opened',
  'Email Clicked',
  'Email Rejected',
  'Email Rendering Failed',
  'Email Delivery Delayed',
] as const
