/** Deliveries of events to webhook endpoints: each once per event and endpoint, found by the sweep while it waits, gone after thirty days. */
import { DeleteCommand, paginateQuery, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { deliveryDays, mostAttempts, type DeliveryAttempt, type WebhookDelivery } from '../domain/webhook.ts'
import { getItem, unlessRefused, type Item } from './items.ts'
import { index, indexName, keys, prefixes, ttlAttribute } from './keys.ts'
import type { Table } from './table.ts'

const deliveryRow: z.ZodType<WebhookDelivery> = z.object({
  id: z.string(),
  endpointId: z.string(),
  type: z.string(),
  occurredAt: z.string(),
  body: z.string(),
  contactId: z.string().exactOptional(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.array(z.object({ at: z.string(), status: z.int().exactOptional(), milliseconds: z.number(), answer: z.string() })),
  nextAt: z.number().exactOptional(),
  tries: z.int(),
})

/** False where it is there already. */
export const addDelivery = (table: Table, delivery: WebhookDelivery): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          ...keys.delivery(delivery.endpointId, delivery.id),
          schema: 1,
          ...delivery,
          ...(delivery.nextAt === undefined ? {} : index.delivery(delivery.nextAt, delivery.id)),
          [ttlAttribute]: Math.trunc(Date.parse(delivery.occurredAt) / 1000) + deliveryDays * 86_400,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  )

export const getDelivery = async (table: Table, endpointId: string, id: string): Promise<WebhookDelivery | null> => {
  const item = await getItem(table, keys.delivery(endpointId, id))
  return item ? deliveryRow.parse(item) : null
}

/** Newest first. `after` is the id that the last page ended with. */
export const listDeliveries = async (
  table: Table,
  endpointId: string,
  { limit, after, status }: { limit: number; after?: string | undefined; status?: WebhookDelivery['status'] | undefined },
): Promise<{ items: WebhookDelivery[]; next: string | null }> => {
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ...(status === undefined ? {} : { FilterExpression: '#status = :status', ExpressionAttributeNames: { '#status': 'status' } }),
      ExpressionAttributeValues: {
        ':pk': keys.delivery(endpointId, '').pk,
        ':sk': prefixes.deliveries,
        ...(status === undefined ? {} : { ':status': status }),
      },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: keys.delivery(endpointId, after) }),
    }),
  )
  return {
    items: Items.map((item) => deliveryRow.parse(item)),
    next: LastEvaluatedKey ? String(LastEvaluatedKey['sk']).slice(prefixes.deliveries.length) : null,
  }
}

/** Takes a try of a pending delivery that is due: false where another one is at it, or it is over. It counts as tried, and is due again a minute later. */
export const takeTry = (table: Table, { endpointId, id, tries }: WebhookDelivery, now: number): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.delivery(endpointId, id),
        UpdateExpression: 'SET tries = :next, nextAt = :later, gsi1pk = :pk, gsi1sk = :sk',
        ConditionExpression: '#status = :pending AND tries = :tries',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':pending': 'pending',
          ':tries': tries,
          ':next': tries + 1,
          ':later': now + 60,
          ':pk': index.delivery(now + 60, id).gsi1pk,
          ':sk': index.delivery(now + 60, id).gsi1sk,
        },
      }),
    ),
  )

/** What a try came to; `nextAt` (epoch seconds) where it stays pending. */
export const noteTry = async (
  table: Table,
  { endpointId, id, attempts }: WebhookDelivery,
  attempt: DeliveryAttempt,
  outcome: { status: 'delivered' | 'failed' } | { status: 'pending'; nextAt: number },
): Promise<void> => {
  const waits = outcome.status === 'pending' ? index.delivery(outcome.nextAt, id) : null
  await unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.delivery(endpointId, id),
        UpdateExpression: waits
          ? 'SET attempts = :attempts, nextAt = :nextAt, gsi1pk = :pk, gsi1sk = :sk'
          : 'SET attempts = :attempts, #status = :status REMOVE nextAt, gsi1pk, gsi1sk',
        ConditionExpression: 'attribute_exists(pk)',
        ...(waits ? {} : { ExpressionAttributeNames: { '#status': 'status' } }),
        ExpressionAttributeValues: {
          ':attempts': [...attempts, attempt].slice(-mostAttempts),
          ...(waits && 'nextAt' in outcome
            ? { ':nextAt': outcome.nextAt, ':pk': waits.gsi1pk, ':sk': waits.gsi1sk }
            : { ':status': outcome.status }),
        },
      }),
    ),
  )
}

/** Pending again from the first try on, due `now` (epoch seconds); null where there is none of this id. */
export const beginAgain = async (table: Table, endpointId: string, id: string, now: number): Promise<WebhookDelivery | null> => {
  let begun: Item | undefined
  await unlessRefused(
    table.documents
      .send(
        new UpdateCommand({
          TableName: table.name,
          Key: keys.delivery(endpointId, id),
          UpdateExpression: 'SET #status = :pending, tries = :none, nextAt = :now, gsi1pk = :pk, gsi1sk = :sk',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':pending': 'pending',
            ':none': 0,
            ':now': now,
            ':pk': index.delivery(now, id).gsi1pk,
            ':sk': index.delivery(now, id).gsi1sk,
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => (begun = Attributes)),
  )
  return begun ? deliveryRow.parse(begun) : null
}

/** Pending deliveries that were due before `seconds` (epoch). */
export const listDueDeliveries = async (
  table: Table,
  seconds: number,
  limit: number,
): Promise<{ endpoint: string; delivery: string }[]> => {
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk < :before',
      ExpressionAttributeValues: { ':pk': index.deliveriesWaiting, ':before': index.dueBefore(seconds) },
      Limit: limit,
    }),
  )
  return Items.map(({ pk, sk }) => ({
    endpoint: String(pk).slice(keys.delivery('', '').pk.length),
    delivery: String(sk).slice(prefixes.deliveries.length),
  }))
}

/** Deletes what is about this contact: the person is erased. */
export const removeDeliveriesOf = async (table: Table, endpointIds: readonly string[], contactId: string): Promise<void> => {
  for (const endpointId of endpointIds) {
    const pages = paginateQuery(
      { client: table.documents },
      {
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        FilterExpression: 'contactId = :contact',
        ExpressionAttributeValues: { ':pk': keys.delivery(endpointId, '').pk, ':sk': prefixes.deliveries, ':contact': contactId },
        ProjectionExpression: 'pk, sk',
      },
    )
    for await (const { Items } of pages)
      for (const item of Items ?? [])
        await table.documents.send(new DeleteCommand({ TableName: table.name, Key: { pk: item['pk'], sk: item['sk'] } }))
  }
}
