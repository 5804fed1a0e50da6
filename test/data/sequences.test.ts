import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getSequence, getVersion, listActiveByStage, listSequences, publish, putSequence } from '../../functions/data/sequences.ts'
import type { Table } from '../../functions/data/table.ts'
import { listVersions } from '../../functions/data/versions.ts'
import { publish as published, withStatus } from '../../functions/domain/publish.ts'
import { applyPatch, newSequence, type Edited } from '../../functions/domain/sequence-edit.ts'
import type { Sequence } from '../../functions/domain/sequence.ts'
import { grounds, now } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void

const of = (edited: Edited): Sequence => {
  if (edited.kind === 'refused') throw new Error(JSON.stringify(edited.errors))
  return edited.sequence
}
const draft = (id: string, triggerStage: string | null = 'new', name = `Sequence ${id}`): Sequence =>
  of(
    newSequence(
      {
        name,
        description: '',
        triggerStage,
        goalStages: [],
        policies: {},
        steps: [{ name: 'Hello', channel: 'task', delayMinutes: 0, onFailure: 'heal' }],
      },
      { id, owner: 'ann', now },
    ),
  )
const store = async (sequence: Sequence): Promise<Sequence> => {
  const stored = await putSequence(table, sequence)
  if (stored.kind !== 'stored') throw new Error(stored.kind)
  return stored.sequence
}
const publishIt = async (sequence: Sequence): Promise<Sequence> => {
  const next = published(sequence, grounds(), now)
  if (next.kind === 'refused') throw new Error(JSON.stringify(next.errors))
  const stored = await publish(table, next.sequence, next.version)
  if (stored.kind !== 'stored') throw new Error(stored.kind)
  return stored.sequence
}
const triggered = async (stage: string) =>
  (await listActiveByStage(table, stage)).map(({ version }) => `${version.sequenceId} v${version.version}`)

describe.skipIf(!binary)('sequences in the table', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('are read back as they were written', async () => {
    const stored = await store(draft('A1'))
    expect(stored.revision).toBe(1)
    expect(await getSequence(table, 'A1', true)).toEqual(stored)
    expect(await getSequence(table, 'none')).toBeNull()
  })

  it('are told of by each of their versions, newest first, page by page', async () => {
    let sequence = await publishIt(await store(draft('V1')))
    for (const name of ['Second', 'Third']) sequence = await publishIt(of(applyPatch(sequence, { name }, now)))
    const first = await listVersions(table, 'V1', 2)
    expect([first.items.map(({ version, name }) => `${version} ${name}`), first.next]).toEqual([['3 Third', '2 Second'], 2])
    const rest = await listVersions(table, 'V1', 2, first.next ?? undefined)
    expect([rest.items.map(({ version }) => version), rest.next]).toEqual([[1], null])
    expect(await listVersions(table, 'none', 2)).toEqual({ items: [], next: null })
  })

  it('keep a step that is off in the draft alone', async () => {
    const steps = [
      { name: 'Hello', channel: 'task', delayMinutes: 0, onFailure: 'heal' },
      { name: 'Later', channel: 'task', delayMinutes: 10, onFailure: 'heal', off: true },
    ] as const
    const stored = await publishIt(await store(of(applyPatch(draft('O1'), { steps: [...steps] }, now))))
    expect((await getSequence(table, 'O1', true))?.steps.map(({ off }) => off)).toEqual([undefined, true])
    expect((await getVersion(table, 'O1', stored.version)).steps.map(({ name }) => name)).toEqual(['Hello'])
  })

  it('are written under the revision that was read', async () => {
    const first = await store(draft('B1'))
    await store({ ...first, description: 'mine' })
    expect(await putSequence(table, { ...first, description: 'yours' })).toMatchObject({ kind: 'stale', current: { revision: 2 } })
    expect(await putSequence(table, draft('B1'))).toMatchObject({ kind: 'stale', current: { revision: 2 } })
    expect((await getSequence(table, 'B1', true))?.description).toBe('mine')
  })

  it('trigger by the stage of their published version, while they are active', async () => {
    const draftOnly = await store(draft('C1', 'stage-c'))
    expect(await triggered('stage-c')).toEqual([])
    const active = await publishIt(draftOnly)
    expect(await triggered('stage-c')).toEqual(['C1 v1'])
    const edited = await store(of(applyPatch(active, { triggerStage: 'stage-d' }, now)))
    expect(await triggered('stage-c')).toEqual(['C1 v1'])
    const second = await publishIt(edited)
    expect(await triggered('stage-c')).toEqual([])
    expect(await triggered('stage-d')).toEqual(['C1 v2'])
    const paused = await store(of(withStatus(second, 'paused', now)))
    expect(await triggered('stage-d')).toEqual([])
    await store(of(withStatus(paused, 'active', now)))
    expect(await triggered('stage-d')).toEqual(['C1 v2'])
  })

  it('keep every published version', async () => {
    const first = await publishIt(await store(draft('D1')))
    await publishIt(await store(of(applyPatch(first, { name: 'Renamed' }, now))))
    expect((await getVersion(table, 'D1', 1)).name).toBe('Sequence D1')
    expect((await getVersion(table, 'D1', 2)).name).toBe('Renamed')
    await expect(getVersion(table, 'D1', 3)).rejects.toThrow('no version 3')
  })

  it('publish one version where two people publish at once', async () => {
    const stored = await store(draft('E1'))
    const next = published(stored, grounds(), now)
    if (next.kind === 'refused') throw new Error('it can be published')
    const both = await Promise.all([publish(table, next.sequence, next.version), publish(table, next.sequence, next.version)])
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['stale', 'stored'])
    expect((await getSequence(table, 'E1', true))?.version).toBe(1)
  })

  it('are listed newest first, by pages, by status and by name', async () => {
    for (const id of ['Z1', 'Z2', 'Z3']) await store(draft(id, null, `Zebra ${id}`))
    const first = await listSequences(table, { limit: 2, q: 'zebra' })
    expect(first.items.map(({ id }) => id)).toEqual(['Z3', 'Z2'])
    const second = await listSequences(table, { limit: 2, q: 'zebra', after: first.next ?? '' })
    expect(second).toMatchObject({ items: [{ id: 'Z1' }], next: null })
    expect((await listSequences(table, { limit: 50, status: 'active' })).items.every(({ status }) => status === 'active')).toBe(true)
  })
})
