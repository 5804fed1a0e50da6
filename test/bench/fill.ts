/** A table as a busy tenant has it after a year, written in the real row formats by the real row writers, many rows at a time. */
import { BatchWriteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { suppressAddress } from '../../functions/data/addresses.ts'
import { putDraft } from '../../functions/data/drafts.ts'
import { archivePut, putReference } from '../../functions/data/enrollments.ts'
import { gatePut } from '../../functions/data/gates.ts'
import { commitHead } from '../../functions/data/heads.ts'
import type { Identity } from '../../functions/data/identity.ts'
import { interactionPut } from '../../functions/data/interactions.ts'
import type { Item } from '../../functions/data/items.ts'
import { index } from '../../functions/data/keys.ts'
import { acceptStageChange } from '../../functions/data/leads.ts'
import { putMessage } from '../../functions/data/messages.ts'
import { putNotification } from '../../functions/data/notifications.ts'
import { saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import { nextWake } from '../../functions/domain/wake.ts'
import { everyone, type Person } from './people.ts'

/** Keeps what would be put, so that it can be written in batches. */
const collector = (name: string): { table: Table; items: Item[] } => {
  const items: Item[] = []
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof PutCommand && command.input.Item) items.push(command.input.Item)
    return {}
  }
  // Only `send` is used by the writers of rows.
  return { table: { name, documents: { send } as unknown as DynamoDBDocumentClient }, items }
}

const inParallel = async <T>(all: readonly T[], width: number, each: (one: T) => Promise<unknown>): Promise<void> => {
  const queue = all.values()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const one of queue) await each(one)
    }),
  )
}

const writeAll = async (table: Table, items: readonly Item[]): Promise<void> => {
  const batches = Array.from({ length: Math.ceil(items.length / 25) }, (_, n) => items.slice(n * 25, n * 25 + 25))
  await inParallel(batches, 8, async (batch) => {
    let open: { PutRequest: { Item: Item } }[] = batch.map((Item) => ({ PutRequest: { Item } }))
    while (open.length > 0) {
      const { UnprocessedItems = {} } = await table.documents.send(new BatchWriteCommand({ RequestItems: { [table.name]: open } }))
      open = (UnprocessedItems[table.name] ?? []).flatMap(({ PutRequest }) =>
        PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
      )
    }
  })
}

const rowsOf = async (to: ReturnType<typeof collector>, person: Person): Promise<void> => {
  const { head, finished, reference, rows, drafts, gate, said, notification, lead } = person
  await putReference(to.table, reference)
  await commitHead(to.table, { ...head, revision: 0 }, nextWake(head))
  const { Item: archived } = finished ? archivePut(to.table, finished) : {}
  const { Item: waiting } = gate ? gatePut(to.table, gate) : {}
  const { Item: written } = said ? interactionPut(to.table, said) : {}
  to.items.push(...[archived, waiting, written].flatMap((item) => item ?? []))
  for (const row of rows) await putMessage(to.table, row)
  for (const draft of drafts) await putDraft(to.table, draft)
  if (notification) await putNotification(to.table, notification)
  await acceptStageChange(to.table, lead, lead.occurredAt)
  // As recording the outcomes of a stage change leaves it.
  const stored = to.items.pop()
  to.items.push({ ...stored, said: null, outcomes: [], ...index.stage(lead.stage, lead.leadId) })
}

export interface Filled {
  items: number
  messages: number
}

/** So many contacts in one sequence, each with ten messages behind it. `now` in epoch milliseconds. */
export const fill = async (
  table: Table,
  identity: Identity,
  { contacts, now, ...sequence }: { id: string; steps: number; contacts: number; now: number },
): Promise<Filled> => {
  let items = 0
  let messages = 0
  const people = everyone(identity, sequence, contacts, now)
  await inParallel(people, 16, ({ profile }) => saveProfile(table, profile))
  await inParallel(people.slice(0, 1_000), 16, ({ head: { addresses } }) => {
    const { key = '' } = addresses.email ?? {}
    const at = new Date(now - 86_400_000).toISOString()
    return suppressAddress(table, { key, kind: 'email' }, ['email'], { reason: 'unsubscribed', at, source: 'bench' })
  })
  for (let from = 0; from < people.length; from += 500) {
    const to = collector(table.name)
    for (const person of people.slice(from, from + 500)) {
      await rowsOf(to, person)
      messages += person.rows.length
    }
    await writeAll(table, to.items)
    items += to.items.length
  }
  return { items: items + people.length, messages }
}
