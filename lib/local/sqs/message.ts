/** Messages, the queues they lie in, and what can be done with both. */

export interface MessageAttribute {
  DataType: string
  StringValue?: string
  BinaryValue?: string
}
export interface QueueMessage {
  id: string
  body: string
  attributes?: Record<string, MessageAttribute>
  order: number
  sentAt: number
  visibleAt: number
  receives: number
  firstReceivedAt?: number
  senderId: string
  /** Of a dead letter: the queue that gave it up. */
  cameFrom?: string
}
export interface QueueSettings {
  name: string
  arn: string
  url: string
  delaySeconds: number
  visibilitySeconds: number
  retentionSeconds: number
  waitSeconds: number
  maximumBytes: number
  redrive?: { deadLetterTargetArn: string; maxReceiveCount: number }
}
export interface SendOptions {
  delaySeconds?: number
  attributes?: Record<string, MessageAttribute>
  senderId?: string
}
export interface Received {
  message: QueueMessage
  receiptHandle: string
}

export interface Queue {
  settings: QueueSettings
  send(body: string, options?: SendOptions): QueueMessage
  receive(most: number, visibilitySeconds?: number): Received[]
  /** A handle of an earlier receive changes nothing, as in AWS. */
  remove(receiptHandle: string): void
  /** False where the message is not in flight under this handle. */
  changeVisibility(receiptHandle: string, seconds: number): boolean
  /** Takes in a message that another queue gave up or that is redriven. */
  adopt(message: QueueMessage, cameFrom?: string): void
  takeAll(): QueueMessage[]
  purge(): void
  counts(): { visible: number; hidden: number; delayed: number; oldest?: number }
  /** How many messages may be received now. */
  waiting(): number
  /** Called whenever a message may be received. */
  onVisible(listener: () => void): void
  /** Somebody works this queue off all the time. */
  readonly consumed: boolean
}
