/** Calls for help that were answered: one a day and contact. */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { unlessRefused } from './items.ts'
import { keys, ttlAttribute } from './keys.ts'
import type { Table } from './table.ts'

const keptSeconds = 2 * 86_400

/** `day` is yyyy-mm-dd (UTC); false where that day's answer is taken already. */
export const claimHelp = (table: Table, contactKey: string, day: string): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.help(contactKey, day), schema: 1, [ttlAttribute]: Math.floor(Date.parse(day) / 1000) + keptSeconds },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  )
