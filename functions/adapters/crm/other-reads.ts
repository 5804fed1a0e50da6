/**
 * Records of the other CRMs: Pipedrive (https://developers.pipedrive.com/docs/api/v1/Persons#getPerson, version 2), Follow Up Boss
 * (https://docs.followupboss.com/reference/people-get), Attio (https://docs.attio.com/rest-api/endpoint-reference/records/get-a-record).
 */
import * as z from 'zod'
import { joinUrl, readFrom } from './reading.ts'

const anything = z.looseObject({})

export const readPipedrivePerson = async (endpoint: string, apiToken: string, id: string): Promise<unknown> => {
  const url = joinUrl(endpoint, `/api/v2/persons/${encodeURIComponent(id)}`)
  const request = { url, method: 'GET', headers: { 'x-api-token': apiToken } } as const
  return (await readFrom('Pipedrive', request, z.object({ data: anything })))?.data
}

export interface FollowUpBossAccess {
  endpoint: string
  apiKey: string
  systemKey: string
  /** The name under which the system is registered. */
  system: string
}

/** The API key is the user of basic authentication, without a password. */
export const readFollowUpBossPerson = ({ endpoint, apiKey, system, systemKey }: FollowUpBossAccess, id: string): Promise<unknown> => {
  const url = joinUrl(endpoint, `/v1/people/${encodeURIComponent(id)}?fields=allFields`)
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`
  const headers = { authorization, 'x-system': system, 'x-system-key': systemKey }
  return readFrom('Follow Up Boss', { url, method: 'GET', headers }, anything)
}

export interface AttioAccess {
  endpoint: string
  accessToken: string
}

const attioValue = z.looseObject({ target_object: z.string().optional(), target_record_id: z.string().optional() })
const attioRecord = z.object({
  data: z.looseObject({ id: z.looseObject({ record_id: z.string() }), values: z.record(z.string(), z.array(attioValue)) }),
})
const attioAttribute = z.object({ data: z.looseObject({ api_slug: z.string() }) })

/** As many as one event of ours can carry; each is a request of its own. */
const mostPeople = 5

export interface AttioPlace {
  objectId: string
  recordId: string
  /** The one that changed. */
  attributeId?: string | undefined
}

/** The record; a deal's with the `people` that it is associated with, and the `attribute` that changed. */
export const readAttioRecord = async (access: AttioAccess, { objectId, recordId, attributeId }: AttioPlace): Promise<unknown> => {
  const get = <T>(path: string, shape: z.ZodType<T>) =>
    readFrom(
      'Attio',
      { url: joinUrl(access.endpoint, path), method: 'GET', headers: { authorization: `Bearer ${access.accessToken}` } },
      shape,
    )
  const object = encodeURIComponent(objectId)
  const record = (await get(`/v2/objects/${object}/records/${encodeURIComponent(recordId)}`, attioRecord))?.data
  const associated = record?.values['associated_people']
  if (!record || !associated) return record
  const ids = associated.flatMap(({ target_record_id: id }) => id ?? []).slice(0, mostPeople)
  const people = await Promise.all(ids.map((id) => get(`/v2/objects/people/records/${encodeURIComponent(id)}`, attioRecord)))
  const attribute =
    attributeId === undefined ? undefined : await get(`/v2/objects/${object}/attributes/${encodeURIComponent(attributeId)}`, attioAttribute)
  return {
    ...record,
    people: people.flatMap((person) => person?.data ?? []),
    ...(attribute ? { attribute: attribute.data } : {}),
  }
}
