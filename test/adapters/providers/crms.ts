/**
 * The CRMs' own APIs on localhost, as far as they are read: paths, keys and bodies as their references have them, and a few records each.
 * https://developers.hubspot.com/docs/api-reference, https://developers.pipedrive.com/docs/api/v1, https://docs.followupboss.com/reference,
 * https://docs.attio.com/rest-api
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer, type Received } from './contract-server.ts'
import { bodyOf } from './json-request.ts'

export const tokens = { hubspot: 'pat-na1-token', pipedrive: 'pipedrive-token', fub: 'fka_key', attio: 'attio-token' }

const answered = (body: unknown): Answer => ({ status: 200, body })
const notFound = (body: unknown = { status: 'error', message: 'resource not found' }): Answer => ({ status: 404, body })
const unauthorized: Answer = { status: 401, body: { status: 'error', message: 'Authentication credentials not found' } }
const notAllowed: Answer = { status: 405, body: { status: 'error' } }

export const hubspotContact = {
  id: '70551',
  properties: { firstname: 'Dana', lastname: 'Reyes', email: 'dana@example.com', phone: '+13125550142', touchline_email_consent: 'true' },
  createdAt: '2026-10-01T09:00:00.000Z',
  updatedAt: '2026-11-20T15:59:59.000Z',
  archived: false,
}
const batch = z.strictObject({
  properties: z.array(z.string()),
  inputs: z
    .array(z.strictObject({ id: z.string().regex(/^\d+$/) }))
    .min(1)
    .max(100),
})

export const openHubspot = (): Promise<ContractServer> => {
  const place = (request: Received) => /^\/crm\/v3\/objects\/(contacts|deals)\/(batch\/read|\d+)(?:\?(.*))?$/.exec(request.path)
  return openContractServer({
    check: (request) => {
      if (request.headers['authorization'] !== `Bearer ${tokens.hubspot}`) return unauthorized
      const [, , what] = place(request) ?? []
      if (what === undefined) return notFound()
      if (request.method !== (what === 'batch/read' ? 'POST' : 'GET')) return notAllowed
      if (what !== 'batch/read') return null
      const read = bodyOf(request, batch, (message) => ({ status: 400, body: { status: 'error', category: 'VALIDATION_ERROR', message } }))
      return 'refused' in read ? read.refused : null
    },
    accept: (request) => {
      const [, object, what, query] = place(request) ?? []
      if (what === 'batch/read') {
        const { inputs } = batch.parse(JSON.parse(request.body))
        return answered({
          status: 'COMPLETE',
          results: inputs.some(({ id }) => id === '70551') ? [hubspotContact] : [],
          startedAt: 'x',
          completedAt: 'x',
        })
      }
      if (object === 'contacts') return what === '70551' ? answered(hubspotContact) : notFound()
      const asked = new URLSearchParams(query).get('associations') === 'contacts'
      const contacts = {
        results: ['70551', '70551', '70999'].map((id, i) => ({ id, type: i === 1 ? 'deal_to_contact_unlabeled' : 'deal_to_contact' })),
      }
      return answered({
        id: what,
        properties: { dealstage: 'qualifiedtobuy', pipeline: 'default', dealname: null, hs_object_id: what },
        archived: false,
        ...(asked ? { associations: { contacts } } : {}),
      })
    },
  })
}

export const openPipedrive = (): Promise<ContractServer> =>
  openContractServer({
    check: ({ method, path, headers }) => {
      if (headers['x-api-token'] !== tokens.pipedrive) return { status: 401, body: { success: false, error: 'unauthorized access' } }
      return method === 'GET' && /^\/api\/v2\/persons\/\d+$/.test(path) ? null : notFound({ success: false, error: 'Not found' })
    },
    accept: ({ path }) =>
      path.endsWith('/512')
        ? answered({
            success: true,
            data: { id: 512, name: 'Dana Reyes', emails: [{ value: 'dana@example.com', primary: true, label: 'work' }], phones: [] },
          })
        : notFound({ success: false, error: 'Person not found' }),
  })

export const openFollowUpBoss = (): Promise<ContractServer> =>
  openContractServer({
    check: ({ method, path, headers }) => {
      if (headers['authorization'] !== `Basic ${btoa(`${tokens.fub}:`)}`) return { status: 401, body: { errorMessage: 'Invalid API key' } }
      if (!headers['x-system'] || !headers['x-system-key']) return { status: 403, body: { errorMessage: 'X-System is missing' } }
      return method === 'GET' && /^\/v1\/people\/\d+\?fields=allFields$/.test(path) ? null : notFound({ errorMessage: 'Not found' })
    },
    accept: ({ path }) =>
      path.startsWith('/v1/people/4401?')
        ? answered({
            id: 4401,
            firstName: 'Dana',
            lastName: 'Reyes',
            stage: 'Lead',
            emails: [{ value: 'dana@example.com', isPrimary: 1 }],
            phones: [],
          })
        : notFound({ errorMessage: 'Person not found' }),
  })

export const attioIds = {
  deals: '1f0ad1c2-0000-4000-8000-00000000000c',
  people: '97052eb9-0000-4000-8000-00000000000b',
  deal: '2c9a77b0-0000-4000-8000-00000000000f',
  person: 'bf071e1f-0000-4000-8000-00000000000d',
  stage: '5e6a3a1e-0000-4000-8000-000000000010',
}

export const openAttio = (): Promise<ContractServer> => {
  const person = {
    id: { workspace_id: 'w', object_id: attioIds.people, record_id: attioIds.person },
    created_at: '2026-10-01T09:00:00.000000000Z',
    values: {
      name: [{ first_name: 'Dana', last_name: 'Reyes' }],
      email_addresses: [{ email_address: 'dana@example.com' }],
      phone_numbers: [],
    },
  }
  const deal = {
    id: { workspace_id: 'w', object_id: attioIds.deals, record_id: attioIds.deal },
    values: {
      stage: [{ status: { title: 'In Progress' }, attribute_type: 'status' }],
      associated_people: [{ target_object: 'people', target_record_id: attioIds.person, attribute_type: 'record-reference' }],
    },
  }
  const records: Record<string, unknown> = {
    [`/v2/objects/people/records/${attioIds.person}`]: { data: person },
    [`/v2/objects/${attioIds.people}/records/${attioIds.person}`]: { data: person },
    [`/v2/objects/${attioIds.deals}/records/${attioIds.deal}`]: { data: deal },
    [`/v2/objects/${attioIds.deals}/attributes/${attioIds.stage}`]: { data: { api_slug: 'stage', title: 'Deal stage', type: 'status' } },
  }
  return openContractServer({
    check: ({ method, headers }) => {
      if (headers['authorization'] !== `Bearer ${tokens.attio}`)
        return { status: 401, body: { status_code: 401, type: 'auth_error', code: 'unauthorized', message: 'x' } }
      return method === 'GET' ? null : notAllowed
    },
    accept: ({ path }) =>
      records[path] === undefined
        ? notFound({ status_code: 404, type: 'invalid_request_error', code: 'not_found', message: 'x' })
        : answered(records[path]),
  })
}
