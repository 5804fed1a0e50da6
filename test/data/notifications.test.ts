import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  countUnread,
  listNotifications,
  markNotification,
  putNotification,
  removeNotificationsOf,
} from '../../functions/data/notifications.ts'
import type { Table } from '../../functions/data/table.ts'
import type { NewNotification } from '../../functions/domain/notification.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const day = 86_400_000
const begin = Date.parse('2026-11-20T15:00:00.000Z')
const told = (minute: number, over: Partial<NewNotification> = {}): NewNotification => ({
  type: 'escalation',
  priority: 'urgent',
  at: new Date(begin + minute * 60_000).toISOString(),
  text: `minute ${minute}`,
  sequenceId: 'SEQ1',
  occasion: String(minute),
  ...over,
})
const texts = async (unread: boolean, now = begin) =>
  (await listNotifications(table, { limit: 50, unread, now })).items.map(({ text }) => text)

describe.skipIf(!binary)('notifications', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
    for (const minute of [1, 2, 3]) await putNotification(table, told(minute, minute === 2 ? { contactKey: 'ck1', contactId: 'c-1' } : {}))
  })
  afterAll(() => stop())

  it('are listed newest first, page by page', async () => {
    const first = await listNotifications(table, { limit: 2, unread: false, now: begin })
    expect(first.items.map(({ text }) => text)).toEqual(['minute 3', 'minute 2'])
    const second = await listNotifications(table, { limit: 2, after: first.next ?? '', unread: false, now: begin })
    expect(second.items.map(({ text }) => text)).toEqual(['minute 1'])
    expect(second.next).toBeNull()
  })

  it('told of twice are one, and stay read', async () => {
    const [newest] = (await listNotifications(table, { limit: 1, unread: false, now: begin })).items
    const readAt = '2026-11-20T16:00:00.000Z'
    expect(await markNotification(table, newest?.id ?? '', readAt)).toMatchObject({ text: 'minute 3', readAt })
    await putNotification(table, told(3))
    expect(await texts(true)).toEqual(['minute 2', 'minute 1'])
    expect(await countUnread(table, 100)).toBe(2)
  })

  it('can be made unread again, and one that is not there is nobody’s', async () => {
    const [newest] = (await listNotifications(table, { limit: 1, unread: false, now: begin })).items
    await markNotification(table, newest?.id ?? '', null)
    expect(await texts(true)).toEqual(['minute 3', 'minute 2', 'minute 1'])
    expect(await markNotification(table, '01ARZ3NDEKTSV4RRFFQ69G5FAV', null)).toBeNull()
  })

  it('are not shown after ninety days, swept away or not', async () => {
    expect(await texts(false, begin + 91 * day)).toEqual([])
  })

  it('of an erased person go', async () => {
    await removeNotificationsOf(table, 'ck1')
    expect(await texts(false)).toEqual(['minute 3', 'minute 1'])
  })

  it('of an occasion that lasts is one, however often it is told of', async () => {
    const lasting = (minute: number) => told(minute, { text: `lasting ${minute}`, occasion: 'day', occasionAt: '2026-11-20T00:00:00.000Z' })
    await putNotification(table, lasting(4))
    await putNotification(table, lasting(5))
    const { items } = await listNotifications(table, { limit: 50, unread: false, now: begin })
    const [only, ...others] = items.filter(({ text }) => text.startsWith('lasting'))
    expect(others).toEqual([])
    expect(only).toMatchObject({ text: 'lasting 4', at: lasting(4).at })
    await markNotification(table, only?.id ?? '', '2026-11-20T16:00:00.000Z')
  })
})
