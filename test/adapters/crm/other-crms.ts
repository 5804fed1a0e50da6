/**
 * The other CRMs as their references describe them, each held by a server on localhost: Pipedrive (developers.pipedrive.com/docs/api/v1/Activities,
 * version 2), Follow Up Boss (docs.followupboss.com/reference), Attio (docs.attio.com/rest-api), Salesforce (REST API developer guide).
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer, type Received } from '../providers/contract-server.ts'

export interface CrmServer extends ContractServer {
  made: { path: string; body: Record<string, unknown> }[]
}

interface Vendor {
  isKnown(headers: Record<string, string>): boolean
  unauthorized: Answer
  /** By path: what may be made there. */
  shapes: Record<string, z.ZodType>
  invalid(path: string, message: string): Answer
  made(path: string, id: number): Answer
  /** What a GET answers, null where it breaks the contract. */
  list?(path: string, made: CrmServer['made']): Answer | null
  /** Whether the record is there that something is made for; answers the refusal. */
  missing?(path: string, body: Record<string, unknown>): Answer | null
  /** Requests beside those of records. */
  beside?(request: Received): Answer | null
}

const openVendor = async (vendor: Vendor): Promise<CrmServer> => {
  const made: CrmServer['made'] = []
  const parsed = ({ path, body }: Received) => vendor.shapes[path]?.safeParse(JSON.parse(body))
  const check = (request: Received): Answer | null => {
    if (vendor.beside?.(request)) return null
    if (!vendor.isKnown(request.headers)) return vendor.unauthorized
    if (request.method === 'GET') return vendor.list?.(request.path, made) ? null : { status: 404, body: 'Not found' }
    const result = parsed(request)
    if (!result) return { status: 404, body: 'Not found' }
    if (!result.success) return vendor.invalid(request.path, result.error.message)
    return vendor.missing?.(request.path, result.data as Record<string, unknown>) ?? null
  }
  const accept = (request: Received): Answer => {
    const beside = vendor.beside?.(request)
    if (beside) return beside
    if (request.method === 'GET') return vendor.list?.(request.path, made) ?? { status: 404 }
    made.push({ path: request.path, body: JSON.parse(request.body) as Record<string, unknown> })
    return vendor.made(request.path, made.length)
  }
  return { ...(await openContractServer({ check, accept })), made }
}

const date = z.iso.date()
export const apiToken = 'a-token-of-pipedrive'
const pipedriveActivity = z.strictObject({
  subject: z.string().min(1),
  type: z.enum(['call', 'meeting', 'task', 'deadline', 'email', 'lunch']),
  done: z.boolean(),
  due_date: date,
  due_time: z.string().regex(/^\d\d:\d\d$/),
  duration: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .optional(),
  participants: z.array(z.strictObject({ person_id: z.int(), primary: z.boolean() })).length(1),
  deal_id: z.int().optional(),
  note: z.string(),
})
export const openPipedrive = (): Promise<CrmServer> =>
  openVendor({
    isKnown: (headers) => headers['x-api-token'] === apiToken,
    unauthorized: { status: 401, body: { success: false, error: 'unauthorized access', errorCode: 401 } },
    shapes: { '/api/v2/activities': pipedriveActivity },
    invalid: (_path, error) => ({ status: 400, body: { success: false, error, code: 'ERR_BAD_REQUEST' } }),
    made: (_path, id) => ({ status: 200, body: { success: true, data: { id, done: true } } }),
    missing: (_path, { participants }) =>
      (participants as { person_id: number }[])[0]?.person_id === 999
        ? { status: 400, body: { success: false, error: 'Participant with person_id 999 was not found', code: 'ERR_BAD_REQUEST' } }
        : null,
    list: (path, made) => {
      const { pathname, searchParams } = new URL(path, 'http://pipedrive')
      const known = new Set(['person_id', 'sort_by', 'sort_direction', 'limit'])
      if (pathname !== '/api/v2/activities' || [...searchParams.keys()].some((key) => !known.has(key))) return null
      const data = made.map(({ body }, i) => ({ id: i + 1, note: body['note'], person_id: Number(searchParams.get('person_id')) }))
      return { status: 200, body: { success: true, data, additional_data: { next_cursor: null } } }
    },
  })

