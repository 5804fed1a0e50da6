import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDraft, getDraft, getDrafts, listDrafts, putDraft } from '../../functions/data/drafts.ts'
import { commitHead, loadHead } from '../../functions/data/heads.ts'
import type { Table } from '../../functions/data/table.ts'
import type { Draft } from '../../functions/domain/contact.ts'
import { head } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void

const draft = (id: string, overrides: Partial<Draft> = {}): Draft => ({
  id,
  contactKey: 'k1',
  contactId: 'c-1',
  leadId: 'lead-1',
  enrollmentId: 'E1',
  sequenceId: 'SEQ1',
  version: 1,
  stepId: 's1',
  channel: 'email',
  recipient: 'dana@example.com',
  subject: 'Hi',
  body: 'Hello',
  missing: [],
  hash: 'h',
  status: 'pending',
  madeAt: '2026-11-20T15:00:00.000Z',
  dueAt: '2026-11-21T15:00:00.000Z',
  revision: 1,
  ...overrides,
})
const pending = async (): Promise<string[]> => (await listDrafts(table, 'pending', 10)).items.map(({ id }) => id)

describe.skipIf(!binary)('a draft', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('that a person wrote for one message stands with the head that names it, or not at all', async () => {
    const own = { ...head({ key: 'k9', revision: 0 }), contactId: 'c-9' }
    const written = draft('M9', { contactKey: 'k9', status: 'approved', inPlace: { by: 'Ann', at: '2026-11-20T15:00:00.000Z' } })
    const put = (of: Draft) => [{ kind: 'put_draft', draft: of, joint: true } as const]
    expect(await commitHead(table, own, null, put(written))).toBe(true)
    expect(await getDraft(table, 'k9', 'M9')).toEqual(written)
    // Somebody else was faster with the head, or with the draft: nothing is stored.
    expect(await commitHead(table, own, null, put({ ...written, body: 'Late', revision: 2 }))).toBe(false)
    expect(await commitHead(table, { ...own, revision: 1 }, null, put({ ...written, body: 'Late' }))).toBe(false)
    expect([(await getDraft(table, 'k9', 'M9'))?.body, (await loadHead(table, 'k9'))?.revision]).toEqual(['Hello', 1])
    expect((await listDrafts(table, 'decided', 10)).items).toEqual([])
  })

  it('is replaced by a newer revision only, and listed while it waits', async () => {
    expect(await pending()).toEqual([])
    expect(await putDraft(table, draft('M1'))).toBe(true)
    expect(await putDraft(table, draft('M1', { body: 'Another of the same revision' }))).toBe(false)
    expect(await putDraft(table, draft('M1', { body: 'Newer', revision: 2 }))).toBe(true)
    expect(await putDraft(table, draft('M1'))).toBe(false)
    expect(await getDraft(table, 'k1', 'M1')).toEqual(draft('M1', { body: 'Newer', revision: 2 }))
    expect(await pending()).toEqual(['M1'])
    await putDraft(table, draft('M1', { status: 'approved', revision: 3, decidedBy: 'Ann', decidedAt: '2026-11-20T16:00:00.000Z' }))
    expect(await pending()).toEqual([])
  })

  it('is listed by the time at which it is due, page by page', async () => {
    for (const [id, day] of [
      ['M2', '23'],
      ['M3', '22'],
      ['M4', '24'],
    ] as const)
      await putDraft(table, draft(id, { contactKey: `k-${id}`, dueAt: `2026-11-${day}T15:00:00.000Z` }))
    const first = await listDrafts(table, 'pending', 2)
    expect(first.items.map(({ id }) => id)).toEqual(['M3', 'M2'])
    expect((await listDrafts(table, 'pending', 2, first.next ?? '')).items.map(({ id }) => id)).toEqual(['M4'])
  })

  it('is listed among the decided ones once a person decided, the latest first', async () => {
    const by = (hour: number) => ({ revision: 9, decidedBy: 'Ann', decidedAt: `2026-11-25T0${hour}:00:00.000Z` })
    await putDraft(table, draft('M5', { contactKey: 'k-M5', status: 'approved', ...by(1) }))
    await putDraft(table, draft('M6', { contactKey: 'k-M6', status: 'dismissed', ...by(2) }))
    await putDraft(table, draft('M7', { contactKey: 'k-M7' }))
    await closeDraft(table, 'k-M7', 'M7')
    expect((await listDrafts(table, 'decided', 10)).items.map(({ id }) => id)).toEqual(['M6', 'M5', 'M1'])
  })

  it('is closed where it still waits, and left as it is where it was decided', async () => {
    await closeDraft(table, 'k-M2', 'M2')
    await closeDraft(table, 'k1', 'M1')
    await closeDraft(table, 'k1', 'M9')
    expect((await getDraft(table, 'k-M2', 'M2'))?.status).toBe('dismissed')
    expect((await getDraft(table, 'k1', 'M1'))?.status).toBe('approved')
    expect(await getDrafts(table, 'k1', ['M9', 'M1'])).toMatchObject([{ id: 'M1' }])
    expect(await getDrafts(table, 'k1', [])).toEqual([])
  })
})
