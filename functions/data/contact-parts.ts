/** Everything that is kept of one contact, in one Query: what a timeline is made of. */
import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { ContactHead, ContactProfile, FinishedEnrollment } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import { finishedOf, headOf } from './head-rows.ts'
import { interactionOf } from './interactions.ts'
import { keys, prefixes } from './keys.ts'
import { messageOf } from './message-rows.ts'
import { profileIn } from './profiles.ts'
import type { Table } from './table.ts'

export interface ContactParts {
  head: ContactHead | null
  profile: ContactProfile | null
  finished: FinishedEnrollment[]
  rows: MessageRow[]
  interactions: Interaction[]
}

export const readContactParts = async (table: Table, contactKey: string): Promise<ContactParts> => {
  const parts: ContactParts = { head: null, profile: null, finished: [], rows: [], interactions: [] }
  const { pk, sk: head } = keys.head(contactKey)
  const profile = keys.profile(contactKey).sk
  const pages = paginateQuery(
    { client: table.documents },
    { TableName: table.name, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ConsistentRead: true },
  )
  for await (const { Items } of pages)
    for (const item of Items ?? []) {
      const sk = String(item['sk'])
      if (sk === head) parts.head = headOf(item)
      else if (sk === profile) parts.profile = profileIn(item)
      else if (sk.startsWith(prefixes.messages)) parts.rows.push(messageOf(item))
      else if (sk.startsWith(prefixes.interactions)) parts.interactions.push(interactionOf(item))
      else if (sk.startsWith(prefixes.finished)) parts.finished.push(finishedOf(item))
    }
  return parts
}
