import { describe, expect, it } from 'vitest'
import { awsSmsEventTypes } from '../../functions/contract/aws-sms.ts'
import { readReference, referenceText } from '../../functions/contract/reference.ts'
import { engageWork } from '../../functions/contract/work.ts'
import { readHappening } from '../../functions/engage/read-happening.ts'
import { enrollmentId, now } from '../domain/builders.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'

const ref = referenceText({
  contactKey: '4f2a9c',
  messageId: messageIdOf(enrollmentId, 2),
  attemptId: 'A1',
  step: 's2',
  sequenceId: 'SEQ1',
})
/** As EventBridge delivers what End User Messaging says of a text. */
const event = (eventType: string, over: Record<string, unknown> = {}) => ({
  version: '0',
  id: 'event-1',
  'detail-type': 'Text Message Delivery Status Updated',
  source: 'aws.sms-voice',
  account: '111122223333',
  time: '2026-11-20T15:00:01Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    eventType,
    eventVersion: '1.0',
    eventTimestamp: now + 1_000,
    isFinal: true,
    originationPhoneNumber: '+13125550100',
    destinationPhoneNumber: '+13125550142',
    isoCountryCode: 'US',
    messageId: 'ed23196c',
    messageRequestTimestamp: now,
    messageEncoding: 'GSM',
    messageType: 'PROMOTIONAL',
    messageStatus: eventType.slice('TEXT_'.length),
    messageStatusDescription: 'said so',
    context: { ref, tenant: 'acme' },
    totalMessageParts: 1,
    totalMessagePrice: 0.00883,
    totalCarrierFee: 0.003,
    ...over,
  },
})

describe('what End User Messaging says of a text', () => {
  it.each([
    ['TEXT_SUCCESSFUL', { type: 'sent' }],
    ['TEXT_UNKNOWN', { type: 'sent' }],
    ['TEXT_DELIVERED', { type: 'delivered' }],
    ['TEXT_INVALID', { type: 'undelivered', failure: 'invalid_number', code: 'TEXT_INVALID' }],
    ['TEXT_CARRIER_UNREACHABLE', { type: 'undelivered', failure: 'sms_undelivered' }],
    ['TEXT_SPAM', { type: 'undelivered', failure: 'sms_undelivered' }],
    ['TEXT_INVALID_MESSAGE', { type: 'rejected' }],
    ['TEXT_PROTECT_BLOCKED', { type: 'rejected', detail: 'End User Messaging: TEXT_PROTECT_BLOCKED (said so)' }],
  ])('%s', (type, wanted) => {
    expect(readHappening(event(type))).toMatchObject({
      kind: 'message_event',
      provider: 'aws-sms',
      channel: 'sms',
      of: readReference(ref),
      providerId: 'ed23196c',
      eventId: 'event-1',
      at: '2026-11-20T15:00:01.000Z',
      sentAt: '2026-11-20T15:00:00.000Z',
      event: wanted,
    })
  })

  it('is understood for every kind that is asked for', () => {
    for (const type of awsSmsEventTypes) expect(engageWork.safeParse(readHappening(event(type))).success, type).toBe(true)
  })

  it.each([
    ['of another sender in the account', { context: { ref: 'something else' } }, 'without a reference of ours'],
    ['without a context', { context: undefined }, 'context'],
    ['of a kind that nobody asked for', { eventType: 'TEXT_QUEUED' }, 'eventType'],
  ])('%s can never be worked on', (_name, over, why) => {
    expect(() => readHappening(event('TEXT_DELIVERED', over))).toThrow(why)
  })
})

describe('a text that comes in', () => {
  const notification = (Message: string) => ({
    Type: 'Notification',
    MessageId: 'sns-1',
    TopicArn: 'arn:aws:sns:us-east-1:111122223333:incoming',
    Message,
    Timestamp: '2026-11-20T15:00:00.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
  })
  const text = {
    originationNumber: '+13125550142',
    destinationNumber: '+13125550100',
    messageKeyword: 'KEYWORD_1',
    messageBody: 'Stop please',
    inboundMessageId: 'in-1',
    previousPublishedMessageId: 'ed23196c',
  }

  it('is an answer', () => {
    expect(readHappening(notification(JSON.stringify(text)))).toEqual({
      kind: 'inbound',
      channel: 'sms',
      from: '+13125550142',
      to: '+13125550100',
      text: 'Stop please',
      providerId: 'in-1',
      at: '2026-11-20T15:00:00.000Z',
    })
  })

  it.each(['Successfully validated SNS topic.', '{}', 'null'])('that is none (%s) is given up with its reason', (message) => {
    expect(() => readHappening(notification(message))).toThrow('sns-1 holds no text')
  })
})
