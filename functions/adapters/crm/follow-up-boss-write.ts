/**
 * Follow Up Boss: calls, text messages and notes of the person. It has no list of a person's notes, so nothing is asked before a repetition.
 * https://docs.followupboss.com/reference/calls-post, …/textmessages-post, …/notes-post (the first two for registered systems).
 */
import * as z from 'zod'
import type { Activity } from '../../domain/activity.ts'
import { ask, directed, jsonPost, refusedForGood, writeOnce, type CrmWriter } from './writing.ts'

const vendor = 'Follow Up Boss'
const made = z.object({ id: z.number() })
const problem = z.object({ errorMessage: z.string() })

export interface FollowUpBossWriting {
  endpoint: string
  secret: () => Promise<{ apiKey: string; system: string; systemKey: string }>
  /** Our number, in E.164: without it texts are notes. */
  textsFrom?: string | undefined
}

export const followUpBossWriter = ({ endpoint, secret, textsFrom }: FollowUpBossWriting): CrmWriter => ({
  write: async (activity) => {
    if (!/^\d+$/.test(activity.contactId)) return refusedForGood(`"${activity.contactId}" is no id of a person in Follow Up Boss`)
    const { apiKey, system, systemKey } = await secret()
    const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`
    const headers = { authorization, 'x-system': system, 'x-system-key': systemKey }
    const { path, body } = recordOf(activity, textsFrom)
    return writeOnce(false, null, () =>
      ask({ vendor, request: jsonPost(endpoint, path, headers, body), shape: made.transform(({ id }) => String(id)), hopeless }),
    )
  },
})

const recordOf = (activity: Activity, ours: string | undefined): { path: string; body: Record<string, unknown> } => {
  const { kind, direction, subject, text, phone, outcome = '', durationSeconds = 0 } = activity
  const personId = Number(activity.contactId)
  const isIncoming = direction === 'inbound'
  if (kind === 'call' && phone !== undefined) {
    const said = outcomes[outcome]
    const duration = Math.round(durationSeconds)
    return {
      path: '/v1/calls',
      body: { personId, phone, isIncoming, duration, note: `${subject}\n\n${text}`, ...(said === undefined ? {} : { outcome: said }) },
    }
  }
  if (kind === 'sms' && phone !== undefined && ours !== undefined) {
    const [toNumber, fromNumber] = isIncoming ? [ours, phone] : [phone, ours]
    return { path: '/v1/textMessages', body: { personId, message: text, toNumber, fromNumber, isIncoming, externalLabel: 'Touchline' } }
  }
  return { path: '/v1/notes', body: { personId, subject, body: directed(activity), isHtml: false } }
}

/** Its own words for what a call came to; it has none for one that was answered, or failed. */
const outcomes: Record<string, string | undefined> = {
  voicemail: 'Left Message',
  no_answer: 'No Answer',
  busy: 'Busy',
  invalid_number: 'Bad Number',
}

const hopeless = (status: number, body: unknown): string | null => {
  const said = problem.safeParse(body).data
  return said && (status === 400 || status === 404) ? said.errorMessage : null
}
