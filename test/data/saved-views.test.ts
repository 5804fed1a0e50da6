import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getShelf, putShelf } from '../../functions/data/saved-views.ts'
import type { Table } from '../../functions/data/table.ts'
import type { SavedView } from '../../functions/domain/saved-view.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const view = (id: string, over: Partial<SavedView> = {}): SavedView => ({
  id,
  screen: 'enrollments',
  name: `View ${id}`,
  query: 'status=paused',
  shared: false,
  owner: 'ann',
  updatedAt: '2026-11-20T15:00:00.000Z',
  ...over,
})

describe.skipIf(!binary)('a shelf of saved views', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('is empty before anything is put on it, and each person has one of their own beside everybody’s', async () => {
    expect(await getShelf(table, 'ann')).toEqual({ views: [], revision: 0 })
    expect(await putShelf(table, 'ann', { views: [view('1')], revision: 0 })).toBe(true)
    expect(await putShelf(table, null, { views: [view('2', { shared: true })], revision: 0 })).toBe(true)
    expect(await getShelf(table, 'ann')).toEqual({ views: [view('1')], revision: 1 })
    expect((await getShelf(table, null)).views.map(({ id }) => id)).toEqual(['2'])
    expect((await getShelf(table, 'kim')).views).toEqual([])
  })

  it('forgets the search text that an earlier release kept', async () => {
    await putShelf(table, 'eve', { views: [view('1', { query: 'due=today&q=Dana+Reyes&state=paused' })], revision: 0 })
    expect((await getShelf(table, 'eve')).views).toMatchObject([{ query: 'due=today&state=paused' }])
  })

  it('takes one of those who change it at the same moment', async () => {
    const shelf = await getShelf(table, 'bob')
    const stored = await Promise.all(['1', '2', '3'].map((id) => putShelf(table, 'bob', { ...shelf, views: [view(id)] })))
    expect(stored.filter(Boolean)).toHaveLength(1)
    const { views, revision } = await getShelf(table, 'bob')
    expect(await putShelf(table, 'bob', { views: [...views, view('4')], revision: revision - 1 })).toBe(false)
    expect(await putShelf(table, 'bob', { views: [...views, view('4')], revision })).toBe(true)
  })

  it('holds two hundred of the longest views in one item', async () => {
    const long = Array.from({ length: 200 }, (_, i) =>
      view(String(i).padStart(26, '0'), { name: '😀'.repeat(30), query: 'q'.repeat(1_000), owner: 'o'.repeat(200) }),
    )
    expect(await putShelf(table, null, { views: long, revision: 1 })).toBe(true)
    expect((await getShelf(table, null)).views).toHaveLength(200)
  })
})
