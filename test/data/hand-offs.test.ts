import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putReference } from '../../functions/data/enrollments.ts'
import { decideGate, gatePut, getGate, listGates } from '../../functions/data/gates.ts'
import { getSequenceBySlug, listRoutes, publish as store, putSequence } from '../../functions/data/sequences.ts'
import { bodyOf } from '../../functions/api/documents.ts'
import { keys } from '../../functions/data/keys.ts'
import {
  getSequenceTemplate,
  listSequenceTemplates,
  putSequenceTemplate,
  removeSequenceTemplate,
} from '../../functions/data/sequence-templates.ts'
import { getStepTemplate, listStepTemplates, putStepTemplate, removeStepTemplate } from '../../functions/data/step-templates.ts'
import type { Table } from '../../functions/data/table.ts'
import type { Gate } from '../../functions/domain/contact.ts'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import { publish } from '../../functions/domain/publish.ts'
import { newSequence } from '../../functions/domain/sequence-edit.ts'
import type { ExitRoutes, Sequence } from '../../functions/domain/sequence.ts'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { grounds, now } from '../domain/builders.ts'
import { binary, putAlone, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const at = new Date(now).toISOString()
const draft = (id: string, slug: string, exitRoutes: ExitRoutes = {}): Sequence => {
  const steps = [{ name: 'Task', channel: 'task' as const, delayMinutes: 0, onFailure: 'heal' as const }]
  const made = newSequence(
    { name: slug, slug, description: '', triggerStage: null, goalStages: [], policies: {}, steps, exitRoutes },
    { id, owner: 'ann', now },
  )
  if (made.kind !== 'edited') throw new Error('no draft')
  return made.sequence
}
const stored = async (sequence: Sequence): Promise<Sequence> => {
  const written = await putSequence(table, sequence)
  if (written.kind !== 'stored') throw new Error(written.kind)
  return written.sequence
}
const forget = (slug: string) => table.documents.send(new DeleteCommand({ TableName: table.name, Key: keys.slug(slug) }))

describe.skipIf(!binary)('what is kept of hand-offs', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  describe('a slug', () => {
    it('is one sequence’s, however many take it at once', async () => {
      const all = await Promise.all(['A1', 'A2', 'A3', 'A4'].map((id) => putSequence(table, draft(id, 'once'))))
      expect(all.filter(({ kind }) => kind === 'stored')).toHaveLength(1)
      expect((await getSequenceBySlug(table, 'once'))?.slug).toBe('once')
      expect(await putSequence(table, draft('A5', 'once'))).toEqual({ kind: 'slug_taken', slug: 'once' })
    })

    it('stays its sequence’s through edits', async () => {
      const first = await stored(draft('B1', 'kept'))
      await stored({ ...first, description: 'edited' })
      expect(await getSequenceBySlug(table, 'kept')).toMatchObject({ id: 'B1', description: 'edited' })
      expect(await getSequenceBySlug(table, 'nobody')).toBeNull()
    })

    it('finds a sequence of an earlier release that noted none, and is noted by its next write', async () => {
      const old = await stored(draft('C1', 'older'))
      await forget('older')
      expect((await getSequenceBySlug(table, 'older'))?.id).toBe('C1')
      expect(await listRoutes(table, ['older', 'nobody'])).toContainEqual({ slug: 'older', to: [] })
      expect((await listRoutes(table, [])).map(({ slug }) => slug)).not.toContain('older')
      await stored(old)
      expect((await listRoutes(table, [])).map(({ slug }) => slug)).toContain('older')
    })

    it('moves on to a free one where an earlier release gave it twice', async () => {
      const first = await stored(draft('D1', 'twice'))
      await forget('twice')
      await stored(draft('D2', 'twice'))
      expect((await stored({ ...first, description: 'edited' })).slug).toBe('twice-2')
      expect((await getSequenceBySlug(table, 'twice'))?.id).toBe('D2')
    })

    it('knows what follows its sequence, as a draft and as it is published, until it is archived', async () => {
      const first = await stored(draft('E1', 'routed', { converted: 'first' }))
      const published = publish(first, grounds(), now)
      if (published.kind !== 'published') throw new Error('not published')
      const written = await store(table, published.sequence, published.version)
      if (written.kind !== 'stored') throw new Error(written.kind)
      const to = async () => (await listRoutes(table, [])).find(({ slug }) => slug === 'routed')?.to
      const edited = await stored({ ...written.sequence, exitRoutes: { replied: 'second' } })
      expect(await to()).toEqual(['second', 'first'])
      await stored({ ...edited, status: 'archived' })
      expect(await to()).toEqual([])
    })
  })

  describe('a gate', () => {
    const id = enrollmentIdFrom(now, 4_096n)
    const gate: Gate = {
      id,
      contactKey: 'ck1',
      contactId: 'c-1',
      leadId: 'lead-1',
      sequenceId: 'SEQ1',
      exit: 'booked',
      openedAt: at,
      suggested: ['close'],
      state: 'open',
    }
    const decision = { by: 'ann', at, sequences: ['close'], goal: 'pipeline' as const }

    it('opens once, is listed while it is open, and is decided once', async () => {
      await putReference(table, { id, contactKey: 'ck1', sequenceId: 'SEQ1', version: 1, enrolledAt: at })
      await putAlone(table, gatePut(table, gate))
      expect(await getGate(table, id)).toEqual(gate)
      expect((await listGates(table, 'open', 10, undefined)).items).toEqual([gate])
      const both = await Promise.all([1, 2].map(() => decideGate(table, { ...gate, state: 'passed', decision })))
      expect(both.toSorted()).toEqual([false, true])
      expect(await getGate(table, id)).toEqual({ ...gate, state: 'passed', decision })
      expect((await listGates(table, 'open', 10, undefined)).items).toEqual([])
      expect((await listGates(table, 'decided', 10, undefined)).items).toEqual([{ ...gate, state: 'passed', decision }])
    })

    it('is listed among the decided ones, the latest first', async () => {
      for (const [hour, name] of [
        [1, 'D1'],
        [2, 'D2'],
      ] as const) {
        const one = { ...gate, id: name, contactKey: `ck-${name}` }
        await putAlone(table, gatePut(table, one))
        await decideGate(table, { ...one, state: 'closed', decision: { by: 'ann', at: `2027-01-01T0${hour}:00:00.000Z`, sequences: [] } })
      }
      expect((await listGates(table, 'decided', 2, undefined)).items.map((one) => one.id)).toEqual(['D2', 'D1'])
    })

    it('is listed page by page, the one that has waited longest first', async () => {
      const many = [3, 1, 2].map((hour) => ({
        ...gate,
        id: `G${hour}`,
        contactKey: `ck${hour}`,
        openedAt: `2026-11-21T0${hour}:00:00.000Z`,
      }))
      for (const one of many) await putAlone(table, gatePut(table, one))
      const first = await listGates(table, 'open', 2, undefined)
      expect(first.items.map((one) => one.id)).toEqual(['G1', 'G2'])
      const second = await listGates(table, 'open', 2, first.next ?? '')
      expect([second.items.map((one) => one.id), second.next]).toEqual([['G3'], null])
    })
  })

  it('keeps step templates under their revision, newest first', async () => {
    const step = { name: 'Task', channel: 'task' as const, delayMinutes: 0, onFailure: 'heal' as const, brief: 'Say hello' }
    const of = (id: string) => ({ id, name: id, step, createdBy: 'ann', createdAt: at, updatedAt: at, revision: 0 })
    const stored = await putStepTemplate(table, of('T1'))
    await putStepTemplate(table, of('T2'))
    expect(stored).toEqual({ ...of('T1'), revision: 1 })
    expect(await putStepTemplate(table, of('T1'))).toBeNull()
    const page = await listStepTemplates(table, 1)
    expect([page.items.map(({ id }) => id), page.next]).toEqual([['T2'], 'T2'])
    expect((await listStepTemplates(table, 1, 'T2')).items.map(({ id }) => id)).toEqual(['T1'])
    await removeStepTemplate(table, 'T1')
    expect(await getStepTemplate(table, 'T1')).toBeNull()
  })

  it('and those of whole sequences are listed newest first and removed', async () => {
    const sequence = bodyOf(draft('S-TEMPLATE', 'template'))
    const of = (id: string) => ({ id, name: id, sequence, createdBy: 'ann', createdAt: at })
    await putSequenceTemplate(table, of('T1'))
    await putSequenceTemplate(table, of('T2'))
    expect(await getSequenceTemplate(table, 'T1')).toEqual(of('T1'))
    const page = await listSequenceTemplates(table, 1)
    expect([page.items.map(({ id }) => id), page.next]).toEqual([['T2'], 'T2'])
    expect((await listSequenceTemplates(table, 1, 'T2')).items.map(({ id }) => id)).toEqual(['T1'])
    await removeSequenceTemplate(table, 'T1')
    expect(await getSequenceTemplate(table, 'T1')).toBeNull()
  })
})
