/** On the hosted queues: what is hidden, put back and deleted there is SQS's own doing, as far as the local runtime is faithful. */
import { GetQueueAttributesCommand, PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDeadLetterQueue } from '../../functions/adapters/dead-letter-queue.ts'
import { openDeadLetters } from '../../functions/adapters/dead-letters.ts'
import type { DeadLetterQueue, GivenUp } from '../../functions/contract/dead-letters.ts'
import type { LocalRuntime } from '../../lib/local/host.ts'
import { smallStack, type SmallStack } from '../local/small-stack.ts'

const queue = (QueueName: string, more: Record<string, unknown> = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, VisibilityTimeout: 60, ...more },
})

let stack: SmallStack
let runtime: LocalRuntime
let sqs: SQSClient
let letters: DeadLetterQueue
const url = (name: string): string => `${runtime.awsUrl}/123456789012/${name}`

beforeAll(async () => {
  stack = smallStack({
    Work: queue('work', { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 } }),
    Dead: queue('dead'),
  })
  runtime = await stack.start()
  // The adapters make clients of their own, as in a function.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: runtime.awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'anyone',
    AWS_SECRET_ACCESS_KEY: 'anything',
  })
  sqs = new SQSClient({})
  letters = openDeadLetterQueue({ dead: url('dead'), source: url('work'), waitSeconds: 0 })
}, 60_000)
afterAll(async () => {
  sqs.destroy()
  await runtime.stop()
  stack.remove()
})

const why = (given: Partial<GivenUp> = {}): GivenUp => ({
  reason: 'failed',
  detail: 'Error: no',
  source: 'arn:aws:sqs:us-east-1:123456789012:work',
  firstReceivedAt: '2026-11-20T15:00:00.000Z',
  tries: 5,
  ...given,
})
const keep = (body: string, given?: Partial<GivenUp>) => openDeadLetters(url('dead')).keep(body, why(given))
const receive = async (name: string) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url(name), MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  )
  return Messages.map(({ Body }) => Body).toSorted()
}
const countOf = async (name: string) => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url(name), AttributeNames: [...names] }))
  return names.map((attribute) => Number(Attributes[attribute]))
}

describe('a dead-letter queue', () => {
  beforeEach(async () => {
    for (const name of ['work', 'dead']) await sqs.send(new PurgeQueueCommand({ QueueUrl: url(name) }))
  })

  it('keeps why each was given up, whatever the error’s text is made of', async () => {
    await keep('{"a":1}', { reason: 'not_json', detail: `bad \u0000\uffff\ud800 token ${'x'.repeat(2_000)}`, tries: 1 })
    await keep('b', { detail: '' })
    const { letters: kept, more } = await letters.list(10)
    expect(more).toBe(false)
    const [first, second] = kept
    expect(first).toMatchObject({ body: '{"a":1}', tries: 1, cause: { kind: 'said', reason: 'not_json' } })
    expect(first?.cause).toMatchObject({ detail: expect.stringMatching(/^bad {2}\W* token x+$/) as unknown })
    expect(second).toMatchObject({ body: 'b', cause: { kind: 'said', reason: 'failed', detail: '-' } })
  })

  it('is listed over and over without being taken away, however many there are', async () => {
    for (let n = 0; n < 25; n++) await keep(`letter ${n}`)
    const first = await letters.list(100)
    const second = await letters.list(100)
    expect(first).toMatchObject({ more: false })
    expect(first.letters).toHaveLength(25)
    expect(second.letters.map(({ id }) => id).toSorted()).toEqual(first.letters.map(({ id }) => id).toSorted())
    expect(await letters.list(7)).toMatchObject({ more: true, letters: { length: 7 } })
    expect(await countOf('dead')).toEqual([25, 0])
  })

  it('is listed at once where it is empty, and where as many came as were counted', async () => {
    const waiting = openDeadLetterQueue({ dead: url('dead'), source: url('work'), waitSeconds: 20 })
    expect(await waiting.list(100)).toEqual({ letters: [], more: false })
    for (let n = 0; n < 12; n++) await keep(`letter ${n}`)
    expect(await waiting.list(100)).toMatchObject({ more: false, letters: { length: 12 } })
  }, 15_000)

  it('gives one back to its queue, deletes one, and leaves the rest in sight', async () => {
    for (const body of ['mended', 'wrong for good', 'other']) await keep(body)
    const idOf = async (body: string) => (await letters.list(10)).letters.find((letter) => letter.body === body)?.id ?? ''
    const mended = await idOf('mended')
    expect(await letters.redrive(mended)).toMatchObject({ body: 'mended' })
    expect(await letters.redrive(mended)).toBeNull()
    expect(await letters.discard(await idOf('wrong for good'))).toMatchObject({ body: 'wrong for good' })
    expect(await receive('work')).toEqual(['mended'])
    expect((await letters.list(10)).letters.map(({ body }) => body)).toEqual(['other'])
    expect(await countOf('dead')).toEqual([1, 0])
  })

  it('gives all of them back, up to a number', async () => {
    for (let n = 0; n < 12; n++) await keep(`again ${n}`)
    expect(await letters.redriveAll(5)).toMatchObject({ more: true, letters: { length: 5 } })
    expect(await letters.redriveAll(100)).toMatchObject({ more: false, letters: { length: 7 } })
    expect(await countOf('dead')).toEqual([0, 0])
  })

  it('says that there was no answer where the queue itself gave a message up', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url('work'), MessageBody: 'dies' }))
    for (let n = 0; n < 3; n++) await receive('work')
    const { letters: kept } = await letters.list(10)
    expect(kept.filter(({ body }) => body === 'dies')).toMatchObject([{ tries: 5, cause: { kind: 'no_answer' } }])
  })

  it('says what EventBridge said where it could not deliver', async () => {
    const MessageAttributes = {
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
      ERROR_MESSAGE: { DataType: 'String', StringValue: 'it may not send' },
    }
    await sqs.send(new SendMessageCommand({ QueueUrl: url('dead'), MessageBody: 'undelivered', MessageAttributes }))
    const { letters: kept } = await letters.list(10)
    expect(kept).toMatchObject([{ tries: 0, cause: { kind: 'undelivered', detail: 'it may not send' } }])
  })
})
