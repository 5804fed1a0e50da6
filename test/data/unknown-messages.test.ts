import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commitHead } from '../../functions/data/heads.ts'
import { listOpenTasks, listUnknownMessages } from '../../functions/data/listings.ts'
import { putMessage } from '../../functions/data/messages.ts'
import type { Table } from '../../functions/data/table.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { enrollment, head, withPlan } from '../domain/builders.ts'
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
    const again = withPlan(walked, { s1: { state: 'scheduled' } })
    await commitHead(table, head({ revision: 0, enrollments: [again] }), null)
    expect((await stepsAfter(10)).steps).toEqual(['s2', 's3'])
    await putMessage(table, rowOf('s3', 'sent'))
    expect((await stepsAfter(10)).steps).toEqual(['s2'])
  })
})
