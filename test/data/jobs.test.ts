import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isDone, type Job } from '../../functions/contract/job.ts'
import {
  countChunk,
  extendJob,
  finishChunk,
  getChunk,
  getJob,
  listChunks,
  listJobs,
  listWaitingChunks,
  markUndone,
  noteFound,
  putChunk,
  putJob,
} from '../../functions/data/jobs.ts'
import { acceptStageChange, adoptContact, getLead, listStage, recordOutcomes } from '../../functions/data/leads.ts'
import { contactsEverIn, contactsOfLeads } from '../../functions/data/stage-count.ts'
import { putReference } from '../../functions/data/enrollments.ts'
import type { Table } from '../../functions/data/table.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const at = '2026-11-20T15:00:00.000Z'
const job = (id: string, over: Partial<Job> = {}): Job => ({
  id,
  kind: 'bulk_enroll',
  sequenceId: 'SEQ1',
  version: 1,
  by: 'ann',
  createdAt: at,
  updatedAt: at,
  stage: null,
  onConflict: 'parallel',
  contacts: { kind: 'primary' },
  chunks: 3,
  listed: true,
  counted: [],
  total: 60,
  done: 0,
  enrolled: 0,
  refused: 0,
  ...over,
})
const row = (number: number) => ({ number, id: `c-${number}`, ask: { kind: 'contact' as const, contactId: `c-${number}` } })

describe.skipIf(!binary)('a bulk job in the table', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('counts each chunk once, whichever of many deliveries is the first', async () => {
    await putJob(table, job('J1'))
    const once = await Promise.all([0, 1, 2, 0, 1, 2, 0].map((n) => countChunk(table, 'J1', n, { done: 20, enrolled: 19, refused: 1 }, at)))
    expect(once.filter(Boolean)).toHaveLength(3)
    const stored = await getJob(table, 'J1')
    expect(stored).toMatchObject({ done: 60, enrolled: 57, refused: 3 })
    expect(stored && isDone(stored)).toBe(true)
    expect(await countChunk(table, 'nobody', 0, { done: 1, enrolled: 1, refused: 0 }, at)).toBe(false)
  })

  it('keeps a chunk as it was first stored, and only its results once it is carried out', async () => {
    const chunk = { job: 'J2', number: 0, rows: [row(1)], after: 'lead-1' }
    expect(await putChunk(table, chunk, at)).toBe(true)
    expect(await putChunk(table, { ...chunk, rows: [row(2)] }, at)).toBe(false)
    expect(await listWaitingChunks(table, '2026-11-20T14:00:00.000Z', '2026-11-20T16:00:00.000Z', 10)).toEqual([{ job: 'J2', chunk: 0 }])
    expect(await listWaitingChunks(table, '2026-11-20T15:30:00.000Z', '2026-11-20T16:00:00.000Z', 10)).toEqual([])
    const results = [{ number: 1, id: 'c-1', contactId: 'c-1', enrollmentId: 'E1', reason: null, detail: null }]
    await finishChunk(table, 'J2', 0, results)
    expect(await getChunk(table, 'J2', 0)).toEqual({ ...chunk, rows: [], results })
    expect(await listWaitingChunks(table, '2026-11-20T14:00:00.000Z', '2026-11-20T16:00:00.000Z', 10)).toEqual([])
  })

  it('keeps how its first delivery found the enrollments until it is carried out', async () => {
    const rows = [{ number: 1, id: 'E1', ask: { kind: 'enrollment' as const, enrollmentId: 'E1' } }]
    await putChunk(table, { job: 'J5', number: 0, rows, after: null }, at)
    const first = { E1: { status: 'active' as const } }
    expect(await noteFound(table, 'J5', 0, first)).toEqual(first)
    expect(await noteFound(table, 'J5', 0, { E1: { status: 'paused', pauseReason: 'by ann' } })).toEqual(first)
    expect((await getChunk(table, 'J5', 0))?.found).toEqual(first)
    const result = {
      number: 1,
      id: 'E1',
      contactId: 'c-1',
      enrollmentId: 'E1',
      reason: null,
      detail: null,
      was: first.E1,
      left: { pausedAt: 7 },
    }
    await finishChunk(table, 'J5', 0, [result])
    expect(await getChunk(table, 'J5', 0)).toEqual({ job: 'J5', number: 0, rows: [], after: null, results: [result] })
  })

  it('grows by a chunk once, and is listed to its end', async () => {
    await putJob(table, job('J3', { chunks: 0, listed: false, total: 0 }))
    expect(await extendJob(table, 'J3', 0, 25, false)).toBe(true)
    expect(await extendJob(table, 'J3', 0, 25, false)).toBe(false)
    expect(await extendJob(table, 'J3', 1, 0, true)).toBe(true)
    expect(await getJob(table, 'J3')).toMatchObject({ chunks: 1, total: 25, listed: true })
  })

  it('is listed newest first over pages, and its chunks in their order', async () => {
    const first = await listJobs(table, 10)
    expect(first.items.map(({ id }) => id)).toEqual(['J3', 'J1'])
    expect(first.next).toBeNull()
    expect((await listJobs(table, 1, 'J3')).items.map(({ id }) => id)).toEqual(['J1'])
    for (const number of [2, 0, 1]) await putChunk(table, { job: 'J4', number, rows: [row(number + 1)], after: null }, at)
    expect((await listChunks(table, 'J4', 1, 5)).map(({ number }) => number)).toEqual([1, 2])
  })

  it('is taken back by one job, whichever of many requests is the first', async () => {
    await putJob(table, job('J4', { kind: 'action', action: { name: 'pause' } }))
    const said = await Promise.all(['U1', 'U2', 'U3'].map((by) => markUndone(table, 'J4', by)))
    expect(new Set(said).size).toBe(1)
    expect((await getJob(table, 'J4'))?.undoneBy).toBe(said[0])
    await expect(markUndone(table, 'nobody', 'U1')).rejects.toThrow()
    expect(await getJob(table, 'nobody')).toBeNull()
  })

  it('goes by itself after thirty days', async () => {
    const { Items } = await table.documents.send(new ScanCommand({ TableName: table.name }))
    const expiries = (Items ?? []).filter(({ pk }) => String(pk).startsWith('JOB#')).map(({ expiresAt }) => Number(expiresAt))
    expect(new Set(expiries)).toEqual(new Set([Date.parse(at) / 1000 + 30 * 86_400]))
  })
})

