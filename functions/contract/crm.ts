/** The CRMs that call `POST /hooks/crm/{source}`: which a tenant has, what is secret about each, and what travels from the hook to its mapping. */
import * as z from 'zod'

export const crmVendors = ['hubspot', 'pipedrive', 'follow-up-boss', 'attio', 'salesforce', 'hmac'] as const
export type CrmVendor = (typeof crmVendors)[number]

/** A source's name: the last part of its address, and of its secret's name. */
export const crmSourceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,29}$/, 'a source is named in lower-case letters, digits and dashes, at most 30, starting with a letter')

/** Another address of the vendor's API than its own: a regional one, a proxy, or a server of ours in a test. */
const endpoint = z.url('write the whole address, such as https://acme.pipedrive.com').optional()
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,60}$/, 'the name of an HTTP header, such as X-Signature')

/** Any system that signs the bytes of its body. */
const hmacSource = z.strictObject({
  vendor: z.literal('hmac'),
  header: headerName,
  algorithm: z.enum(['sha1', 'sha256', 'sha512']).default('sha256'),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  /** Stands before the signature in its header, such as `sha256=`. */
  prefix: z.string().max(40).optional(),
  /** The time of the call is signed too: `<time><separator><body>`. Without it nothing but its event tells a call from its repetition. */
  timestamp: z
    .strictObject({
      header: headerName,
      unit: z.enum(['seconds', 'milliseconds']).default('seconds'),
      separator: z.string().max(3).default('.'),
      toleranceSeconds: z.int().min(30).max(900).default(300),
    })
    .optional(),
  /** Header with the id of the event, the same each time that it is delivered; without it the body itself is the id. */
  idHeader: headerName.optional(),
})

export const crmSource = z.discriminatedUnion('vendor', [
  z.strictObject({ vendor: z.literal('hubspot'), endpoint }),
  z.strictObject({ vendor: z.literal('pipedrive'), endpoint }),
  z.strictObject({ vendor: z.literal('follow-up-boss'), endpoint }),
  z.strictObject({ vendor: z.literal('attio'), endpoint }),
  z.strictObject({ vendor: z.literal('salesforce') }),
  hmacSource,
])
export type CrmSource = z.infer<typeof crmSource>
export type HmacSource = Extract<CrmSource, { vendor: 'hmac' }>

/** At most ten, for they travel in a variable of a function. */
export const crmSources = z
  .record(crmSourceName, crmSource)
  .refine((sources) => Object.keys(sources).length <= 10, 'at most 10 sources: give each CRM one')
export type CrmSources = z.infer<typeof crmSources>

/** What is secret about each vendor, as JSON in `touchline/<tenant>/crm-<source>`. */
export const crmSecrets = {
  /** `clientSecret`: the app's. `accessToken`: a private app's, to read contacts and deals, of which a webhook has the ids only. */
  hubspot: z.object({ clientSecret: z.string().min(16), accessToken: z.string().min(1).optional() }),
  /** Pipedrive signs nothing: its webhooks carry these as basic authentication. `apiToken` reads a deal's person. */
  pipedrive: z.object({ webhookUser: z.string().min(1), webhookPassword: z.string().min(16), apiToken: z.string().min(1).optional() }),
  /** `systemKey`: of the registered system, which signs; `apiKey` reads the people, of whom a webhook has the ids only. */
  'follow-up-boss': z.object({ systemKey: z.string().min(16), system: z.string().min(1).optional(), apiKey: z.string().min(1).optional() }),
  /** `accessToken` reads the records, of which a webhook has the ids only. */
  attio: z.object({ webhookSecret: z.string().min(16), accessToken: z.string().min(1).optional() }),
  /** Salesforce signs nothing: its outbound messages name the organisation, and carry `key` in the address that they are sent to. */
  salesforce: z.object({
    organizationId: z.string().regex(/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, 'an organization id is 00D and 12 or 15 more characters'),
    key: z.string().min(24),
  }),
  hmac: z.object({ secret: z.string().min(16) }),
} as const satisfies Record<CrmVendor, z.ZodType>
export type CrmSecret<V extends CrmVendor> = z.infer<(typeof crmSecrets)[V]>

/** One event of a vendor, as it came in: a call can carry many. */
export const crmItem = z.object({
  /** The vendor's name of what happened: the key of its mapping. */
  kind: z.string(),
  /** The same each time that it is delivered. */
  id: z.string(),
  /** ISO 8601: when it happened, as the vendor says; else when it came in. */
  at: z.string(),
  event: z.unknown(),
})
export type CrmItem = z.infer<typeof crmItem>

/** CRM queue: one event of a vendor, believed but not yet mapped. */
export const crmEventWork = z.object({ kind: z.literal('crm_event'), source: z.string(), item: crmItem })
export type CrmEventWork = z.infer<typeof crmEventWork>
