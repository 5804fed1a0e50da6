/**
 * Salesforce: completed tasks of the contact or lead, and of its opportunity.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_basic_info_post.htm, …/resources_query.htm,
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm; the token is issued by
 * the OAuth 2.0 client credentials flow.
 */
import * as z from 'zod'
import type { Activity } from '../../domain/activity.ts'
import { joinUrl } from './reading.ts'
import {
  ask,
  directed,
  jsonGet,
  jsonPost,
  notWritten,
  refusedForGood,
  writeOnce,
  type Answered,
  type CrmWriter,
  type Found,
  type Written,
} from './writing.ts'

const vendor = 'Salesforce'
const version = 'v62.0'
const token = z.object({ access_token: z.string().min(1) })
const made = z.object({ id: z.string(), success: z.literal(true) })
const found = z.object({ records: z.array(z.object({ Id: z.string(), Description: z.string().nullish() })) })
const problems = z.array(z.object({ errorCode: z.string(), message: z.string() }))
/** A contact (003) or a lead (00Q); an opportunity is 006. */
const person = /^(003|00Q)[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/
const opportunity = /^006[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/

export interface SalesforceWriting {
  /** The organisation's own address. */
  endpoint: string
  secret: () => Promise<{ clientId: string; clientSecret: string }>
}

export const salesforceWriter = ({ endpoint, secret }: SalesforceWriting): CrmWriter => {
  /** Kept until it is refused: how long it holds is a setting of the organisation. */
  let kept: string | undefined
  return {
    write: async (activity, mayBeThere) => {
      if (!person.test(activity.contactId)) return refusedForGood(`"${activity.contactId}" is no id of a contact or lead in Salesforce`)
      if (kept === undefined) {
        const issued = await issue(endpoint, await secret())
        const failed = notWritten(issued)
        if (failed) return failed
        if (issued.outcome.kind === 'accepted') kept = issued.outcome.answer
      }
      const headers = { authorization: `Bearer ${kept}` }
      const written = await writeOnce(
        mayBeThere,
        () => find(endpoint, headers, activity),
        () => make(endpoint, headers, activity),
      )
      if (written.status !== 401) return written
      kept = undefined
      return expired(written)
    },
  }
}

/** The token has run out, which the next try mends: the account is refused where no new one is issued. */
const expired = (written: Written): Written => (written.kind === 'refused' ? { ...written, cls: 'transient' } : written)

const issue = (endpoint: string, { clientId, clientSecret }: { clientId: string; clientSecret: string }): Promise<Answered<string>> =>
  ask({
    vendor,
    request: {
      url: joinUrl(endpoint, '/services/oauth2/token'),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }).toString(),
    },
    shape: token.transform(({ access_token: text }) => text),
  }).then(refusedAccount)

/** `invalid_client` and `invalid_grant` answer 400: nothing can be written with this secret. */
const refusedAccount = <T>(answered: Answered<T>): Answered<T> =>
  answered.outcome.kind === 'refused' && answered.outcome.cls === 'permanent'
    ? { ...answered, outcome: { ...answered.outcome, cls: 'account' } }
    : answered

const make = (endpoint: string, headers: Record<string, string>, activity: Activity): Promise<Answered<string>> =>
  ask({
    vendor,
    request: jsonPost(endpoint, `/services/data/${version}/sobjects/Task`, headers, taskOf(activity)),
    shape: made.transform(({ id }) => id),
    hopeless,
    limited,
  })

const subtypes: Record<Activity['kind'], string> = { email: 'Email', call: 'Call', sms: 'Task', note: 'Task' }

const taskOf = (activity: Activity): Record<string, string | number> => {
  const { kind, direction, subject, at, contactId, leadId, outcome, durationSeconds } = activity
  return {
    Subject: subject,
    Description: directed(activity),
    Status: 'Completed',
    ActivityDate: new Date(at).toISOString().slice(0, 10),
    TaskSubtype: subtypes[kind],
    WhoId: contactId,
    // A task of a lead can be about nothing else.
    ...(contactId.startsWith('003') && opportunity.test(leadId) ? { WhatId: leadId } : {}),
    ...(kind === 'call'
      ? {
          CallType: direction === 'inbound' ? 'Inbound' : 'Outbound',
          ...(outcome === undefined ? {} : { CallDisposition: outcome }),
          ...(durationSeconds === undefined ? {} : { CallDurationInSeconds: Math.round(durationSeconds) }),
        }
      : {}),
  }
}

const limited = (_status: number, body: unknown): boolean =>
  problems.safeParse(body).data?.some(({ errorCode }) => errorCode === 'REQUEST_LIMIT_EXCEEDED') ?? false

/** A 404 without Salesforce's own words is a wrong address. */
const hopeless = (status: number, body: unknown): string | null => {
  const [first] = problems.safeParse(body).data ?? []
  return first && (status === 400 || (status === 404 && first.errorCode === 'ENTITY_IS_DELETED'))
    ? `${first.errorCode}, ${first.message}`
    : null
}

/** Among the tasks of that day; a description cannot be filtered by. The ids are letters and digits alone. */
const find = (endpoint: string, headers: Record<string, string>, { contactId, at, reference }: Activity): Promise<Answered<Found>> => {
  const day = new Date(at).toISOString().slice(0, 10)
  const q = `SELECT Id, Description FROM Task WHERE WhoId = '${contactId}' AND ActivityDate = ${day} ORDER BY CreatedDate DESC LIMIT 100`
  const shape = found.transform(({ records }) => ({ id: records.find(({ Description }) => Description?.includes(reference))?.Id ?? null }))
  const path = `/services/data/${version}/query?${new URLSearchParams({ q }).toString()}`
  return ask({ vendor, request: jsonGet(endpoint, path, headers), shape, hopeless, limited })
}
