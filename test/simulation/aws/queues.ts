/** SQS: at least once, in no order, invisible while worked on, given up after five receipts, and redriven by an operator some hours later. */
import type { SQSEvent } from 'aws-lambda'
import { hashOf } from '../random.ts'
import type { Handler, World } from '../world.ts'

interface Waiting {
  id: string
  body: string
  received: number
  gone: boolean
}

export interface Consumer {
  handler: Handler
  /** Timeout of the function, in seconds; what it received is invisible six times as long. */
  seconds: number
}

const mostReceipts = 5
const batchSize = 10

export interface QueueHooks {
  /** Epoch ms until which no queue is read. */
  pausedUntil(): number
  /** A record was worked off without a failure. */
  done(queue: string, body: string): void
}

export type Queue = ReturnType<typeof createQueue>

export const createQueue = (world: World, name: string, consumer: Consumer, hooks: QueueHooks) => {
  let visible: Waiting[] = []
  let polling = false
  const dead: { body: string; at: number }[] = []
  /** Given up by the function itself, while it worked on them. */
  const kept = new Set<string>()

  const send = (body: string, delay = 0): void => {
    const id = world.unique(`${name} ${hashOf(body).toString(36)}`)
    const random = world.randomFor(`queue ${id}`)
    const faults = world.faults()
    const waiting = { id, body, received: 0, gone: false }
    const late = random.chance(faults.delivered_late) ? random.next() * 3_600_000 : 0
    appear(waiting, delay + random.next() * 40 + late)
    if (random.chance(faults.delivered_twice)) appear(waiting, delay + random.next() * (random.chance(0.5) ? 60 : 5_000), true)
  }

  /** A second copy comes whether or not the first was deleted meanwhile. */
  const appear = (waiting: Waiting, delay: number, copy = false): void =>
    world.after(delay, () => {
      if (waiting.gone && !copy) return
      visible.push(waiting)
      poll()
    })

  /** Lambda's poller takes what is visible a moment later, up to ten at once, and goes on with the rest. */
  const poll = (): void => {
    if (polling) return
    polling = true
    world.at(Math.max(world.now() + 2, hooks.pausedUntil()), () => {
      polling = false
      const random = world.randomFor(world.unique(`poll ${name}`))
      const most = random.chance(0.4) ? 1 : 1 + random.int(batchSize)
      const batch = visible.slice(0, most)
      visible = visible.slice(most)
      if (visible.length > 0) poll()
      deliver(batch)
    })
  }

  const deliver = (batch: Waiting[]): void => {
    if (batch.length === 0) return
    for (const waiting of batch) waiting.received++
    const event: SQSEvent = { Records: batch.map((waiting) => recordOf(waiting, name)) }
    const label = `${name} ${batch.map(({ id, received }) => `${id.slice(name.length + 1)}${received > 1 ? `#${received}` : ''}`).join(' ')}`
    const received = world.now()
    world.note(() => `${label}: ${batch.map(({ body }) => body.slice(0, 300)).join(' | ')}`)
    world.invoke(label, consumer.handler, event, { seconds: consumer.seconds }, (ending) => {
      const failed = new Set(
        ending.kind === 'answered'
          ? (ending.value as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures.map(
              ({ itemIdentifier }) => itemIdentifier,
            )
          : batch.map(({ id }) => id),
      )
      for (const waiting of batch) {
        if (!failed.has(waiting.id)) {
          waiting.gone = true
          if (!kept.delete(waiting.body)) hooks.done(name, waiting.body)
        } else if (waiting.received >= mostReceipts) giveUp(waiting)
        else appear(waiting, received + consumer.seconds * 6_000 - world.now())
      }
    })
  }

  const giveUp = (waiting: Waiting): void => {
    if (waiting.gone) return
    waiting.gone = true
    bury(waiting.body)
  }

  /** An operator looks at the dead letters and sends them on once more; what is given up again stays. */
  const bury = (body: string): void => {
    world.note(() => `${name}: given up ${body.slice(0, 200)}`)
    const again = dead.some((other) => other.body === body)
    dead.push({ body, at: world.now() })
    if (!again) world.after(4 * 3_600_000, () => send(body))
  }

  /** What the function found hopeless and put among the dead letters counts as handled, and is not done. */
  const keep = (body: string): void => {
    kept.add(body)
    bury(body)
  }

  return { name, send, keep, dead }
}

const recordOf = ({ id, body, received }: Waiting, queue: string): SQSEvent['Records'][number] => ({
  messageId: id,
  receiptHandle: id,
  body,
  attributes: {
    ApproximateReceiveCount: String(received),
    SentTimestamp: '0',
    SenderId: 'simulated',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
  awsRegion: 'us-east-1',
})
