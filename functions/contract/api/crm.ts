/** Where the tenant's CRMs call, and how what they say is mapped, as an admin sees and changes it. */
import * as z from 'zod'
import { crmVendors } from '../crm.ts'
import { crmMapping } from '../crm-mapping.ts'

const crmSourceView = z.object({
  source: z.string(),
  vendor: z.enum(crmVendors),
  /** What the CRM has to call, after the dashboard's own address. */
  path: z.string(),
  /** Whether the tenant has a mapping of its own. */
  own: z.boolean(),
})
export const crmSourceList = z.object({ items: z.array(crmSourceView) })

const change = {
  /** +1 at each change; 0: nobody has changed anything yet. */
  revision: z.int(),
  changedBy: z.string().nullable(),
  changedAt: z.string().nullable(),
}

export const crmMappingView = z.object({
  source: z.string(),
  vendor: z.enum(crmVendors),
  /** False: the default of the vendor holds. */
  own: z.boolean(),
  mapping: crmMapping,
  ...change,
  /** The last changes, newest first; `mapping` is null where it went back to the default. */
  history: z.array(z.object({ ...change, mapping: crmMapping.nullable() })),
})
export type CrmMappingView = z.infer<typeof crmMappingView>

export const crmMappingBody = z.strictObject({
  mapping: crmMapping.describe('The whole mapping: it replaces the one before.'),
  revision: z.int().min(0).describe('The revision that was read: refused where somebody else was faster.'),
})

export const crmMappingReset = z.object({
  revision: z.coerce.number().int().min(0).describe('The revision that was read: refused where somebody else was faster.'),
})

export const crmTryBody = z.strictObject({
  payload: z
    .union([z.string().max(250_000), z.looseObject({}), z.array(z.unknown()).max(1_000)])
    .describe('The body of a webhook as the vendor sends it: JSON, or the text of it.'),
  mapping: crmMapping.optional().describe('A mapping to try; without it the one that holds.'),
  record: z
    .looseObject({})
    .optional()
    .describe("What the vendor's API would say of it, where the webhook has ids only. Nothing is asked of the vendor here."),
})

export const crmTried = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      at: z.string(),
      /** `unmapped`: the mapping says nothing of this kind of event. */
      outcome: z.enum(['mapped', 'unmapped', 'failed']),
      events: z.array(z.object({ type: z.string(), detail: z.record(z.string(), z.unknown()) })),
      error: z
        .object({
          message: z.string(),
          code: z.string().optional(),
          /** Characters of the expression, from 0. */
          position: z.int().optional(),
          line: z.int().optional(),
          column: z.int().optional(),
          /** What an event lacks, by its place in what came out. */
          missing: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
          output: z.unknown().optional(),
        })
        .nullable(),
    }),
  ),
})
export type CrmTried = z.infer<typeof crmTried>
