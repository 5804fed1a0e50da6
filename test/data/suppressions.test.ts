import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { liftOptOut, liftSuppression, loadAddresses, suppressAddress } from '../../functions/data/addresses.ts'
import { forgetOpened, listClosed, listClosedSince, listOpened } from '../../functions/data/suppressions.ts'
import type { Table } from '../../functions/data/table.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const at = (minute: number) => `2026-11-20T15:0${minute}:00.000Z`
const close = (key: string, minute: number, more: Record<string, string> = {}) =>
  suppressAddress(table, { key, kind: 'phone' }, ['sms', 'call'], {
    reason: 'opted_out',
    at: at(minute),
    source: 'sms',
    ...more,
  })
const keysOf = (records: readonly { key: string }[]) => records.map(({ key }) => key)

describe.skipIf(!binary)('closed addresses', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
    await close('aa01', 1)
    await close('aa02', 2)
    await close('aa03', 0, { learntAt: at(3) })
  })
  afterAll(() => stop())

  it('are listed page by page, those last heard of first', async () => {
    const first = await listClosed(table, 2)
    expect(keysOf(first.records)).toEqual(['aa03', 'aa02'])
    const second = await listClosed(table, 2, first.next ?? '')
    expect(keysOf(second.records)).toEqual(['aa01'])
    expect(second.next).toBeNull()
  })

  it('keep since when they are closed, though it was heard of later', async () => {
    const [record] = await loadAddresses(table, ['aa03'])
    expect(record?.suppressed.sms).toEqual({ reason: 'opted_out', at: at(0), source: 'sms' })
  })

  it('are found by what was heard of since a time', async () => {
    expect(keysOf((await listClosedSince(table, at(2), 10)).records)).toEqual(['aa02', 'aa03'])
    expect(keysOf((await listClosedSince(table, '', 10)).records)).toEqual(['aa01', 'aa02', 'aa03'])
  })

  it('stay listed while one channel is closed, and wait for the providers to hear of it once none is', async () => {
    await liftSuppression(table, 'aa01', ['call'], at(4))
    expect(keysOf((await listClosed(table, 10)).records)).toContain('aa01')
    const { lifted, record } = await liftSuppression(table, 'aa01', ['sms', 'call'], at(5))
    expect(lifted).toEqual({ sms: { reason: 'opted_out', at: at(1), source: 'sms' } })
    expect(record?.suppressed).toEqual({})
    expect(keysOf((await listClosed(table, 10)).records)).not.toContain('aa01')
    expect(keysOf(await listOpened(table, 10))).toEqual(['aa01'])
    expect(await forgetOpened(table, 'aa01')).toBe(true)
    expect(await listOpened(table, 10)).toEqual([])
  })

  it('that were closed again meanwhile stay listed as closed', async () => {
    await liftOptOut(table, 'aa02', ['sms', 'call'], at(6))
    await close('aa02', 7)
    expect(await forgetOpened(table, 'aa02')).toBe(false)
    expect(keysOf((await listClosed(table, 10)).records)).toContain('aa02')
  })

  it('are not opened by the person where they complained, and are by an admin', async () => {
    await suppressAddress(table, { key: 'aa04', kind: 'email' }, ['email'], { reason: 'complained', at: at(1), source: 'ses' })
    expect((await liftOptOut(table, 'aa04', ['email'], at(2)))?.suppressed.email?.reason).toBe('complained')
    expect((await liftSuppression(table, 'aa04', ['email'], at(3))).record?.suppressed).toEqual({})
  })
})
