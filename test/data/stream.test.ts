import { describe, expect, it } from 'vitest'
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import { readRecord } from '../../functions/data/stream.ts'

const record = (
  pk: string,
  sk: string,
  images: { before?: Record<string, AttributeValue>; after?: Record<string, AttributeValue> },
): DynamoDBRecord => ({
  eventID: 'e-1',
  dynamodb: {
    SequenceNumber: '12345678901234567890123',
    ApproximateCreationDateTime: 1_763_650_800,
    Keys: { pk: { S: pk }, sk: { S: sk } },
    ...(images.before ? { OldImage: images.before } : {}),
    ...(images.after ? { NewImage: images.after } : {}),
  },
})
const row: Record<string, AttributeValue> = {
  sequenceId: { S: 'SEQ1' },
  stepId: { S: 's1' },
  status: { S: 'sent' },
  sentAt: { S: '2026-11-20T15:00:00.000Z' },
  revision: { N: '1' },
  attempts: { L: [] },
  events: { M: {} },
}

describe('a record of the stream', () => {
  it('of a message row has both images, with its events beside its state', () => {
    // The first opening was a scanner's: it is shown, and no rate.
    const opened = { openedAt: { S: '2026-11-20T15:00:02.000Z' }, openedByPersonAt: { S: '2026-11-20T16:00:00.000Z' }, opens: { N: '2' } }
    const after = { ...row, events: { M: opened } }
    expect(readRecord(record('CONTACT#ck1', 'MESSAGE#M1', { before: row, after }))).toEqual({
      sequenceNumber: '12345678901234567890123',
      at: '2025-11-20T15:00:00.000Z',
      before: { kind: 'message', sequenceId: 'SEQ1', stepId: 's1', status: 'sent', sentAt: '2026-11-20T15:00:00.000Z' },
      after: {
        kind: 'message',
        sequenceId: 'SEQ1',
        stepId: 's1',
        status: 'sent',
        sentAt: '2026-11-20T15:00:00.000Z',
        openedAt: '2026-11-20T16:00:00.000Z',
      },
    })
  })

  it('of a head says who is enrolled, and one of an end is counted', () => {
    const enrollment = { id: { S: 'E1' }, sequenceId: { S: 'SEQ1' }, enrolledAt: { S: '2026-11-20T15:00:00.000Z' } }
    const after = { revision: { N: '3' }, enrollments: { L: [{ M: { ...enrollment, plan: { L: [{ S: 's1 1 e 1763683200 1 sc' }] } } }] } }
    expect(readRecord(record('CONTACT#ck1', 'HEAD', { after })).after).toEqual({
      kind: 'head',
      enrollments: [{ id: 'E1', sequenceId: 'SEQ1', enrolledAt: '2026-11-20T15:00:00.000Z', stuck: null }],
    })
    const stuckIn = (plan: string, more = {}) => {
      const image = { enrollments: { L: [{ M: { ...enrollment, ...more, plan: { L: [{ S: plan }] } } }] } }
      const { after: head } = readRecord(record('CONTACT#ck1', 'HEAD', { after: image }))
      return head?.kind === 'head' ? head.enrollments[0]?.stuck : undefined
    }
    const lacking = 's1 1 e 1763683200 1 he {"reason":"missing_merge_value","lacks":["street"]}'
    expect(stuckIn(lacking)).toBe('missing_merge_value')
    expect(stuckIn(lacking, { ending: { M: { exit: { S: 'replied' } } } })).toBeNull()
    expect(stuckIn(lacking, { status: { S: 'paused' }, pauseReason: { S: 'by ann' } })).toBeNull()
    expect(stuckIn('s1 1 e 1763683200 1 sc', { status: { S: 'paused' }, pauseReason: { S: 'reply_review' } })).toBe('review')
    const finished = {
      sequenceId: { S: 'SEQ1' },
      enrolledAt: { S: '2026-11-19T15:00:00.000Z' },
      finishedAt: { S: '2026-11-20T15:00:00.000Z' },
      exitReason: { S: 'moved' },
    }
    expect(readRecord(record('CONTACT#ck1', 'ENROLLMENT#E1', { after: finished })).after).toMatchObject({ kind: 'finished' })
  })

  it.each([
    ['ENROLLMENT#E1', 'REF'],
    ['CONTACT#ck1', 'PROFILE'],
    ['SEQUENCE#SEQ1', 'TOTAL'],
    ['CHECKPOINT#shard-1', 'CHECKPOINT'],
  ])('of %s %s is not', (pk, sk) => {
    expect(readRecord(record(pk, sk, { after: row }))).toMatchObject({ before: null, after: null })
  })

  it('without a sequence number is a failure, as it could not be counted once', () => {
    expect(() => readRecord({ eventID: 'e-1', dynamodb: {} })).toThrow('e-1')
  })
})
