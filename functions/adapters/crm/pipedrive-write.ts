/**
 * Pipedrive: done activities of the person and the deal.
 * https://developers.pipedrive.com/docs/api/v1/Activities (version 2): `person_id` is set by the primary participant.
 */
import * as z from 'zod'
import type { Activity } from '../../domain/activity.ts'
import { clockOf } from '../../domain/hours.ts'
import {
  ask,
  dealOf,
  directed,
  jsonGet,
  jsonPost,
  refusedForGood,
  writeOnce,
  type Answered,
  type CrmWriter,
  type Found,
} from './writing.ts'

const vendor = 'Pipedrive'
const made = z.object({ data: z.object({ id: z.number() }) })
const found = z.object({ data: z.array(z.object({ id: z.number(), note: z.string().nullish() })).nullable() })
const problem = z.object({ success: z.literal(false), error: z.string() })

/** Keys of the types that every account begins with; it has none for texts and notes. */
const types: Record<Activity['kind'], string> = { email: 'email', call: 'call', sms: 'task', note: 'task' }

export interface PipedriveWriting {
  endpoint: string
  apiToken: () => Promise<string>
}

export const pipedriveWriter = ({ endpoint, apiToken }: PipedriveWriting): CrmWriter => ({
  write: async (activity, mayBeThere) => {
    const { contactId } = activity
    if (!/^\d+$/.test(contactId)) return refusedForGood(`"${contactId}" is no id of a person in Pipedrive`)
    const headers = { 'x-api-token': await apiToken() }
    return writeOnce(
      mayBeThere,
      () => find(endpoint, headers, activity),
      () =>
        ask({
          vendor,
          request: jsonPost(endpoint, '/api/v2/activities', headers, bodyOf(activity)),
          shape: made.transform(({ data }) => String(data.id)),
          hopeless,
        }),
    )
  },
})

const bodyOf = (activity: Activity) => {
  const { kind, subject, at, contactId, durationSeconds } = activity
  const deal = dealOf(activity)
  const time = new Date(at).toISOString()
  return {
    subject,
    type: types[kind],
    done: true,
    due_date: time.slice(0, 10),
    due_time: time.slice(11, 16),
    ...(durationSeconds === undefined ? {} : { duration: clock(durationSeconds) }),
    participants: [{ person_id: Number(contactId), primary: true }],
    ...(deal !== null && /^\d+$/.test(deal) ? { deal_id: Number(deal) } : {}),
    note: html(directed(activity)),
  }
}

/** HH:MM, at least one minute. */
const clock = (seconds: number): string => clockOf(Math.max(1, Math.round(seconds / 60)))

/** A note is HTML there. */
const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')

const hopeless = (status: number, body: unknown): string | null => {
  const said = problem.safeParse(body).data
  return said && (status === 400 || status === 404 || status === 410 || status === 422) ? said.error : null
}

/** Among the person's newest hundred. */
const find = (endpoint: string, headers: Record<string, string>, { contactId, reference }: Activity): Promise<Answered<Found>> => {
  const wanted = new URLSearchParams({ person_id: contactId, sort_by: 'add_time', sort_direction: 'desc', limit: '100' })
  const shape = found.transform(({ data }) => {
    const one = data?.find(({ note }) => note?.includes(reference))
    return { id: one ? String(one.id) : null }
  })
  return ask({ vendor, request: jsonGet(endpoint, `/api/v2/activities?${wanted.toString()}`, headers), shape, hopeless })
}
