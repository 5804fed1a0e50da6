/** Everything that is kept of a contact in its own partition, page by page, as it is kept. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { draftOf } from './drafts.ts'
import { finishedOf, headOf } from './head-rows.ts'
import { interactionOf } from './interactions.ts'
import type { Item } from './items.ts'
import { keys, prefixes, ttlAttribute } from './keys.ts'
import { messageOf } from './message-rows.ts'
import { unpack } from './packed.ts'
import { profileIn } from './profiles.ts'
import type { Table } from './table.ts'

export const keptKinds = ['profile', 'head', 'enrollment', 'message', 'interaction', 'draft', 'gate', 'other'] as const
export type KeptKind = (typeof keptKinds)[number]

export interface KeptItem {
  kind: KeptKind
  content: Record<string, unknown>
}

const pageSize = 100

/** Items after `after` (a sort key) until their texts take `mostBytes`; `next` is what to go on after, null at the end. */
export const readPerson = async (
  table: Table,
  contactKey: string,
  { after, mostBytes }: { after: string | undefined; mostBytes: number },
): Promise<{ items: KeptItem[]; next: string | null; bytes: number }> => {
  const { pk } = keys.head(contactKey)
  const items: KeptItem[] = []
  let bytes = 0
  let start = after
  for (;;) {
    const { Items = [], LastEvaluatedKey } = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        Limit: pageSize,
        ...(start === undefined ? {} : { ExclusiveStartKey: { pk, sk: start } }),
      }),
    )
    for (const item of Items) {
      const kept = keptOf(item)
      const size = Buffer.byteLength(JSON.stringify(kept.content))
      if (items.length > 0 && bytes + size > mostBytes) return { items, next: start ?? null, bytes }
      items.push(kept)
      bytes += size
      start = String(item['sk'])
    }
    if (!LastEvaluatedKey) return { items, next: null, bytes }
  }
}

const keptOf = (item: Item): KeptItem => {
  const sk = String(item['sk'])
  if (sk === keys.profile('').sk) return { kind: 'profile', content: { ...(profileIn(item) ?? { erased: true }) } }
  if (sk === keys.head('').sk) return { kind: 'head', content: { ...headOf(item) } }
  if (sk.startsWith(prefixes.messages)) return { kind: 'message', content: { ...messageOf(item) } }
  if (sk.startsWith(prefixes.interactions)) return { kind: 'interaction', content: { ...interactionOf(item) } }
  if (sk.startsWith(prefixes.finished)) return { kind: 'enrollment', content: { ...finishedOf(item) } }
  if (sk.startsWith(keys.draft('', '').sk)) return { kind: 'draft', content: { ...draftOf(item) } }
  const { pk: _pk, gsi1pk: _index, gsi1sk: _place, schema: _schema, [ttlAttribute]: _expiry, ...rest } = unpack(item)
  return { kind: sk.startsWith(keys.gate('', '').sk) ? 'gate' : 'other', content: rest }
}
