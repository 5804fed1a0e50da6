/**
 * HubSpot: emails, communications (texts), calls and notes, on the contact and its deal.
 * https://developers.hubspot.com/docs/api-reference/crm-emails-v3/guide, …/crm-communications-v3/guide, …/crm-calls-v3/guide,
 * …/crm-notes-v3/guide; the numbers of the associations stand in …/crm-associations-v4/guide, the search in …/search/guide.
 */
import * as z from 'zod'
import type { Activity } from '../../domain/activity.ts'
import { ask, dealOf, directed, jsonPost, refusedForGood, writeOnce, type Answered, type CrmWriter, type Found } from './writing.ts'

const vendor = 'HubSpot'

interface Kind {
  object: 'emails' | 'communications' | 'calls' | 'notes'
  /** The property that holds the text. */
  text: string
  toContact: number
  toDeal: number
}
const kinds: Record<Activity['kind'], Kind> = {
  email: { object: 'emails', text: 'hs_email_text', toContact: 198, toDeal: 210 },
  sms: { object: 'communications', text: 'hs_communication_body', toContact: 81, toDeal: 85 },
  call: { object: 'calls', text: 'hs_call_body', toContact: 194, toDeal: 206 },
  note: { object: 'notes', text: 'hs_note_body', toContact: 202, toDeal: 214 },
}

const made = z.object({ id: z.string().min(1) })
const found = z.object({ results: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullish()) })) })
const problem = z.object({ message: z.string(), category: z.string().optional() })

export interface HubspotWriting {
  endpoint: string
  /** Of a private app with the scopes crm.objects.contacts.read and .write, and .deals.read where deals are leads. */
  accessToken: () => Promise<string>
}

export const hubspotWriter = ({ endpoint, accessToken }: HubspotWriting): CrmWriter => ({
  write: async (activity, mayBeThere) => {
    const { contactId } = activity
    if (!/^\d+$/.test(contactId)) return refusedForGood(`"${contactId}" is no id of a HubSpot contact`)
    const headers = { authorization: `Bearer ${await accessToken()}` }
    return writeOnce(
      mayBeThere,
      () => find(endpoint, headers, activity),
      () => make(endpoint, headers, activity),
    )
  },
})

const make = async (endpoint: string, headers: Record<string, string>, activity: Activity): Promise<Answered<string>> => {
  const { object, toContact, toDeal } = kinds[activity.kind]
  const deal = dealOf(activity)
  const associations = [association(activity.contactId, toContact), ...(deal === null ? [] : [association(deal, toDeal)])]
  const body = { properties: propertiesOf(activity), associations }
  return ask({
    vendor,
    request: jsonPost(endpoint, `/crm/v3/objects/${object}`, headers, body),
    shape: made.transform(({ id }) => id),
    hopeless,
  })
}

const association = (id: string, associationTypeId: number) => ({
  to: { id },
  types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
})

/** A contact or deal that is not there any more answers 404 with this category, unlike a wrong address. */
const hopeless = (status: number, body: unknown): string | null => {
  const said = problem.safeParse(body).data
  if (!said) return null
  return (status === 404 && said.category === 'OBJECT_NOT_FOUND') || status === 400 ? said.message : null
}

const propertiesOf = (activity: Activity): Record<string, string> => {
  const { kind, direction, at, subject, text, outcome = '', durationSeconds } = activity
  const isIn = direction === 'inbound'
  switch (kind) {
    case 'email':
      return {
        hs_timestamp: at,
        hs_email_direction: isIn ? 'INCOMING_EMAIL' : 'EMAIL',
        hs_email_status: 'SENT',
        hs_email_subject: subject,
        hs_email_text: text,
      }
    case 'sms':
      return {
        hs_timestamp: at,
        hs_communication_channel_type: 'SMS',
        hs_communication_logged_from: 'CRM',
        hs_communication_body: directed(activity),
      }
    case 'call':
      return {
        hs_timestamp: at,
        hs_call_title: subject,
        hs_call_body: text,
        hs_call_direction: isIn ? 'INBOUND' : 'OUTBOUND',
        hs_call_status: callStatuses[outcome] ?? 'COMPLETED',
        ...(durationSeconds === undefined ? {} : { hs_call_duration: String(Math.round(durationSeconds * 1000)) }),
      }
    case 'note':
      return { hs_timestamp: at, hs_note_body: text }
    default:
      return kind satisfies never
  }
}

const callStatuses: Record<string, string | undefined> = {
  answered: 'COMPLETED',
  voicemail: 'COMPLETED',
  no_answer: 'NO_ANSWER',
  busy: 'BUSY',
  failed: 'FAILED',
  capacity_exhausted: 'FAILED',
  invalid_number: 'FAILED',
  cancelled: 'CANCELED',
}

/** By its time and contact, and by its reference where HubSpot shows the text (an email's only with the scope sales-email-read). */
const find = (
  endpoint: string,
  headers: Record<string, string>,
  { kind, at, contactId, reference }: Activity,
): Promise<Answered<Found>> => {
  const { object, text } = kinds[kind]
  const filters = [
    { propertyName: 'hs_timestamp', operator: 'EQ', value: String(Date.parse(at)) },
    { propertyName: 'associations.contact', operator: 'EQ', value: contactId },
  ]
  const body = { filterGroups: [{ filters }], properties: [text], limit: 20 }
  const shape = found.transform(({ results }) => {
    const one = results.find(({ properties }) => (properties[text] ?? reference).includes(reference))
    return { id: one?.id ?? null }
  })
  return ask({ vendor, request: jsonPost(endpoint, `/crm/v3/objects/${object}/search`, headers, body), shape, hopeless })
}
