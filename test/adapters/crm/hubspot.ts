/**
 * HubSpot's CRM objects and search as its reference describes them (developers.hubspot.com/docs/api-reference/crm-emails-v3/guide and its
 * siblings, …/search/guide, …/error-handling), held by a server on localhost.
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer, type Received } from '../providers/contract-server.ts'

export const accessToken = 'pat-na1-a-token-of-ours'

const digits = z.string().regex(/^\d+$/)
const time = z.iso.datetime()
const objects = {
  emails: {
    properties: z.strictObject({
      hs_timestamp: time,
      hs_email_direction: z.enum(['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL']),
      hs_email_status: z.enum(['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT']),
      hs_email_subject: z.string(),
      hs_email_text: z.string().min(1).max(65_536),
    }),
    associations: { 198: 'contact', 210: 'deal' },
  },
  communications: {
    properties: z.strictObject({
      hs_timestamp: time,
      hs_communication_channel_type: z.enum(['WHATS_APP', 'LINKEDIN_MESSAGE', 'SMS']),
      hs_communication_logged_from: z.literal('CRM'),
      hs_communication_body: z.string().min(1).max(65_536),
    }),
    associations: { 81: 'contact', 85: 'deal' },
  },
  calls: {
    properties: z.strictObject({
      hs_timestamp: time,
      hs_call_title: z.string(),
      hs_call_body: z.string().min(1).max(65_536),
      hs_call_direction: z.enum(['INBOUND', 'OUTBOUND']),
      hs_call_duration: digits.optional(),
      hs_call_status: z.enum([
        'BUSY',
        'CALLING_CRM_USER',
        'CANCELED',
        'COMPLETED',
        'CONNECTING',
        'FAILED',
        'IN_PROGRESS',
        'NO_ANSWER',
        'QUEUED',
        'RINGING',
      ]),
    }),
    associations: { 194: 'contact', 206: 'deal' },
  },
  notes: {
    properties: z.strictObject({ hs_timestamp: time, hs_note_body: z.string().min(1).max(65_536) }),
    associations: { 202: 'contact', 214: 'deal' },
  },
} as const
type ObjectName = keyof typeof objects

const association = z.strictObject({
  to: z.strictObject({ id: digits }),
  types: z.array(z.strictObject({ associationCategory: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED']), associationTypeId: z.int() })).min(1),
})
const search = z.strictObject({
  filterGroups: z
    .array(
      z.strictObject({
        filters: z
          .array(z.strictObject({ propertyName: z.string(), operator: z.enum(['EQ', 'CONTAINS_TOKEN']), value: z.string() }))
          .min(1)
          .max(6),
      }),
    )
    .min(1)
    .max(5),
  properties: z.array(z.string()),
  limit: z.int().min(1).max(200),
})

const stored = z.strictObject({
  id: digits,
  properties: z.record(z.string(), z.string().nullable()),
  createdAt: time,
  updatedAt: time,
  archived: z.boolean(),
})

export interface HubspotServer extends ContractServer {
  /** What was made, by the object's name. */
  made: { object: ObjectName; id: string; properties: Record<string, string>; contact: string; deal: string | null }[]
  /** The next one is made, and its answer is a 500. */
  loseNext(): void
}

export const problem = (status: number, category: string, message: string): Answer => ({
  status,
  body: { status: 'error', message, correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf', category },
})
export const limited: Answer = {
  status: 429,
  body: {
    status: 'error',
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    correlationId: 'c033cdaa-2c40-4a64-ae48-b4cec88dad24',
    policyName: 'TEN_SECONDLY_ROLLING',
  },
  headers: { 'retry-after': '120' },
}

/** `contacts`: those that the account has. `hidesEmails`: the token lacks the scope that shows what a mail says. */
export const openHubspot = async ({ contacts = ['101'], hidesEmails = false } = {}): Promise<HubspotServer> => {
  const made: HubspotServer['made'] = []
  let isLosing = false
  const nameOf = (path: string): ObjectName | undefined => {
    const [, name] = /^\/crm\/v3\/objects\/([a-z]+)(\/search)?$/.exec(path) ?? []
    return name !== undefined && name in objects ? (name as ObjectName) : undefined
  }
  const check = ({ method, path, headers, body }: Received): Answer | null => {
    if (headers['authorization'] !== `Bearer ${accessToken}`)
      return problem(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.')
    const name = nameOf(path)
    if (method !== 'POST' || !name || headers['content-type'] !== 'application/json') return { status: 404, body: 'Not found' }
    const asked: unknown = JSON.parse(body)
    if (path.endsWith('/search')) {
      const parsed = search.safeParse(asked)
      return parsed.success ? null : problem(400, 'VALIDATION_ERROR', parsed.error.message)
    }
    const { properties, associations } = objects[name]
    const parsed = z.strictObject({ properties, associations: z.array(association).min(1) }).safeParse(asked)
    if (!parsed.success) return problem(400, 'VALIDATION_ERROR', parsed.error.message)
    for (const { to, types } of parsed.data.associations) {
      const what = (associations as Record<number, string | undefined>)[types[0]?.associationTypeId ?? 0]
      if (what === undefined) return problem(400, 'VALIDATION_ERROR', 'No association type with that id')
      if (what === 'contact' && !contacts.includes(to.id))
        return problem(404, 'OBJECT_NOT_FOUND', `Object not found. objectId are usually numeric. CONTACT=${to.id}`)
    }
    return null
  }
  const accept = ({ path, body }: Received): Answer => {
    const name = nameOf(path) ?? 'notes'
    if (path.endsWith('/search')) {
      const { filterGroups } = search.parse(JSON.parse(body))
      const wanted = Object.fromEntries((filterGroups[0]?.filters ?? []).map(({ propertyName, value }) => [propertyName, value]))
      const results = made
        .filter(({ object, contact, properties }) => {
          const at = String(Date.parse(properties['hs_timestamp'] ?? ''))
          return object === name && contact === wanted['associations.contact'] && at === wanted['hs_timestamp']
        })
        .map(({ id, properties: { hs_email_text: text, ...rest } }) =>
          record(id, hidesEmails ? rest : { ...rest, ...(text ? { hs_email_text: text } : {}) }),
        )
      return { status: 200, body: { total: results.length, results } }
    }
    const { properties, associations } = JSON.parse(body) as {
      properties: Record<string, string>
      associations: z.infer<typeof association>[]
    }
    const to = (what: string) =>
      associations.find(({ types }) => (objects[name].associations as Record<number, string>)[types[0]?.associationTypeId ?? 0] === what)
        ?.to.id
    const id = String(9_000 + made.length)
    made.push({ object: name, id, properties, contact: to('contact') ?? '', deal: to('deal') ?? null })
    if (isLosing) {
      isLosing = false
      return problem(500, 'INTERNAL_ERROR', 'internal error')
    }
    return { status: 201, body: record(id, properties) }
  }
  return { ...(await openContractServer({ check, accept })), made, loseNext: () => void (isLosing = true) }
}

const record = (id: string, properties: Record<string, string>) =>
  stored.parse({ id, properties, createdAt: '2026-11-20T16:00:00.000Z', updatedAt: '2026-11-20T16:00:00.000Z', archived: false })
