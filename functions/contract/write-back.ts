/** The CRM that touches and answers are written back to: where it is, and what it is called with. */
import * as z from 'zod'
import { crmSourceName, crmSources } from './crm.ts'

export const writeBackVendors = ['hubspot', 'pipedrive', 'follow-up-boss', 'attio', 'salesforce'] as const
export type WriteBackVendor = (typeof writeBackVendors)[number]

/** Another address of the vendor's API than its own: a regional one, a proxy, or a server of ours in a test. */
const endpoint = z.url('write the whole address, such as https://acme.pipedrive.com')
/** Whose secret it is called with, where several sources are of this vendor. */
const source = crmSourceName.optional()

export const writeBack = z.discriminatedUnion('vendor', [
  z.strictObject({ vendor: z.literal('hubspot'), source, endpoint: endpoint.default('https://api.hubapi.com') }),
  z.strictObject({ vendor: z.literal('pipedrive'), source, endpoint: endpoint.default('https://api.pipedrive.com') }),
  z.strictObject({
    vendor: z.literal('follow-up-boss'),
    source,
    endpoint: endpoint.default('https://api.followupboss.com'),
    /** Our number as it stands on texts: Follow Up Boss takes none without. Left out, texts are written as notes. */
    textsFrom: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, 'a number such as +13125550100')
      .optional(),
  }),
  z.strictObject({ vendor: z.literal('attio'), source, endpoint: endpoint.default('https://api.attio.com') }),
  /** The organisation's own address (My Domain): tokens are issued there too. */
  z.strictObject({ vendor: z.literal('salesforce'), source, endpoint }),
])
export type WriteBack = z.infer<typeof writeBack>

/** What each vendor is written to with: part of the secret of its source, or a secret of its own. */
export const writeBackSecrets = {
  hubspot: z.object({ accessToken: z.string().min(1) }),
  pipedrive: z.object({ apiToken: z.string().min(1) }),
  /** `system` and `systemKey`: under which the integration is registered. */
  'follow-up-boss': z.object({ apiKey: z.string().min(1), system: z.string().min(1).default('Touchline'), systemKey: z.string().min(1) }),
  attio: z.object({ accessToken: z.string().min(1) }),
  /** Of a connected app with the client credentials flow. */
  salesforce: z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
} as const satisfies Record<WriteBackVendor, z.ZodType>
export type WriteBackSecret<V extends WriteBackVendor> = z.infer<(typeof writeBackSecrets)[V]>

/** The last part of a secret's name, so no source may have it. */
const ownSecret = 'write-back'

/** The CRM's side of a tenant: `sources` call `POST /hooks/crm/{source}`, `writeBack` is told of touches and answers. */
export const crmSettings = z
  .strictObject({ sources: crmSources.optional(), writeBack: writeBack.optional() })
  .refine(({ sources = {} }) => !Object.hasOwn(sources, ownSecret), {
    path: ['sources', ownSecret],
    message: 'is the name of a secret of ours: name the source otherwise',
  })
  .refine(({ sources = {}, writeBack: to }) => to?.source === undefined || sources[to.source]?.vendor === to.vendor, {
    path: ['writeBack', 'source'],
    message: 'is no source of this vendor: name one of them, or leave it out',
  })
export type CrmSettings = z.infer<typeof crmSettings>

/** `crm-<this>` is the secret that the CRM is written to with: the source's of this vendor where there is one. Null where nothing is written back. */
export const writeBackSecretOf = ({ sources = {}, writeBack: to }: CrmSettings): string | null => {
  if (!to) return null
  return to.source ?? Object.entries(sources).find(([, { vendor }]) => vendor === to.vendor)?.[0] ?? ownSecret
}

/** The destination of deliveries that are written back: it stands among the webhooks under this id. */
export const crmDestination = 'crm'
