/** An operator's day: work that was given up is read, mended and redriven; all sending is stopped and goes on. */
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import type { DeadLetterView } from '../../functions/contract/api/dead-letters.ts'
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { keys } from '../../functions/data/keys.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
})
afterEach(() => world.close())

const letters = async (queue: string): Promise<DeadLetterView[]> =>
  (await world.api<{ items: DeadLetterView[] }>('GET', `/dead-letters?queue=${queue}`, undefined, 'admin')).items

/** As if the version's row had been damaged; answers how to put it back. */
const damageVersion = async (sequenceId: string): Promise<() => Promise<void>> => {
  const credentials = { accessKeyId: 'anyone', secretAccessKey: 'anything' }
  const table = new DynamoDBClient({ endpoint: world.awsUrl, region: 'us-east-1', credentials })
  const { TableNames = [] } = await table.send(new ListTablesCommand({}))
  const { pk, sk } = keys.version(sequenceId, 1)
  const row = { TableName: TableNames[0], Key: { pk: { S: pk }, sk: { S: sk } } }
  const { Item } = await table.send(new GetItemCommand(row))
  await table.send(new UpdateItemCommand({ ...row, UpdateExpression: 'REMOVE steps' }))
  return async () => {
    await table.send(new PutItemCommand({ TableName: row.TableName, Item }))
    table.destroy()
  }
}

describe('dead letters', () => {
  it('keep an event that can never be read at once, with its reason, until somebody discards it', async () => {
    await world.publish({ leadId: 'lead-1', occurredAt: '2026-11-20T16:00:00Z', contacts: [] })
    await world.advance('PT0S')
    const [letter, ...others] = await letters('enroll')
    expect(others).toEqual([])
    expect(letter).toMatchObject({ queue: 'enroll', kind: 'unreadable', tries: 1 })
    expect(letter?.reason).toContain('The event does not say what it has to say')
    expect(letter?.reason).toContain('stage')
    expect(letter?.body).toContain('lead-1')

    expect((await world.call('GET', '/dead-letters')).status).toBe(403)
    expect((await world.call('POST', `/dead-letters/${letter?.id}/redrive`)).status).toBe(403)
    // Redriven without having been mended, it comes back with the same reason.
    await world.api('POST', `/dead-letters/${letter?.id}/redrive`, undefined, 'admin')
    await world.advance('PT0S')
    const [again] = await letters('enroll')
    expect(again).toMatchObject({ kind: 'unreadable', body: letter?.body })
    await world.api('DELETE', `/dead-letters/${again?.id}`, undefined, 'admin')
    expect(await letters('enroll')).toEqual([])
    expect(await world.filledQueues()).toEqual([])
  })

  it('keep what fails five times with the error’s words; mended and redriven, it completes once', async () => {
    const sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
    const mend = await damageVersion(sequence.id)
    await world.publish(leadEvent(1))
    await world.advance('PT0S')
    expect(await letters('enroll')).toEqual([])
    await world.advance('PT30M')
    const given = await letters('enroll')
    const event = given.find(({ body }) => body.includes('Pipeline Stage Changed'))
    expect(event).toMatchObject({ kind: 'failed', tries: 5 })
    expect(event?.reason).toMatch(/It failed in each of 5 tries, the last time with ".*steps/)
    expect(await world.enrollments(sequence.id)).toEqual([])

    await mend()
    await world.api('POST', `/dead-letters/${event?.id}/redrive`, undefined, 'admin')
    await world.advance('PT0S')
    expect(await world.enrollments(sequence.id)).toHaveLength(1)
    // So does whatever the sweep asked about the same lead meanwhile.
    await world.api('POST', '/dead-letters/redrive', { queue: 'enroll' }, 'admin')
    await world.advance('PT2H')
    expect(await letters('enroll')).toEqual([])
    expect(await world.enrollments(sequence.id)).toHaveLength(1)
    expect(await world.outbox()).toHaveLength(1)
  })
})

describe('the kill switch', () => {
  const put = (body: unknown) => world.api<SettingsView>('PUT', '/settings', body, 'admin')

  it('stops every send at once, and what it held goes on within the hour after it is lifted', async () => {
    const sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
    expect((await world.call('PUT', '/settings', { sending: 'stopped' })).status).toBe(403)
    const { controls } = await put({ sending: 'stopped', revision: 0 })
    expect(controls).toMatchObject({ sending: 'stopped', revision: 1 })
    await world.publish(...[1, 2, 3].map((n) => leadEvent(n)))
    await world.advance('P2D')
    expect(await world.outbox()).toEqual([])
    const held = (await world.messages(sequence.id)).filter(({ status }) => status === 'held')
    expect(held.map(({ stepOrder, reason }) => [stepOrder, reason])).toEqual(Array.from({ length: 3 }, () => [1, 'sending_stopped']))

    expect((await world.call('PUT', '/settings', { sending: 'on', revision: 0 }, 'admin')).status).toBe(409)
    await put({ sending: 'on', allowList: ['@simulator.amazonses.com'], revision: 1 })
    await world.advance('PT1H')
    const sent = await world.outbox()
    expect(sent.map(({ to }) => to).toSorted()).toEqual([1, 2, 3].map((n) => `success+${n}@simulator.amazonses.com`))
    expect(new Set(sent.map(({ at }) => at.slice(0, 16))).size).toBeGreaterThan(1)

    await world.advance('P1DT2H')
    const texts = (await world.messages(sequence.id)).filter(({ stepOrder }) => stepOrder === 2)
    expect(texts.map(({ status, reason }) => [status, reason])).toEqual(Array.from({ length: 3 }, () => ['skipped', 'not_on_allow_list']))
    expect(await world.outbox()).toHaveLength(3)
  })
})
