/** Sequences, their immutable versions, and which of them a pipeline stage triggers. */
import { GetCommand, paginateQuery, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { routedTo, type Routed } from '../domain/routes.ts'
import type { Sequence, SequenceStatus, SequenceVersion } from '../domain/sequence.ts'
import { nextSlug } from '../domain/sequence-edit.ts'
import { isLostRace } from './items.ts'
import { keys, prefixes } from './keys.ts'
import { listRouted, sequenceOfSlug, slugPut } from './slugs.ts'
import { sequenceRow, triggerRow, versionRow } from './sequence-rows.ts'
import type { Table } from './table.ts'

/**
 * A write under optimistic concurrency: stored, or refused because someone else wrote first (`current` is theirs, null = not there), or because
 * another sequence has the slug of this new one.
 */
export type Stored =
  | { kind: 'stored'; sequence: Sequence }
  | { kind: 'stale'; current: Sequence | null }
  | { kind: 'slug_taken'; slug: string }

export const getSequence = async (table: Table, id: string, consistent = false): Promise<Sequence | null> => {
  const { Item } = await table.documents.send(new GetCommand({ TableName: table.name, Key: keys.sequence(id), ConsistentRead: consistent }))
  return Item ? sequenceRow.parse(Item) : null
}

/** Read consistently. Sequences of releases that kept no slugs are found by looking through all. */
export const getSequenceBySlug = async (table: Table, slug: string): Promise<Sequence | null> => {
  const id = await sequenceOfSlug(table, slug)
  if (id !== null) return getSequence(table, id, true)
  for await (const sequence of everySequence(table, { ConsistentRead: true })) if (sequence.slug === slug) return sequence
  return null
}

/** The sequences among which routes are checked: every slug on record, and those of `wanted` that are not. */
export const listRoutes = async (table: Table, wanted: readonly string[]): Promise<Routed[]> => {
  const routed = await listRouted(table)
  const unknown = wanted.filter((slug) => !routed.some((one) => one.slug === slug))
  const older = await Promise.all(unknown.map((slug) => getSequenceBySlug(table, slug)))
  return [...routed, ...older.flatMap((sequence) => (sequence ? [{ slug: sequence.slug, to: routedTo(sequence.exitRoutes) }] : []))]
}

export interface SequencePage {
  items: Sequence[]
  /** Id to go on after; null at the end. */
  next: string | null
}

/** Newest first. `after` is the id that the last page ended with; `q` looks for a part of the name. */
export const listSequences = async (
  table: Table,
  page: { limit: number; after?: string | undefined; status?: SequenceStatus | undefined; q?: string | undefined },
): Promise<SequencePage> => {
  const items: Sequence[] = []
  const q = page.q?.toLowerCase()
  for await (const sequence of everySequence(table, page)) {
    if (page.status && sequence.status !== page.status) continue
    if (q && !sequence.name.toLowerCase().includes(q)) continue
    const last = items.at(-1)
    if (last && items.length === page.limit) return { items, next: last.id }
    items.push(sequence)
  }
  return { items, next: null }
}

async function* everySequence(table: Table, { after, ConsistentRead }: { after?: string | undefined; ConsistentRead?: true }) {
  const pages = paginateQuery(
    { client: table.documents, ...(after ? { startingToken: keys.sequence(after) } : {}) },
    {
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefixes.sequences.pk, ':sk': prefixes.sequences.sk },
      ScanIndexForward: false,
      ...(ConsistentRead ? { ConsistentRead } : {}),
    },
  )
  for await (const { Items } of pages) for (const item of Items ?? []) yield sequenceRow.parse(item)
}

/**
 * Writes a sequence whose stored revision is `sequence.revision`, as the next one; 0 creates it. The stage that triggers it is kept in step:
 * the published version's stage while the sequence is active.
 */
export const putSequence = async (table: Table, sequence: Sequence): Promise<Stored> => {
  const published = sequence.version > 0 ? await getVersion(table, sequence.id, sequence.version) : null
  return write(table, sequence, published, [])
}

