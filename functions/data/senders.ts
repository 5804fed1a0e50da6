/** How many mails each of the tenant's senders has sent on a day, exactly: a place is taken before the request, and given back where nothing left. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { getItem, unlessRefused } from './items.ts'
import { keys, ttlAttribute } from './keys.ts'
import type { Table } from './table.ts'

const keptSeconds = 40 * 86_400

/** `day`: YYYY-MM-DD. A consistent read. */
export const senderTaken = async (table: Table, address: string, day: string): Promise<number> => {
  const item = await getItem(table, keys.senderDay(address, day))
  return typeof item?.['taken'] === 'number' ? item['taken'] : 0
}

/** Takes one of the `cap` places of that day; false where none is left. `now` in epoch milliseconds. */
export const takeSenderPlace = (
  table: Table,
  address: string,
  { day, cap, now }: { day: string; cap: number; now: number },
): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.senderDay(address, day),
        UpdateExpression: `SET #schema = :schema, ${ttlAttribute} = :expires ADD taken :one`,
        ConditionExpression: 'attribute_not_exists(taken) OR taken < :cap',
        ExpressionAttributeNames: { '#schema': 'schema' },
        ExpressionAttributeValues: { ':schema': 1, ':expires': Math.trunc(now / 1000) + keptSeconds, ':one': 1, ':cap': cap },
      }),
    ),
  )

export const giveSenderPlaceBack = async (table: Table, address: string, day: string): Promise<void> => {
  await unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.senderDay(address, day),
        UpdateExpression: 'ADD taken :less',
        ConditionExpression: 'taken > :none',
        ExpressionAttributeValues: { ':less': -1, ':none': 0 },
      }),
    ),
  )
}
