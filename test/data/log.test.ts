import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { countWaiting } from '../../functions/data/counts.ts'
import { listNextHeads } from '../../functions/data/due.ts'
import { commitHead } from '../../functions/data/heads.ts'
import { keys } from '../../functions/data/keys.ts'
import { listLog, listLogWaiting } from '../../functions/data/log.ts'
import { getMessage, patchMessage, putMessage } from '../../functions/data/messages.ts'
import { saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import { enrollmentIdFrom, messageIdOf } from '../../functions/domain/ids.ts'
import { messageRow, type RowFields } from '../../functions/domain/message-row.ts'
import type { Attempt, MessageRow } from '../../functions/domain/message.ts'
import { enrollment, head, now, profile } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void

const attempt = (n: number, minute: number, overrides: Partial<Attempt> = {}): Attempt => ({
  id: `at${n}-${minute}`,
  startedAt: `2026-11-20T15:${String(minute).padStart(2, '0')}:00.000Z`,
  adapter: 'ses',
  outcome: 'accepted',
  revision: 1,
  verdicts: [],
  ...overrides,
})
const row = (n: number, fields: Partial<RowFields> = {}): MessageRow => {
  const one = enrollment({ id: enrollmentIdFrom(now, BigInt(n) << 20n) })
  const [item] = one.plan
  if (!item) throw new Error('a plan has steps')
  return messageRow(head({ key: `cc0${n}` }), one, item, { status: 'sent', attempts: [attempt(n, n)], ...fields })
}
const log = async () => (await listLog(table, 'SEQ1', { limit: 10 })).items.map(({ row: { contactKey } }) => contactKey)

describe.skipIf(!binary)("a sequence's log", () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('has its messages by when their first attempt began, newest first, page by page', async () => {
    await saveProfile(table, { ...profile, key: 'cc01' })
    await commitHead(table, head({ key: 'cc01', revision: 0, enrollments: [enrollment({ id: row(1).enrollmentId })] }), null)
    for (const n of [2, 1, 3]) await putMessage(table, row(n))
    expect(await log()).toEqual(['cc03', 'cc02', 'cc01'])
    const first = await listLog(table, 'SEQ1', { limit: 2 })
    const [last] = (await listLog(table, 'SEQ1', { limit: 2, after: first.next ?? '' })).items
    expect(last).toMatchObject({ startedAt: '2026-11-20T15:01:00.000Z', profile: { firstName: 'Dana' }, live: { id: row(1).enrollmentId } })
    expect((await listLog(table, 'OTHER', { limit: 2 })).items).toEqual([])
    expect((await listLog(table, 'SEQ1', { limit: 10, channel: 'sms' })).items).toEqual([])
    expect((await listLog(table, 'SEQ1', { limit: 10, channel: 'email', outcome: 'accepted' })).items).toHaveLength(3)
    expect((await listLog(table, 'SEQ1', { limit: 10, outcome: 'unknown' })).items).toEqual([])
    const [newest] = (await listLog(table, 'SEQ1', { limit: 10 })).items
    const after = await listLog(table, 'SEQ1', { limit: 10, after: newest?.place })
    expect(after.items.map(({ row: { contactKey } }) => contactKey)).toEqual(['cc02', 'cc01'])
  })

  it('leaves a message where it stands, whatever becomes of it and however often it is tried', async () => {
    const many = Array.from({ length: 25 }, (_, i) =>
      attempt(1, 10 + i, { outcome: 'gated', verdicts: [{ gate: 'window', pass: true, saw: String(i) }] }),
    )
    await putMessage(table, row(1, { status: 'scheduled', attempts: many }))
    await patchMessage(
      table,
      { contactKey: 'cc01', messageId: row(1).id, attemptId: null },
      { first: { openedAt: '2026-11-20T16:00:00.000Z' } },
    )
    expect((await getMessage(table, { contactKey: 'cc01', messageId: row(1).id }))?.attempts[0]?.startedAt).not.toBe(
      '2026-11-20T15:01:00.000Z',
    )
    const { items } = await listLog(table, 'SEQ1', { limit: 10 })
    expect(items.map(({ row: { contactKey } }) => contactKey)).toEqual(['cc03', 'cc02', 'cc01'])
    expect(items.at(-1)?.startedAt).toBe('2026-11-20T15:01:00.000Z')
  })

  it('tells of open tasks and of unknown messages apart, and has them once they are over', async () => {
    await putMessage(table, row(4, { task: { state: 'open' } }))
    await putMessage(table, row(5, { status: 'unknown' }))
    expect(await log()).toEqual(['cc03', 'cc02', 'cc01'])
    const waiting = await listLogWaiting(table, 'SEQ1')
    expect(waiting).toMatchObject({ more: false })
    expect(waiting.items.map(({ row: { contactKey }, startedAt }) => [contactKey, startedAt])).toEqual([
      ['cc04', '2026-11-20T15:04:00.000Z'],
      ['cc05', '2026-11-20T15:05:00.000Z'],
    ])
    expect(await countWaiting(table, 'task', 10)).toEqual({ count: 1, more: false })
    expect(await countWaiting(table, 'task', 10, row(4).dueAt)).toEqual({ count: 0, more: false })
    await patchMessage(
      table,
      { contactKey: 'cc04', messageId: row(4).id, attemptId: null },
      { task: { state: 'done', outcome: 'called', doneAt: '2026-11-20T16:00:00.000Z' } },
    )
    expect(await log()).toEqual(['cc04', 'cc03', 'cc02', 'cc01'])
    expect((await listLogWaiting(table, 'OTHER')).items).toEqual([])
  })

  it('takes in what a release without a log stored, with its next write', async () => {
    await putMessage(table, row(6))
    await table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.message('cc06', messageIdOf(row(6).enrollmentId, 1)),
        UpdateExpression: 'REMOVE gsi1pk, gsi1sk, loggedAt',
      }),
    )
    expect(await log()).not.toContain('cc06')
    await patchMessage(
      table,
      { contactKey: 'cc06', messageId: row(6).id, attemptId: null },
      { first: { openedAt: '2026-11-20T16:00:00.000Z' } },
    )
    expect((await log())[0]).toBe('cc06')
  })
})

describe.skipIf(!binary)('what is due next', () => {
  it('is found over all shards, with the time up to which all is known', async () => {
    const { table: own, stop: end } = await startTable()
    const wake = Math.floor(now / 1000)
    for (const n of [0, 1, 2, 3]) await commitHead(own, head({ key: `0${n}`, revision: 0 }), wake + n)
    const all = await listNextHeads(own, 10)
    expect(all.heads.map(({ key }) => key).toSorted()).toEqual(['00', '01', '02', '03'])
    expect(all.through).toBeNull()
    const some = await listNextHeads(own, 1)
    expect(some.heads.map(({ key }) => key).toSorted()).toEqual(['00', '01'])
    expect(some.through).toBe(wake)
    end()
  })
})