/** Writes a sequence together with the version that it now publishes; the same revision rule as `putSequence`. */
export const publish = async (table: Table, sequence: Sequence, version: SequenceVersion): Promise<Stored> => {
  const before = version.version > 1 ? await getVersion(table, sequence.id, version.version - 1) : null
  const moved = before?.triggerStage && before.triggerStage !== version.triggerStage ? before.triggerStage : null
  return write(table, sequence, version, [
    {
      Put: {
        TableName: table.name,
        Item: { ...keys.version(sequence.id, version.version), schema: 1, ...version },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    ...(moved ? [{ Delete: { TableName: table.name, Key: keys.trigger(moved, sequence.id) } }] : []),
  ])
}

const versions = new Map<string, SequenceVersion>()
const versionsKept = 200

/** One published version; immutable, so a warm function reads each only once. Throws where it does not exist. */
export const getVersion = async (table: Table, sequenceId: string, version: number): Promise<SequenceVersion> => {
  const name = `${table.name}/${sequenceId}/${version}`
  const known = versions.get(name)
  if (known) return known
  const { Item } = await table.documents.send(
    new GetCommand({ TableName: table.name, Key: keys.version(sequenceId, version), ConsistentRead: true }),
  )
  if (!Item) throw new Error(`sequence ${sequenceId} has no version ${version}`)
  const found = versionRow.parse(Item)
  const oldest = versions.size >= versionsKept ? versions.keys().next().value : undefined
  if (oldest) versions.delete(oldest)
  versions.set(name, found)
  return found
}

/** A sequence that a stage triggers now: its published version, and since when stage changes count for it. */
export interface ActiveSequence {
  version: SequenceVersion
  activatedAt: string
}

/** The active sequences that this pipeline stage triggers. Reads small items of their own, so that the cost does not grow with the copy. */
export const listActiveByStage = async (table: Table, stage: string): Promise<ActiveSequence[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.trigger(stage, '').pk },
      ConsistentRead: true,
    }),
  )
  const triggers = (Items ?? []).map((item) => triggerRow.parse(item))
  return Promise.all(
    triggers.map(async ({ sequenceId, version, activatedAt }) => ({ version: await getVersion(table, sequenceId, version), activatedAt })),
  )
}

type TransactItem = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>[number]

const write = async (table: Table, sequence: Sequence, published: SequenceVersion | null, also: TransactItem[]): Promise<Stored> => {
  const read = sequence.revision
  const next: Sequence = { ...sequence, revision: read + 1 }
  const put: TransactItem = {
    Put: {
      TableName: table.name,
      Item: { ...keys.sequence(next.id), schema: 1, ...next },
      ...(read === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#revision = :read',
            ExpressionAttributeNames: { '#revision': 'revision' },
            ExpressionAttributeValues: { ':read': read },
          }),
    },
  }
  try {
    const writes = [put, slugPut(table, next, published), ...triggerWrites(table, next, published), ...also]
    await table.documents.send(new TransactWriteCommand({ TransactItems: writes }))
    return { kind: 'stored', sequence: next }
  } catch (error) {
    if (!isLostRace(error)) throw error
    const [own, slug] = error.CancellationReasons ?? []
    if (own?.Code !== 'ConditionalCheckFailed' && slug?.Code === 'ConditionalCheckFailed')
      // Before slugs were kept, two sequences could have the same: whichever is written later takes the next free one.
      return read === 0
        ? { kind: 'slug_taken', slug: next.slug }
        : write(table, { ...sequence, slug: nextSlug(next.slug) }, published, also)
    return { kind: 'stale', current: await getSequence(table, sequence.id, true) }
  }
}

const triggerWrites = (table: Table, sequence: Sequence, published: SequenceVersion | null): TransactItem[] => {
  if (!published?.triggerStage) return []
  const key = keys.trigger(published.triggerStage, sequence.id)
  if (sequence.status !== 'active') return [{ Delete: { TableName: table.name, Key: key } }]
  const item = {
    schema: 1,
    sequenceId: sequence.id,
    version: published.version,
    activatedAt: sequence.activatedAt ?? published.publishedAt,
  }
  return [{ Put: { TableName: table.name, Item: { ...key, ...item } } }]
}
