import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { hookMemoryDays } from '../../functions/contract/hooks.ts'
import { knownHookEvents, markHookEvents } from '../../functions/data/hook-events.ts'
import { keys } from '../../functions/data/keys.ts'
import type { Table } from '../../functions/data/table.ts'
import { binary, startTable } from './real-table.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const day = 86_400_000

describe.skipIf(!binary)('an event that was taken in by webhook', () => {
  let table: Table
  let stop = (): void => undefined
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('is known for a week, under its own source, and forgotten then though its item is still there', async () => {
    await markHookEvents(table, 'twilio', ['e1'], now)
    expect([...(await knownHookEvents(table, 'twilio', ['e1', 'e2'], now))]).toEqual(['e1'])
    expect([...(await knownHookEvents(table, 'telnyx', ['e1'], now))]).toEqual([])
    expect([...(await knownHookEvents(table, 'twilio', ['e1'], now + hookMemoryDays * day - 1_000))]).toEqual(['e1'])
    expect([...(await knownHookEvents(table, 'twilio', ['e1'], now + hookMemoryDays * day + 1_000))]).toEqual([])
  })

  it('leaves nothing but its own name, and goes by itself', async () => {
    await markHookEvents(table, 'twilio', ['e3'], now)
    const { Item } = await table.documents.send(new GetCommand({ TableName: table.name, Key: keys.hookEvent('twilio', 'e3') }))
    expect(Item).toEqual({ ...keys.hookEvent('twilio', 'e3'), schema: 1, expiresAt: now / 1000 + hookMemoryDays * 24 * 3600 })
  })

  it('is known among as many as a provider sends at once', async () => {
    const many = Array.from({ length: 230 }, (_, i) => `many-${i}`)
    await markHookEvents(table, 'sendgrid', many, now)
    expect((await knownHookEvents(table, 'sendgrid', [...many, 'other'], now)).size).toBe(230)
  })
})
