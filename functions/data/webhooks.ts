/** Webhook endpoints: few, listed at once. */
import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { WebhookEndpoint } from '../domain/webhook.ts'
import { getItem, unlessRefused } from './items.ts'
import { keys, prefixes } from './keys.ts'
import type { Table } from './table.ts'

const endpointRow: z.ZodType<WebhookEndpoint> = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  active: z.boolean(),
  offReason: z.enum(['gone', 'failing']).exactOptional(),
  secretVersion: z.int(),
  rotatedAt: z.string().exactOptional(),
  createdAt: z.string(),
  createdBy: z.string(),
  failingSince: z.string().exactOptional(),
  revision: z.int(),
})

/** All of them, the oldest first. */
export const listWebhooks = async (table: Table): Promise<WebhookEndpoint[]> => {
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': keys.webhook('').pk, ':sk': prefixes.webhooks },
      ConsistentRead: true,
    }),
  )
  return Items.map((item) => endpointRow.parse(item))
}

export const getWebhook = async (table: Table, id: string): Promise<WebhookEndpoint | null> => {
  const item = await getItem(table, keys.webhook(id))
  return item ? endpointRow.parse(item) : null
}

/** Writes one whose stored revision is `endpoint.revision`, as the next; 0 creates it. Null where somebody else was faster. */
export const putWebhook = async (table: Table, endpoint: WebhookEndpoint): Promise<WebhookEndpoint | null> => {
  const next = { ...endpoint, revision: endpoint.revision + 1 }
  const written = await unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.webhook(next.id), schema: 1, ...next },
        ...(endpoint.revision === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': endpoint.revision } }),
      }),
    ),
  )
  return written ? next : null
}

export const removeWebhook = (table: Table, id: string): Promise<boolean> =>
  unlessRefused(
    table.documents.send(new DeleteCommand({ TableName: table.name, Key: keys.webhook(id), ConditionExpression: 'attribute_exists(pk)' })),
  )

/** How its deliveries go; no edit of a person's, so that the revision stays. `since`: ISO 8601, or null where something got through. */
export const noteWebhookHealth = async (table: Table, id: string, since: string | null): Promise<void> => {
  await unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.webhook(id),
        ...(since === null
          ? { UpdateExpression: 'REMOVE failingSince', ConditionExpression: 'attribute_exists(failingSince)' }
          : {
              UpdateExpression: 'SET failingSince = :since',
              ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(failingSince)',
              ExpressionAttributeValues: { ':since': since },
            }),
      }),
    ),
  )
}

/** Turned off by itself; false where it is off or gone already. */
export const turnWebhookOff = (table: Table, id: string, reason: 'gone' | 'failing'): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.webhook(id),
        UpdateExpression: 'SET #active = :off, offReason = :reason ADD revision :one',
        ConditionExpression: '#active = :on',
        ExpressionAttributeNames: { '#active': 'active' },
        ExpressionAttributeValues: { ':off': false, ':on': true, ':reason': reason, ':one': 1 },
      }),
    ),
  )
