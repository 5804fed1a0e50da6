/** Leads whose contacts were merged, and leads that the CRM deleted. */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unlessRefused } from './items.ts'
import { keys } from './keys.ts'
import type { Lead } from './lead-change.ts'
import { getLead } from './leads.ts'
import type { Table } from './table.ts'

interface Member {
  id: string
  key: string
}

/** The lead with `into` in the place of a contact, and in what was said of it; null where it does not have the contact. */
export const withReplaced = (lead: Lead, contactKey: string, into: Member): Lead | null => {
  const gone = lead.contacts.filter(({ key }) => key === contactKey).map(({ id }) => id)
  if (gone.length === 0) return null
  const replaced = lead.contacts.map((contact) => (contact.key === contactKey ? into : contact))
  return {
    ...lead,
    contacts: replaced.filter(({ key }, i) => replaced.findIndex((other) => other.key === key) === i),
    said: lead.said?.map((contact) => (gone.includes(contact.id) ? { ...contact, id: into.id } : contact)) ?? null,
  }
}

const mostTries = 12

const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(attempt - 1, 4)))

/** The lead as it is stored then; null where it does not have the contact. */
export const replaceContact = async (table: Table, leadId: string, contactKey: string, into: Member): Promise<Lead | null> => {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const stored = await getLead(table, leadId)
    const lead = stored && withReplaced(stored, contactKey, into)
    if (!stored || !lead) return null
    const write = new UpdateCommand({
      TableName: table.name,
      Key: keys.lead(leadId),
      UpdateExpression: 'SET contacts = :contacts, said = :said, revision = revision + :one',
      ConditionExpression: 'revision = :read',
      ExpressionAttributeValues: { ':contacts': lead.contacts, ':said': lead.said, ':one': 1, ':read': stored.revision },
    })
    if (await unlessRefused(table.documents.send(write))) return { ...lead, revision: stored.revision + 1 }
    await pause(attempt)
  }
  throw new Error(`lead ${leadId} was changed by others ${mostTries} times in a row`)
}

/** What stays of a deleted lead: its id and when, so that an earlier event does not bring it back. */
export const buried = (leadId: string, at: string): Lead => ({
  leadId,
  revision: 0,
  stage: '',
  previousStage: null,
  occurredAt: at,
  acceptedAt: at,
  contacts: [],
  said: null,
  outcomes: [],
  history: [],
})

/** False where something newer is known of the lead. `at`: ISO 8601, UTC. */
export const buryLead = async (table: Table, leadId: string, at: string): Promise<boolean> => {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const stored = await getLead(table, leadId)
    if (stored && stored.occurredAt > at) return false
    const put = new PutCommand({
      TableName: table.name,
      Item: { ...keys.lead(leadId), schema: 1, ...buried(leadId, at), revision: (stored?.revision ?? 0) + 1 },
      ...(stored
        ? { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': stored.revision } }
        : { ConditionExpression: 'attribute_not_exists(pk)' }),
    })
    if (await unlessRefused(table.documents.send(put))) return true
    await pause(attempt)
  }
  throw new Error(`lead ${leadId} was changed by others ${mostTries} times in a row`)
}
