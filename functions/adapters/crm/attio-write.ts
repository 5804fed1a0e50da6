/**
 * Attio: notes on the person. It has no other record of a touch that an integration may make.
 * https://docs.attio.com/rest-api/endpoint-reference/notes/create-a-note, …/notes/list-notes
 */
import * as z from 'zod'
import type { Activity } from '../../domain/activity.ts'
import { ask, directed, jsonGet, jsonPost, refusedForGood, writeOnce, type Answered, type CrmWriter, type Found } from './writing.ts'

const vendor = 'Attio'
const id = z.object({ note_id: z.string() })
const made = z.object({ data: z.object({ id }) })
const found = z.object({ data: z.array(z.object({ id, content_plaintext: z.string() })) })
const problem = z.object({ code: z.string(), message: z.string() })
const recordId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export interface AttioWriting {
  endpoint: string
  /** With the scopes note:read-write, object_configuration:read and record_permission:read. */
  accessToken: () => Promise<string>
}

export const attioWriter = ({ endpoint, accessToken }: AttioWriting): CrmWriter => ({
  write: async (activity, mayBeThere) => {
    if (!recordId.test(activity.contactId)) return refusedForGood(`"${activity.contactId}" is no id of a record in Attio`)
    const headers = { authorization: `Bearer ${await accessToken()}` }
    return writeOnce(
      mayBeThere,
      () => find(endpoint, headers, activity),
      () =>
        ask({
          vendor,
          request: jsonPost(endpoint, '/v2/notes', headers, { data: noteOf(activity) }),
          shape: made.transform(({ data }) => data.id.note_id),
          hopeless,
        }),
    )
  },
})

const titles: Record<Activity['kind'], string> = { email: 'Email', sms: 'Text message', call: 'Call', note: 'Note' }

const noteOf = (activity: Activity) => ({
  parent_object: 'people',
  parent_record_id: activity.contactId,
  title: `${titles[activity.kind]}: ${activity.subject}`,
  format: 'plaintext',
  content: directed(activity),
  created_at: new Date(activity.at).toISOString(),
})

const hopeless = (status: number, body: unknown): string | null => {
  const said = problem.safeParse(body).data
  return said && (status === 400 || (status === 404 && said.code === 'not_found')) ? said.message : null
}

/** Among the person's notes, fifty at most: as many as Attio lists at once. */
const find = (endpoint: string, headers: Record<string, string>, { contactId, reference }: Activity): Promise<Answered<Found>> => {
  const wanted = new URLSearchParams({ parent_object: 'people', parent_record_id: contactId, limit: '50' })
  const shape = found.transform(({ data }) => ({
    id: data.find(({ content_plaintext: text }) => text.includes(reference))?.id.note_id ?? null,
  }))
  return ask({ vendor, request: jsonGet(endpoint, `/v2/notes?${wanted.toString()}`, headers), shape, hopeless })
}
