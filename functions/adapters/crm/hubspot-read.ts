/**
 * Contacts and deals of HubSpot, whose webhooks have ids only.
 * https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide, …/crm-deals-v3/guide
 */
import * as z from 'zod'
import { joinUrl, readFrom } from './reading.ts'

const contactProperties = [
  'firstname',
  'lastname',
  'email',
  'phone',
  'mobilephone',
  'hs_timezone',
  'hs_email_optout',
  'touchline_email_consent',
  'touchline_sms_consent',
  'touchline_call_consent',
]
const properties = z.record(z.string(), z.string().nullish())
const contact = z.object({ id: z.string(), properties })
const deal = z.object({
  id: z.string(),
  properties,
  associations: z.object({ contacts: z.object({ results: z.array(z.object({ id: z.string() })) }).optional() }).optional(),
})

/** As many as one event of ours can carry. */
const mostContacts = 20

export interface HubspotAccess {
  endpoint: string
  accessToken: string
  /** Read beside those of the default mapping. */
  properties: readonly string[]
}

const headersOf = ({ accessToken }: HubspotAccess) => ({ authorization: `Bearer ${accessToken}` })

/** Undefined where there is none. */
export const readHubspotContact = (access: HubspotAccess, id: string): Promise<unknown> => {
  const wanted = new URLSearchParams({ properties: [...contactProperties, ...access.properties].join(',') })
  const url = joinUrl(access.endpoint, `/crm/v3/objects/contacts/${encodeURIComponent(id)}?${wanted.toString()}`)
  return readFrom('HubSpot', { url, method: 'GET', headers: headersOf(access) }, contact)
}

/** A deal with `contacts`, those that it is associated with, each once. */
export const readHubspotDeal = async (access: HubspotAccess, id: string): Promise<unknown> => {
  const wanted = new URLSearchParams({ properties: 'dealstage,pipeline,dealname', associations: 'contacts' })
  const url = joinUrl(access.endpoint, `/crm/v3/objects/deals/${encodeURIComponent(id)}?${wanted.toString()}`)
  const found = await readFrom('HubSpot', { url, method: 'GET', headers: headersOf(access) }, deal)
  if (!found) return undefined
  const { associations, ...rest } = found
  const ids = [...new Set((associations?.contacts?.results ?? []).map((one) => one.id))].slice(0, mostContacts)
  return { ...rest, contacts: ids.length === 0 ? [] : await readContacts(access, ids) }
}

/** In the order of `ids`; those that are gone are left out. */
const readContacts = async (access: HubspotAccess, ids: readonly string[]): Promise<unknown[]> => {
  const body = JSON.stringify({
    properties: [...contactProperties, ...access.properties],
    inputs: ids.map((id) => ({ id })),
  })
  const headers = { ...headersOf(access), 'content-type': 'application/json' }
  const url = joinUrl(access.endpoint, '/crm/v3/objects/contacts/batch/read')
  const answer = await readFrom('HubSpot', { url, headers, body }, z.object({ results: z.array(contact) }))
  return ids.flatMap((id) => answer?.results.find((one) => one.id === id) ?? [])
}
