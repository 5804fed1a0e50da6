/** A lead without one of its contacts, who was erased. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unlessRefused } from './items.ts'
import { index, keys } from './keys.ts'
import type { Lead } from './lead-change.ts'
import { getLead } from './leads.ts'
import type { Table } from './table.ts'

/** The lead without this contact and what was said of it; null where it has no such contact. One that nobody is left on waits for nothing. */
export const withoutContact = (lead: Lead, contactKey: string): Lead | null => {
  const gone = lead.contacts.filter(({ key }) => key === contactKey).map(({ id }) => id)
  if (gone.length === 0) return null
  const contacts = lead.contacts.filter(({ key }) => key !== contactKey)
  return {
    ...lead,
    contacts,
    said: lead.said?.filter(({ id }) => !gone.includes(id)) ?? null,
    outcomes: lead.outcomes?.filter((outcome) => outcome.contactKey !== contactKey) ?? (contacts.length === 0 ? [] : null),
  }
}

const mostTries = 12

/** False where the lead does not have the contact. */
export const leaveLead = async (table: Table, leadId: string, contactKey: string): Promise<boolean> => {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const stored = await getLead(table, leadId)
    const lead = stored && withoutContact(stored, contactKey)
    if (!stored || !lead) return false
    const settled = !stored.outcomes && lead.outcomes ? index.stage(lead.stage, leadId) : null
    const write = new UpdateCommand({
      TableName: table.name,
      Key: keys.lead(leadId),
      UpdateExpression: `SET contacts = :contacts, said = :said, outcomes = :outcomes, revision = revision + :one${settled ? ', gsi1pk = :gsi1pk, gsi1sk = :gsi1sk' : ''}`,
      ConditionExpression: 'revision = :read',
      ExpressionAttributeValues: {
        ':contacts': lead.contacts,
        ':said': lead.said,
        ':outcomes': lead.outcomes,
        ':one': 1,
        ':read': stored.revision,
        ...(settled ? { ':gsi1pk': settled.gsi1pk, ':gsi1sk': settled.gsi1sk } : {}),
      },
    })
    if (await unlessRefused(table.documents.send(write))) return true
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(attempt - 1, 4)))
  }
  throw new Error(`lead ${leadId} was changed by others ${mostTries} times in a row`)
}
