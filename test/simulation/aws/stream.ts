/** The table's stream and Lambda's reader of it: each shard in order, in batches that come again and are cut anew. */
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import { hashOf } from '../random.ts'
import type { Handler, World } from '../world.ts'
import type { Change } from './table.ts'

/** Partitions are spread over this many shards, as a table that was split once has them. */
const shards = 2
const longestBatch = 100

export const createStream = (world: World, tally: Handler) => {
  const lists = Array.from({ length: shards }, (): { changes: Change[]; read: number; busy: boolean; tries: number } => ({
    changes: [],
    read: 0,
    busy: false,
    tries: 0,
  }))

  const write = (change: Change): void => {
    const shard = hashOf(change.key.pk) % shards
    const list = lists[shard]
    list?.changes.push(change)
    if (list) wake(shard, list, 30_000)
  }

  const wake = (shard: number, list: (typeof lists)[number], delay: number): void => {
    if (list.busy) return
    list.busy = true
    world.after(delay, () => read(shard, list))
  }

  const read = (shard: number, list: (typeof lists)[number]): void => {
    const random = world.randomFor(world.unique(`shard ${shard}`))
    const most = list.tries > 0 ? Math.max(1, Math.floor(longestBatch / 2 ** list.tries)) : 1 + random.int(longestBatch)
    const batch = list.changes.slice(list.read, list.read + most)
    const event = { Records: batch.map(recordOf), shardId: `shardId-${shard}`, state: {}, isFinalInvokeForWindow: false }
    world.invoke(`tally ${shard} from ${list.read}`, tally, event, { seconds: 60 }, (ending) => {
      list.busy = false
      const failed = ending.kind !== 'answered'
      list.tries = failed ? list.tries + 1 : 0
      const again = !failed && random.chance(world.faults().batch_again)
      if (again) world.note(`shard ${shard} is read again from ${list.read + Math.floor(batch.length / 2)}`)
      list.read += failed ? 0 : again ? Math.floor(batch.length / 2) : batch.length
      if (list.read < list.changes.length) wake(shard, list, failed ? 1_000 : 200)
    })
  }

  return { write }
}

const recordOf = ({ number, at, key, before, after }: Change): DynamoDBRecord => ({
  eventID: String(number),
  eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
  dynamodb: {
    // Longer than a double holds, as DynamoDB's own are.
    SequenceNumber: `4000000000000000${String(number).padStart(8, '0')}`,
    ApproximateCreationDateTime: Math.floor(at / 1000),
    Keys: { pk: { S: key.pk }, sk: { S: key.sk } },
    ...(before ? { OldImage: imageOf(before) } : {}),
    ...(after ? { NewImage: imageOf(after) } : {}),
  },
})

type Image = Record<string, AttributeValue>
/** An item is one change's new image and the next one's old. */
const images = new WeakMap<object, Image>()

const imageOf = (item: Record<string, unknown>): Image => {
  const known = images.get(item)
  if (known) return known
  const image: Image = {}
  for (const name in item) image[name] = valueOf(item[name])
  images.set(item, image)
  return image
}

const valueOf = (value: unknown): AttributeValue => {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (value === null || value === undefined) return { NULL: true }
  if (Array.isArray(value)) return { L: value.map(valueOf) }
  if (value instanceof Set) return { SS: [...value].map(String) }
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') }
  return { M: imageOf(value as Record<string, unknown>) }
}
