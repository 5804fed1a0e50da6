/**
 * Where missing contact data is asked for: sources in order, of which the first good answer wins. An HTTP source is asked with
 * `enrichmentRequest` by POST, with `authorization: Bearer <apiKey>`; it answers 200 with `enrichmentAnswer`, or 404 where it knows nobody. The
 * CRM is asked by the event `Enrichment Requested` and answers with `Contact Enriched`, whenever it can.
 */
import * as z from 'zod'

const sourceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,29}$/, 'a source is named in lower-case letters, digits and dashes, at most 30, starting with a letter')

export const enrichmentSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('http'),
    name: sourceName.refine((name) => name !== 'crm', 'crm is the name of the CRM'),
    url: z.url('write the whole address, such as https://enrich.example.com/v1/people'),
    /** What an answer costs, in hundredths of the account's currency, where the answer itself does not say. */
    costCents: z.number().min(0).max(10_000).default(0),
  }),
  z.strictObject({ kind: z.literal('crm') }),
])
export type EnrichmentSource = z.infer<typeof enrichmentSource>
export type HttpSource = Extract<EnrichmentSource, { kind: 'http' }>

export const enrichmentSettings = z.strictObject({
  sources: z
    .array(enrichmentSource)
    .min(1, 'name at least one source, or leave enrichment out')
    .max(5)
    .refine((sources) => new Set(sources.map(nameOfSource)).size === sources.length, 'two sources have the same name'),
})

export const nameOfSource = (source: EnrichmentSource): string => (source.kind === 'crm' ? 'crm' : source.name)

/** The JSON in the secret `touchline/<tenant>/enrichment-<name>`. */
export const enrichmentSecret = z.object({ apiKey: z.string().min(1) })

export const addressKinds = ['email', 'phone'] as const

/** What an HTTP source is told: who the person is, and which address is wanted. */
export const enrichmentRequest = z.object({
  wanted: z.enum(addressKinds),
  contactId: z.string(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  /** Addresses that are known; the wanted one does not work. */
  email: z.string().optional(),
  phone: z.string().optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})
export type EnrichmentRequest = z.infer<typeof enrichmentRequest>

/** `phone` in E.164, +13125550142. What is null or left out is not known. */
export const enrichmentAnswer = z.object({
  email: z.string().max(320).nullish(),
  phone: z.string().max(40).nullish(),
  costCents: z.number().min(0).max(10_000).optional(),
})
