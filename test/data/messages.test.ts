import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getMessage, getMessages, messagesOfEnrollment, patchMessage, putMessage, recentMessages } from '../../functions/data/messages.ts'
import type { Table } from '../../functions/data/table.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import { enrollmentId, otherEnrollmentId } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void

const row = (overrides: Partial<MessageRow> = {}): MessageRow => ({
  id: messageIdOf(enrollmentId, 1),
  enrollmentId,
  sequenceId: 'SEQ1',
  version: 1,
  contactKey: 'cc01',
  contactId: 'c-1',
  leadId: 'lead-1',
  stepId: 's1',
  stepNumber: 1,
  stepOrder: 1,
  channel: 'email',
  recipient: 'dana@example.com',
  status: 'sent',
  dueAt: '2026-11-20T15:00:00.000Z',
  sentAt: '2026-11-20T15:00:01.000Z',
  subject: 'Hello',
  body: 'Hi Dana',
  simulated: false,
  adapter: 'ses',
  providerId: 'ses-1',
  revision: 1,
  events: {},
  attempts: [
    {
      id: 'at1',
      startedAt: '2026-11-20T15:00:00.000Z',
      completedAt: '2026-11-20T15:00:01.000Z',
      adapter: 'ses',
      outcome: 'accepted',
      providerId: 'ses-1',
      revision: 1,
      verdicts: [
        { gate: 'window', pass: true, saw: 'America/Chicago (contact)' },
        { gate: 'approval', pass: true },
        { gate: 'consent', pass: false, reason: 'no_consent', saw: 'not given' },
      ],
    },
  ],
  ...overrides,
})
const key = (message: MessageRow, attemptId: string | null = 'at1') => ({
  contactKey: message.contactKey,
  messageId: message.id,
  attemptId,
})
const delivered = { status: { to: 'delivered', from: ['sent', 'unknown'] }, first: { deliveredAt: '2026-11-20T15:00:05.000Z' } } as const

describe.skipIf(!binary)('message rows', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())
  let contacts = 0
  const fresh = async (overrides: Partial<MessageRow> = {}): Promise<MessageRow> => {
    const message = row({ contactKey: `cd${++contacts}`, ...overrides })
    await putMessage(table, message)
    return message
  }
  const stored = (message: MessageRow) => getMessage(table, { contactKey: message.contactKey, messageId: message.id })

  it('are read back whole, verdicts included', async () => {
    const message = await fresh({ plannedChannel: 'sms', reason: 'healing', task: { state: 'open' } })
    expect(await stored(message)).toEqual(message)
    expect(
      await getMessages(table, [
        { contactKey: 'nobody', messageId: message.id },
        { contactKey: message.contactKey, messageId: message.id },
      ]),
    ).toEqual([null, message])
  })

  it('keep a delivery that came before the send was recorded', async () => {
    const message = await fresh({ status: 'unknown' })
    expect((await patchMessage(table, key(message), delivered)).kind).toBe('patched')
    await putMessage(table, message)
    expect(await stored(message)).toMatchObject({ status: 'delivered', events: { deliveredAt: '2026-11-20T15:00:05.000Z' } })
  })

  it('keep the first time of each event and count each open once', async () => {
    const message = await fresh()
    const open = (at: string) => patchMessage(table, key(message), { first: { openedAt: at }, counted: { name: 'opens', once: at } })
    expect((await open('2026-11-20T16:00:00.000Z')).kind).toBe('patched')
    expect((await open('2026-11-20T16:00:00.000Z')).kind).toBe('unchanged')
    await open('2026-11-20T17:00:00.000Z')
    await Promise.all(Array.from({ length: 5 }, (_, i) => open(`2026-11-20T18:00:0${i}.000Z`)))
    expect((await stored(message))?.events).toEqual({ openedAt: '2026-11-20T16:00:00.000Z', opens: 7 })
  })

  it('keep what they were told when a later attempt replaces them', async () => {
    const message = await fresh()
    await patchMessage(table, key(message), { status: { to: 'bounced', from: ['sent'] }, first: { bouncedAt: '2026-11-20T15:00:09.000Z' } })
    const again = { ...message, revision: 2, attempts: [{ ...message.attempts[0]!, id: 'at2', revision: 2 }] }
    await putMessage(table, again)
    const now = await stored(message)
    expect(now).toMatchObject({ status: 'sent', events: { bouncedAt: '2026-11-20T15:00:09.000Z' } })
    expect(now?.attempts.map(({ id }) => id)).toEqual(['at1', 'at2'])
    expect((await patchMessage(table, key(message, 'at1'), delivered)).kind).toBe('other_attempt')
    expect((await patchMessage(table, key(message, 'at2'), delivered)).kind).toBe('patched')
  })

  it('say so where there is none to tell', async () => {
    expect(await patchMessage(table, { contactKey: 'nobody', messageId: row().id, attemptId: 'at1' }, delivered)).toEqual({
      kind: 'no_row',
    })
  })

  it('never fall back from delivered to sent by a late event', async () => {
    const message = await fresh()
    await patchMessage(table, key(message), delivered)
    await patchMessage(table, key(message), {
      status: { to: 'bounced', from: ['sent', 'delivered'] },
      first: { bouncedAt: '2026-11-20T15:01:00.000Z' },
    })
    expect((await patchMessage(table, key(message), delivered)).kind).toBe('unchanged')
    expect((await stored(message))?.status).toBe('bounced')
  })

  it('close a task once', async () => {
    const message = await fresh({ task: { state: 'open' } })
    const done = (outcome: string) =>
      patchMessage(table, key(message, null), { task: { state: 'done', outcome, doneAt: '2026-11-20T18:00:00.000Z' } })
    expect((await done('reached')).kind).toBe('patched')
    expect((await done('missed')).kind).toBe('unchanged')
    expect((await stored(message))?.task?.outcome).toBe('reached')
  })

  it('are found by enrollment, and a contact’s newest first', async () => {
    const contactKey = 'ce01'
    const put = (id: string, n: number) => putMessage(table, row({ contactKey, id: messageIdOf(id, n), enrollmentId: id, stepNumber: n }))
    await put(enrollmentId, 2)
    await put(enrollmentId, 1)
    await put(otherEnrollmentId, 1)
    expect((await messagesOfEnrollment(table, contactKey, enrollmentId)).map(({ stepNumber }) => stepNumber)).toEqual([1, 2])
    expect(await recentMessages(table, contactKey, 2)).toHaveLength(2)
  })
})
