/** Leads: their stage moves forward in the CRM's own time, and each change is marked pending until its outcomes are recorded. */
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { getItem, getItems, unlessRefused } from './items.ts'
import { index, indexName, keys } from './keys.ts'
import { acceptChange, leadRow, withContact, type Acceptance, type Lead, type StageChange, type StageOutcome } from './lead-change.ts'
import type { Table } from './table.ts'

export const getLead = async (table: Table, leadId: string): Promise<Lead | null> => {
  const item = await getItem(table, keys.lead(leadId))
  return item ? leadRow.parse(item) : null
}

const mostTries = 12

/** Takes a stage change in, or says why it changes nothing. Many deliveries of one event at once leave one change. */
export const acceptStageChange = async (table: Table, change: StageChange, acceptedAt: string): Promise<Acceptance> => {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const stored = await getLead(table, change.leadId)
    const acceptance = acceptChange(stored, change, acceptedAt)
    if (acceptance.kind !== 'accepted' || acceptance.lead === stored) return acceptance
    const lead: Lead = { ...acceptance.lead, revision: acceptance.lead.revision + 1 }
    const put = new PutCommand({
      TableName: table.name,
      Item: { ...keys.lead(lead.leadId), schema: 1, ...lead, ...index.pendingStage(lead.acceptedAt, lead.leadId) },
      ...(stored
        ? { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': stored.revision } }
        : { ConditionExpression: 'attribute_not_exists(pk)' }),
    })
    if (await unlessRefused(table.documents.send(put))) return { kind: 'accepted', lead }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(attempt - 1, 4)))
  }
  throw new Error(`lead ${change.leadId} was changed by others ${mostTries} times in a row`)
}

/** Notes that a contact belongs to a lead, and makes the lead where no event has told of it. */
export const adoptContact = async (table: Table, leadId: string, contact: { id: string; key: string }): Promise<void> => {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const stored = await getLead(table, leadId)
    const lead = withContact(stored, leadId, contact)
    if (!lead) return
    const write = stored
      ? table.documents.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keys.lead(leadId),
            UpdateExpression: 'SET contacts = :contacts, revision = revision + :one',
            ConditionExpression: 'revision = :read',
            ExpressionAttributeValues: { ':contacts': lead.contacts, ':one': 1, ':read': stored.revision },
          }),
        )
      : table.documents.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...keys.lead(leadId), schema: 1, ...lead, revision: 1, ...index.stage(lead.stage, leadId) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        )
    if (await unlessRefused(write)) return
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(attempt - 1, 4)))
  }
  throw new Error(`lead ${leadId} was changed by others ${mostTries} times in a row`)
}

/** Records what a stage change came to; false where the lead has moved on meanwhile. From then on the lead is listed under its stage. */
export const recordOutcomes = (
  table: Table,
  { leadId, stage, occurredAt }: Pick<Lead, 'leadId' | 'stage' | 'occurredAt'>,
  outcomes: StageOutcome[],
): Promise<boolean> => {
  const listed = index.stage(stage, leadId)
  return unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.lead(leadId),
        UpdateExpression: 'SET outcomes = :outcomes, said = :none, revision = revision + :one, gsi1pk = :gsi1pk, gsi1sk = :gsi1sk',
        ConditionExpression: 'stage = :stage AND occurredAt = :occurredAt',
        ExpressionAttributeValues: {
          ':outcomes': outcomes,
          ':none': null,
          ':one': 1,
          ':stage': stage,
          ':occurredAt': occurredAt,
          ':gsi1pk': listed.gsi1pk,
          ':gsi1sk': listed.gsi1sk,
        },
      }),
    ),
  )
}

/** Leads whose last change was taken in between two times (ISO 8601) and whose outcomes are not recorded, oldest first. */
export const listPending = async (table: Table, from: string, to: string, limit: number): Promise<string[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': index.pending, ':from': from, ':to': to },
      Limit: limit,
    }),
  )
  return (Items ?? []).map(({ pk }) => String(pk).slice(keys.lead('').pk.length))
}

/** Ids of the leads that are in a stage, in their order; those whose last change is still being worked on come later. */
export const listStage = async (
  table: Table,
  stage: string,
  limit: number,
  after: string | null,
): Promise<{ ids: string[]; next: string | null }> => {
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: after === null ? 'gsi1pk = :pk' : 'gsi1pk = :pk AND gsi1sk > :after',
      ExpressionAttributeValues: { ':pk': index.stageOf(stage), ...(after === null ? {} : { ':after': after }) },
      Limit: limit,
    }),
  )
  const ids = (Items ?? []).map(({ gsi1sk }) => String(gsi1sk))
  return { ids, next: LastEvaluatedKey ? (ids.at(-1) ?? null) : null }
}

/** Leads in the order of their ids; null where there is none. */
export const getLeads = async (table: Table, leadIds: readonly string[]): Promise<(Lead | null)[]> =>
  (await getItems(table, leadIds.map(keys.lead))).map((item) => (item ? leadRow.parse(item) : null))
