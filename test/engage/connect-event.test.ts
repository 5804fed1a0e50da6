import { describe, expect, it } from 'vitest'
import { messageReferenceOf, referenceText } from '../../functions/contract/reference.ts'
import { connectEnded } from '../../functions/engage/connect-event.ts'
import { lineOf, readHappening } from '../../functions/engage/read-happening.ts'
import { now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent } from '../runtime/world.ts'

const event = (detail: Record<string, unknown> = {}): Record<string, unknown> => ({
  version: '0',
  id: 'event-9',
  'detail-type': 'Amazon Connect Contact Event',
  source: 'aws.connect',
  account: '123456789012',
  time: '2026-11-20T15:02:05Z',
  region: 'us-east-1',
  resources: ['arn:aws:connect:us-east-1:123456789012:instance/1234abcd/contact/11111111'],
  detail: {
    eventType: 'DISCONNECTED',
    contactId: '11111111-aaaa-bbbb-cccc-222222222222',
    initialContactId: null,
    channel: 'VOICE',
    instanceArn: 'arn:aws:connect:us-east-1:123456789012:instance/1234abcd',
    initiationMethod: 'API',
    initiationTimestamp: '2026-11-20T15:00:00.000Z',
    connectedToSystemTimestamp: '2026-11-20T15:00:20.000Z',
    disconnectTimestamp: '2026-11-20T15:02:00.000Z',
    disconnectReason: 'CUSTOMER_DISCONNECT',
    ...detail,
  },
})

describe('a contact event of Amazon Connect', () => {
  it('says which contact is over, how long it took and what it came to', () => {
    const work = readHappening(event())
    expect(work).toEqual({
      kind: 'connect_ended',
      contactId: '11111111-aaaa-bbbb-cccc-222222222222',
      eventId: 'event-9',
      at: '2026-11-20T15:02:00.000Z',
      outcome: 'answered',
      durationSeconds: 100,
      detail: 'Amazon Connect: CUSTOMER_DISCONNECT',
    })
    expect(lineOf(work)).toBe('11111111-aaaa-bbbb-cccc-222222222222')
  })

  it('tells an unanswered call and a voicemail apart', () => {
    expect(readHappening(event({ connectedToSystemTimestamp: null, disconnectReason: 'TELECOM_TIMEOUT' }))).toMatchObject({
      outcome: 'no_answer',
    })
    expect(readHappening(event({ answeringMachineDetectionStatus: 'VOICEMAIL_BEEP' }))).toMatchObject({ outcome: 'voicemail' })
  })

  it('is of the contact that the call began as, where it was handed on', () => {
    expect(readHappening(event({ contactId: 'later', initialContactId: 'first' }))).toMatchObject({ contactId: 'first' })
  })

  it('is refused for good where it is not what Connect documents', () => {
    expect(() => readHappening({ ...event(), detail: { contactId: 7 } })).toThrow('event-9')
  })
})

describe('the end of a call by Amazon Connect', () => {
  const call = async () => {
    const world = createWorld(now, [version({ steps: [step(1, 'call', 0), step(2, 'task', 1440)] })])
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 1_000)
    const [message] = world.sent
    if (!message) throw new Error('nobody was called')
    return { world, message }
  }
  const read = () => {
    const work = readHappening(event())
    if (work.kind !== 'connect_ended') throw new Error('another kind of work')
    return work
  }

  it('is taken in on the message that its contact’s attributes name', async () => {
    const { world, message } = await call()
    const connectReference = () => Promise.resolve(referenceText(messageReferenceOf(message)))
    expect(await connectEnded({ ...world.engagePorts, connectReference }, read())).toBe('call_answered')
    expect(world.messages.get(message.messageId)?.row).toMatchObject({ status: 'delivered', events: { outcome: 'answered' } })
    expect([...world.interactions.values()]).toContainEqual(
      expect.objectContaining({ kind: 'outcome', durationSeconds: 100, providerId: '11111111-aaaa-bbbb-cccc-222222222222' }),
    )
  })

  it('is none of ours where the contact carries no reference', async () => {
    const { world, message } = await call()
    expect(await connectEnded({ ...world.engagePorts, connectReference: () => Promise.resolve(null) }, read())).toBe('call_of_others')
    expect(await connectEnded(world.engagePorts, read())).toBe('call_of_others')
    expect(world.messages.get(message.messageId)?.row.events).toEqual({})
  })
})
