import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeControls, getControls, noteAccount, slowChannel } from '../../functions/data/controls.ts'
import { keys } from '../../functions/data/keys.ts'
import { readSendRecords } from '../../functions/data/send-records.ts'
import type { Table } from '../../functions/data/table.ts'
import { noControls } from '../../functions/domain/signal.ts'
import { head } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const edit = { by: 'ann', at: '2026-11-20T15:00:00.000Z' }
const put = (item: Record<string, unknown>) =>
  table.documents.send(new PutCommand({ TableName: table.name, Item: { ...keys.controls(), ...item } }))

describe.skipIf(!binary)('the controls', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())
  beforeEach(async () => {
    await put({})
  })

  it('are all off where nobody has changed any', async () => {
    expect(await getControls(table)).toEqual({ controls: noControls, revision: 0 })
  })

  it('keep what an edit does not name, and say who made it', async () => {
    await changeControls(table, { allowList: ['@example.com'] }, { ...edit, read: 0 })
    const changed = await changeControls(table, { sending: 'stopped' }, { ...edit, read: 1 })
    expect(changed).toEqual({
      kind: 'stored',
      stored: {
        controls: { ...noControls, sending: 'stopped', allowList: ['@example.com'] },
        revision: 2,
        changedBy: 'ann',
        changedAt: edit.at,
      },
    })
    expect(await changeControls(table, { allowList: null }, edit)).toMatchObject({ stored: { controls: { allowList: null }, revision: 3 } })
  })

  it('take one of twenty edits at once of the same revision, and tell the others what stands', async () => {
    const edits = await Promise.all(
      Array.from({ length: 20 }, (_, n) => changeControls(table, { allowList: [`a${n}@example.com`] }, { ...edit, read: 0 })),
    )
    expect(edits.filter(({ kind }) => kind === 'stored')).toHaveLength(1)
    const { controls } = await getControls(table)
    for (const one of edits) if (one.kind === 'stale') expect(one.current).toMatchObject({ revision: 1, controls })
  })

  it('only ever raise the moment until which a channel goes slower, whatever else is edited', async () => {
    await slowChannel(table, 'sms', 2_000)
    await slowChannel(table, 'sms', 1_000)
    await changeControls(table, { sending: 'stopped' }, { ...edit, read: 0 })
    await slowChannel(table, 'email', 3_000)
    expect(await getControls(table)).toMatchObject({
      controls: { sending: 'stopped', slowUntil: { sms: 2_000, email: 3_000 } },
      revision: 1,
    })
  })

  it('are read with whatever else a message’s gates look at', async () => {
    expect((await readSendRecords(table, head())).controls).toEqual(noControls)
    await put({ sending: 'stopped', slow_call: 5 })
    expect(await readSendRecords(table, head(), 'M1')).toMatchObject({
      controls: { sending: 'stopped', slowUntil: { call: 5 } },
      profile: null,
      previous: null,
    })
  })

  it('keep what SES says of the account beside what a person changes, whose edit is not stale for it', async () => {
    const account = { sandbox: true, maxPerDay: 200, maxPerSecond: 1, enforcement: 'HEALTHY', at: edit.at }
    await noteAccount(table, account)
    const changed = await changeControls(table, { sending: 'stopped' }, { ...edit, read: 0 })
    expect(changed.kind).toBe('stored')
    expect((await getControls(table)).controls).toEqual({ ...noControls, sending: 'stopped', account })
  })
})