describe.skipIf(!binary)('leads by their stage', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())
  const settle = async (leadId: string, stage: string, occurredAt = at) => {
    const key = `k-${leadId}`
    const change = { leadId, stage, previousStage: null, occurredAt, contacts: [{ id: leadId, key }], said: [{ id: leadId }] }
    await acceptStageChange(table, change, at)
    return recordOutcomes(table, change, [])
  }

  it('are listed once their change is settled, page by page, and no more once they have moved on', async () => {
    for (const n of [1, 2, 3, 4, 5]) await settle(`lead-${n}`, 'new')
    expect(await listStage(table, 'new', 2, null)).toEqual({ ids: ['lead-1', 'lead-2'], next: 'lead-2' })
    await settle('lead-2', 'contacted', '2026-11-21T15:00:00.000Z')
    const rest = await listStage(table, 'new', 10, 'lead-2')
    expect(rest).toEqual({ ids: ['lead-3', 'lead-4', 'lead-5'], next: null })
    expect((await listStage(table, 'contacted', 10, null)).ids).toEqual(['lead-2'])
  })

  it('are found with their contacts, and counted against who was ever in a sequence', async () => {
    await putReference(table, { id: 'E1', contactKey: 'k-lead-3', sequenceId: 'SEQ9', version: 1, enrolledAt: at })
    expect(await contactsOfLeads(table, ['lead-3', 'none'])).toEqual([['k-lead-3'], []])
    expect(await contactsEverIn(table, 'SEQ9', 10)).toEqual({ contactKeys: ['k-lead-3'], complete: true })
  })

  it('take in a contact of a list, known or not, and a later stage change all the same', async () => {
    await adoptContact(table, 'lead-3', { id: 'c-x', key: 'kx' })
    await adoptContact(table, 'lead-3', { id: 'c-x', key: 'kx' })
    expect((await getLead(table, 'lead-3'))?.contacts.map(({ id }) => id)).toEqual(['lead-3', 'c-x'])
    expect((await listStage(table, 'new', 10, null)).ids).toContain('lead-3')
    await Promise.all(['a', 'b', 'c'].map((id) => adoptContact(table, 'listed', { id, key: `k${id}` })))
    const listed = await getLead(table, 'listed')
    expect(listed?.contacts.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c'])
    expect(listed?.stage).toBe('')
    await settle('listed', 'new')
    expect(await getLead(table, 'listed')).toMatchObject({ stage: 'new', previousStage: null })
    expect((await listStage(table, 'new', 10, null)).ids).toContain('listed')
  })
})