export const followUpBossSecret = { apiKey: 'fka_a_key', system: 'Touchline', systemKey: 'a-system-key-of-ours' }
const phone = z.string().regex(/^\+?[\d-]{7,20}$/)
const followUpBossShapes = {
  '/v1/notes': z.strictObject({ personId: z.int(), subject: z.string(), body: z.string().min(1), isHtml: z.boolean() }),
  '/v1/textMessages': z.strictObject({
    personId: z.int(),
    message: z.string().min(1),
    toNumber: phone,
    fromNumber: phone,
    isIncoming: z.boolean(),
    externalLabel: z.string(),
  }),
  '/v1/calls': z.strictObject({
    personId: z.int(),
    phone,
    isIncoming: z.boolean(),
    duration: z.int(),
    note: z.string(),
    outcome: z.enum(['Interested', 'Not Interested', 'Left Message', 'No Answer', 'Busy', 'Bad Number']).optional(),
  }),
}
export const openFollowUpBoss = (): Promise<CrmServer> => {
  const { apiKey, system, systemKey } = followUpBossSecret
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`
  return openVendor({
    isKnown: (headers) =>
      headers['authorization'] === authorization && headers['x-system'] === system && headers['x-system-key'] === systemKey,
    unauthorized: { status: 401, body: { errorMessage: 'Authentication failed.' } },
    shapes: followUpBossShapes,
    invalid: (_path, errorMessage) => ({ status: 400, body: { errorMessage } }),
    made: (_path, id) => ({ status: 201, body: { id, created: '2026-11-20T16:00:00Z' } }),
    missing: (_path, { personId }) => (personId === 999 ? { status: 404, body: { errorMessage: 'Person not found.' } } : null),
  })
}

export const attioToken = 'a-token-of-attio'
export const person = '891dcbfc-9141-415d-9b2a-2238a6cc012d'
export const missingPerson = '00000000-9141-415d-9b2a-2238a6cc012d'
const attioError = (status: number, code: string, message: string): Answer => ({
  status,
  body: { status_code: status, type: 'invalid_request_error', code, message },
})
const attioNote = z.strictObject({
  data: z.strictObject({
    parent_object: z.string(),
    parent_record_id: z.uuid(),
    title: z.string().min(1),
    format: z.enum(['plaintext', 'markdown']),
    content: z.string(),
    created_at: z.iso.datetime(),
  }),
})
type AttioNote = z.infer<typeof attioNote>
const noteOf = (id: number, data: AttioNote['data']) => ({
  id: { workspace_id: '14beef7a-99f7-4534-a87e-70b564330a4c', note_id: `note-${id}` },
  parent_object: data.parent_object,
  parent_record_id: data.parent_record_id,
  title: data.title,
  content_plaintext: data.content,
})
export const openAttio = (): Promise<CrmServer> =>
  openVendor({
    isKnown: (headers) => headers['authorization'] === `Bearer ${attioToken}`,
    unauthorized: attioError(401, 'unauthorized', 'The token is invalid.'),
    shapes: { '/v2/notes': attioNote },
    invalid: (_path, message) => attioError(400, 'validation_type', message),
    made: (_path, id) => ({ status: 200, body: { data: { id: { workspace_id: 'w', note_id: `note-${id}` } } } }),
    missing: (_path, body) =>
      (body as AttioNote).data.parent_record_id === missingPerson ? attioError(404, 'not_found', 'Record not found.') : null,
    list: (path, made) => {
      const { pathname, searchParams } = new URL(path, 'http://attio')
      if (pathname !== '/v2/notes' || Number(searchParams.get('limit')) > 50) return null
      const data = made
        .map(({ body }, i) => noteOf(i + 1, (body as AttioNote).data))
        .filter((note) => note.parent_record_id === searchParams.get('parent_record_id') && searchParams.get('parent_object') === 'people')
      return { status: 200, body: { data } }
    },
  })

export const salesforceSecret = { clientId: 'a-consumer-key', clientSecret: 'a-consumer-secret' }
const salesforceError = (status: number, errorCode: string, message: string): Answer => ({ status, body: [{ errorCode, message }] })
const recordId = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$`))
const task = z
  .strictObject({
    Subject: z.string().max(255),
    Description: z.string().max(32_000),
    Status: z.literal('Completed'),
    ActivityDate: date,
    TaskSubtype: z.enum(['Task', 'Email', 'Call']),
    WhoId: recordId('(003|00Q)'),
    WhatId: recordId('006').optional(),
    CallType: z.enum(['Inbound', 'Outbound', 'Internal']).optional(),
    CallDisposition: z.string().max(255).optional(),
    CallDurationInSeconds: z.int().optional(),
  })
  .refine(({ WhoId, WhatId }) => !WhoId.startsWith('00Q') || WhatId === undefined, 'a task of a lead has no WhatId')
export const expiredSession = salesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
export const requestLimit = salesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
export const openSalesforce = (): Promise<CrmServer> => {
  let issued = 0
  return openVendor({
    beside: ({ method, path, headers, body }) => {
      if (path !== '/services/oauth2/token') return null
      const form = new URLSearchParams(body)
      const isRight =
        method === 'POST' &&
        headers['content-type'] === 'application/x-www-form-urlencoded' &&
        form.get('grant_type') === 'client_credentials' &&
        form.get('client_id') === salesforceSecret.clientId &&
        form.get('client_secret') === salesforceSecret.clientSecret
      if (!isRight) return { status: 400, body: { error: 'invalid_client', error_description: 'invalid client credentials' } }
      issued += 1
      return {
        status: 200,
        body: { access_token: `token-${issued}`, instance_url: 'https://acme.my.salesforce.com', token_type: 'Bearer' },
      }
    },
    isKnown: (headers) => headers['authorization'] === `Bearer token-${issued}`,
    unauthorized: expiredSession,
    shapes: { '/services/data/v62.0/sobjects/Task': task },
    invalid: (_path, message) => salesforceError(400, 'JSON_PARSER_ERROR', message),
    made: (_path, id) => ({ status: 201, body: { id: `00T00000000000${id}`, success: true, errors: [] } }),
    missing: (_path, { WhoId }) =>
      WhoId === '003000000000999' ? salesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id') : null,
    list: (path, made) => {
      const { pathname, searchParams } = new URL(path, 'http://salesforce')
      const asked =
        /^SELECT Id, Description FROM Task WHERE WhoId = '(\w+)' AND ActivityDate = (\S+) ORDER BY CreatedDate DESC LIMIT 100$/.exec(
          searchParams.get('q') ?? '',
        )
      if (pathname !== '/services/data/v62.0/query' || !asked) return null
      const records = made.flatMap(({ body }, i) =>
        body['WhoId'] === asked[1] && body['ActivityDate'] === asked[2]
          ? [{ Id: `00T00000000000${i + 1}`, Description: body['Description'] }]
          : [],
      )
      return { status: 200, body: { totalSize: records.length, done: true, records } }
    },
  })
}
