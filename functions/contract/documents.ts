/** The documents of the contract that are kept in docs/, each generated from the schemas that the code itself checks with. */
import * as z from 'zod'
import { openApiDocument } from './api/openapi.ts'
import { crmEvents } from './crm-events.ts'
import { ownEvents } from './own-events.ts'
import { tenantSettings } from './tenant.ts'

/** File name under docs/ to its text. */
export const contractDocuments = (): Record<string, string> => ({
  'openapi.json': text(openApiDocument()),
  'schemas/tenant-settings.json': text({ title: 'Tenant settings', ...schema(tenantSettings) }),
  ...Object.fromEntries(
    Object.entries(crmEvents).map(([detailType, detail]) => [
      // One of the product's own has this name too.
      detailType in ownEvents ? fileOf(`crm ${detailType}`) : fileOf(detailType),
      text({
        title: detailType,
        description: `The detail of an event with source "crm" and detail-type "${detailType}". Unknown keys are kept out.`,
        ...schema(detail),
      }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(ownEvents).map(([detailType, detail]) => [
      fileOf(detailType),
      text({
        title: detailType,
        description: `The detail of an event with source "touchline" and detail-type "${detailType}".`,
        ...schema(detail),
      }),
    ]),
  ),
})

const fileOf = (detailType: string): string => `schemas/${detailType.toLowerCase().replaceAll(' ', '-')}.json`
const schema = (of: z.ZodType): Record<string, unknown> => z.toJSONSchema(of, { io: 'input', unrepresentable: 'any' })
const text = (json: unknown): string => `${JSON.stringify(json, null, 2)}\n`
