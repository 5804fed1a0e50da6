import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
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
    expect(await getControls(table)).toEqual({ controls: noControls, here: {}, revision: 0 })
  })

  it('keep what an edit does not name, and say who made it', async () => {
    await changeControls(table, { allowList: ['@example.com'] }, { ...edit, read: 0 })
    const changed = await changeControls(table, { sending: 'stopped' }, { ...edit, read: 1 })
    expect(changed).toEqual({
      kind: 'stored',
      stored: {
        controls: { ...noControls, sending: 'stopped', allowList: ['@example.com'] },
        here: {},
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

  it('keep what is set in place of the file, each setting by itself and with who set it, until it goes back to the file', async () => {
    const window = { from: '09:00', to: '12:00', days: [1, 2] }
    await changeControls(table, { here: { emailWindow: window, holidays: ['2026-12-24'] } }, { ...edit, read: 0 })
    await changeControls(
      table,
      { sending: 'stopped', here: { dailyTouchLimit: 1 } },
      { by: 'kim', at: '2026-11-21T15:00:00.000Z', read: 1 },
    )
    const { here } = await getControls(table)
    expect(here).toEqual({
      emailWindow: { value: window, by: edit.by, at: edit.at },
      holidays: { value: ['2026-12-24'], by: edit.by, at: edit.at },
      dailyTouchLimit: { value: 1, by: 'kim', at: '2026-11-21T15:00:00.000Z' },
    })
    const back = await changeControls(table, { here: { emailWindow: null, holidays: null } }, { ...edit, read: 2 })
    expect(back).toMatchObject({ kind: 'stored', stored: { revision: 3, controls: { sending: 'stopped' } } })
    expect(Object.keys((await getControls(table)).here)).toEqual(['dailyTouchLimit'])
  })

  it('are read with a message’s records in the same item: what is set costs the gates no further read', async () => {
    const holidays = Array.from({ length: 50 }, (_, i) => `2027-01-${String((i % 28) + 1).padStart(2, '0')}`)
    const stages = Array.from({ length: 20 }, (_, i) => `stage-number-${i}`)
    const window = { from: '09:00', to: '12:00', days: [1, 2, 3, 4, 5] }
    await changeControls(
      table,
      { here: { emailWindow: window, smsWindow: window, callWindow: window, holidays, stages, dailyTouchLimit: 1, latenessHours: 24 } },
      edit,
    )
    const asked: unknown[] = []
    const counting: Table = {
      ...table,
      documents: Object.assign(Object.create(table.documents) as Table['documents'], {
        send: (command: { input: unknown }) => {
          asked.push(command.input)
          return table.documents.send(command as never)
        },
      }),
    }
    expect((await readSendRecords(counting, head(), 'M1')).here).toMatchObject({
      dailyTouchLimit: { value: 1 },
      holidays: { value: holidays },
    })
    expect(asked).toHaveLength(1)
    const { Items: [item] = [], ConsumedCapacity: used } = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
        KeyConditionExpression: 'pk = :pk AND sk = :sk',
        ExpressionAttributeValues: { ':pk': keys.controls().pk, ':sk': keys.controls().sk },
      }),
    )
    expect(item).toMatchObject({ set_latenessHours: { value: 24 } })
    expect(used?.CapacityUnits).toBe(1)
  })

  it('keep what SES says of the account beside what a person changes, whose edit is not stale for it', async () => {
    const account = { sandbox: true, maxPerDay: 200, maxPerSecond: 1, enforcement: 'HEALTHY', at: edit.at }
    await noteAccount(table, account)
    const changed = await changeControls(table, { sending: 'stopped' }, { ...edit, read: 0 })
    expect(changed.kind).toBe('stored')
    expect((await getControls(table)).controls).toEqual({ ...noControls, sending: 'stopped', account })
  })
})
