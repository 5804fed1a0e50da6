/** What a vendor's API says of an event that has ids only, where the tenant's secret lets us ask. */
import * as z from 'zod'
import type { CrmItem, CrmSource } from '../../contract/crm.ts'
import type { CrmSecrets } from '../crm-secrets.ts'
import { readHubspotContact, readHubspotDeal } from './hubspot-read.ts'
import { readAttioRecord, readFollowUpBossPerson, readPipedrivePerson } from './other-reads.ts'

export interface LookedUp {
  source: string
  settings: CrmSource
  item: CrmItem
  /** Properties to read from HubSpot beside those of the default mapping. */
  properties: readonly string[]
}

/** `no_token`: there is something to ask for, and nothing to ask with. `nothing`: nothing to ask for, or no such record any more. */
export type Looked = { kind: 'found'; record: unknown } | { kind: 'nothing' } | { kind: 'no_token' }

/** Throws `CrmNotRead` and `NotFilledIn`. */
export const lookUp = (secrets: CrmSecrets, { source, settings, item, properties }: LookedUp): Promise<Looked> => {
  switch (settings.vendor) {
    case 'hubspot':
      return hubspot(secrets, source, settings.endpoint ?? 'https://api.hubapi.com', item, properties)
    case 'pipedrive':
      return pipedrive(secrets, source, settings.endpoint ?? 'https://api.pipedrive.com', item)
    case 'follow-up-boss':
      return followUpBoss(secrets, source, settings.endpoint ?? 'https://api.followupboss.com', item)
    case 'attio':
      return attio(secrets, source, settings.endpoint ?? 'https://api.attio.com', item)
    case 'salesforce':
    case 'hmac':
      return Promise.resolve({ kind: 'nothing' })
    default:
      return settings satisfies never
  }
}

const found = async (reading: Promise<unknown>): Promise<Looked> => {
  const record = await reading
  return record === undefined ? { kind: 'nothing' } : { kind: 'found', record }
}
const nothing: Looked = { kind: 'nothing' }
const noToken: Looked = { kind: 'no_token' }

const id = z.union([z.string(), z.number()]).transform(String)
const hubspotEvent = z.object({ objectId: id, propertyName: z.string().optional() })

const hubspot = async (
  secrets: CrmSecrets,
  source: string,
  endpoint: string,
  item: CrmItem,
  properties: readonly string[],
): Promise<Looked> => {
  const [object, what] = item.kind.split('.')
  const event = hubspotEvent.safeParse(item.event).data
  if (!event || !['creation', 'propertyChange', 'restore'].includes(what ?? '')) return nothing
  const moves = what === 'creation' || event.propertyName === 'dealstage'
  if (object !== 'contact' && !(object === 'deal' && moves)) return nothing
  const { accessToken } = await secrets.get(source, 'hubspot')
  if (accessToken === undefined) return noToken
  const access = { endpoint, accessToken, properties }
  return found(object === 'contact' ? readHubspotContact(access, event.objectId) : readHubspotDeal(access, event.objectId))
}

const dealEvent = z.object({ data: z.object({ person_id: z.union([id, z.object({ value: id }).transform(({ value }) => value)]) }) })

const pipedrive = async (secrets: CrmSecrets, source: string, endpoint: string, item: CrmItem): Promise<Looked> => {
  const event = ['create.deal', 'change.deal'].includes(item.kind) ? dealEvent.safeParse(item.event).data : undefined
  if (!event) return nothing
  const { apiToken } = await secrets.get(source, 'pipedrive')
  return apiToken === undefined ? noToken : found(readPipedrivePerson(endpoint, apiToken, event.data.person_id))
}

const followUpBossEvent = z.object({ resourceId: z.string() })

const followUpBoss = async (secrets: CrmSecrets, source: string, endpoint: string, item: CrmItem): Promise<Looked> => {
  const event = followUpBossEvent.safeParse(item.event).data
  if (!event || !item.kind.startsWith('people') || item.kind === 'peopleDeleted') return nothing
  const { apiKey, systemKey, system = 'Touchline' } = await secrets.get(source, 'follow-up-boss')
  return apiKey === undefined ? noToken : found(readFollowUpBossPerson({ endpoint, apiKey, systemKey, system }, event.resourceId))
}

const attioEvent = z.object({ id: z.object({ object_id: z.string(), record_id: z.string(), attribute_id: z.string().optional() }) })

const attio = async (secrets: CrmSecrets, source: string, endpoint: string, item: CrmItem): Promise<Looked> => {
  const event = ['record.created', 'record.updated', 'record.merged'].includes(item.kind)
    ? attioEvent.safeParse(item.event).data
    : undefined
  if (!event) return nothing
  const { accessToken } = await secrets.get(source, 'attio')
  const { object_id: objectId, record_id: recordId, attribute_id: attributeId } = event.id
  return accessToken === undefined ? noToken : found(readAttioRecord({ endpoint, accessToken }, { objectId, recordId, attributeId }))
}
