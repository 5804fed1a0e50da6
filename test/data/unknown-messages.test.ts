import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { countWaiting } from '../../functions/data/counts.ts'
import { commitHead } from '../../functions/data/heads.ts'
import { listOpenTasks, listUnknownMessages } from '../../functions/data/listings.ts'
import { listLog } from '../../functions/data/log.ts'
import { patchMessage, putMessage } from '../../functions/data/messages.ts'
import type { Table } from '../../functions/data/table.ts'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { enrollment, head, now, withPlan } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

const lost = { state: 'unknown' } as const
const walked = withPlan(enrollment(), { s1: lost, s2: lost, s3: lost, s4: { state: 'sent' } })
const rowOf = (step: string, status: 'unknown' | 'sent') => {
  const item = walked.plan.find((one) => one.step === step)
  if (!item) throw new Error(`no step ${step}`)
  return messageRow(head(), walked, item, { status, attempts: [], ...(step === 's4' ? { task: { state: 'open' } } : {}) })
}

describe.skipIf(!binary)('messages whose fate is open', () => {
  let table: Table
  let stop = (): void => undefined
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
    for (const step of ['s3', 's2', 's1']) await putMessage(table, rowOf(step, 'unknown'))
    await putMessage(table, rowOf('s4', 'sent'))
  })
  afterAll(() => stop())
  const stepsAfter = async (limit: number, after?: string) => {
    const { items, next } = await listUnknownMessages(table, limit, after)
    return { steps: items.map(({ stepId }) => stepId), next }
  }

  it('are listed by their due time over their pages, and tasks are not among them', async () => {
    const first = await stepsAfter(2)
    expect(first.steps).toEqual(['s1', 's2'])
    expect(await stepsAfter(2, first.next ?? '')).toEqual({ steps: ['s3'], next: null })
    expect((await listOpenTasks(table, 10)).items.map(({ stepId }) => stepId)).toEqual(['s4'])
  })

  it('are listed no more once a provider told of them, or a person sent them again', async () => {
    const again = withPlan(walked, { s1: { state: 'scheduled' }, s2: { state: 'sent' } })
    await commitHead(table, head({ revision: 0, enrollments: [again] }), null)
    // A crash may stand between the word that s2 arrived and its row: it is listed until that is made good.
    expect((await stepsAfter(10)).steps).toEqual(['s2', 's3'])
    await putMessage(table, rowOf('s3', 'sent'))
    expect((await stepsAfter(10)).steps).toEqual(['s2'])
  })

  it('are listed no more once a person says that they arrived, and stand in the log with that word', async () => {
    const attempt = {
      id: 'A1',
      startedAt: '2026-11-20T15:00:00.000Z',
      adapter: 'ses',
      outcome: 'unknown' as const,
      revision: 1,
      verdicts: [],
    }
    const row = { ...rowOf('s2', 'unknown'), attempts: [attempt] }
    await putMessage(table, row)
    const settled = { by: 'ann', at: '2026-11-20T17:00:00.000Z' }
    const arrived = () =>
      patchMessage(
        table,
        { contactKey: row.contactKey, messageId: row.id, attemptId: 'A1' },
        { status: { to: 'sent', from: ['unknown'] }, sentAt: attempt.startedAt, settled },
      )
    await putMessage(table, rowOf('s1', 'sent'))
    expect((await stepsAfter(10)).steps).toEqual(['s2'])
    expect((await arrived()).kind).toBe('patched')
    expect((await arrived()).kind).toBe('unchanged')
    expect((await stepsAfter(10)).steps).toEqual([])
    expect((await countWaiting(table, 'unknown', 10)).count).toBe(0)
    const [logged] = (await listLog(table, 'SEQ1', { limit: 10, outcome: 'unknown' })).items
    expect(logged?.row).toMatchObject({ status: 'sent', sentAt: attempt.startedAt, attempts: [{ ...attempt, settled }] })
  })

  it('cost three requests to the table a page, however many there are', async () => {
    for (let n = 0; n < 130; n++) {
      const key = `k${n}`
      const walkedBy = { ...walked, id: enrollmentIdFrom(now + n * 60_000, BigInt(n + 1) << 20n) }
      await putMessage(table, messageRow(head({ key }), walkedBy, walked.plan[0]!, { status: 'unknown', attempts: [] }))
      await commitHead(table, head({ key, revision: 0, enrollments: [walkedBy] }), null)
    }
    const requests = vi.spyOn(table.documents, 'send')
    const { steps, next } = await stepsAfter(100)
    expect(steps).toHaveLength(100)
    expect(next).not.toBeNull()
    expect(requests).toHaveBeenCalledTimes(3)
  })
})
