/** Work between a source and its function: a queue that tries five times, then keeps what failed where a person can see and redrive it. */
import { Duration } from 'aws-cdk-lib'
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { mostReceives, type WorkQueueName } from '../functions/contract/dead-letters.ts'
import type { EnvironmentOf, FunctionName } from '../functions/contract/environment.ts'
import { acknowledge } from './acknowledge.ts'
import type { HandlerFunction } from './handler-function.ts'
import { alarmPeriod, type Monitoring } from './monitoring.ts'

export interface WorkQueueProps {
  monitoring: Monitoring
  /** Timeout of the function that works it off; a message stays invisible six times as long. */
  workTimeout: Duration
  /** What waits or was given up, for whom, while messages are dead. */
  deadImpact: string
  /** What comes late, for whom, while messages are old. */
  lateImpact: string
}

export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly dead: DeadLetterQueue

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id)
    this.dead = new DeadLetterQueue(this, 'Dead', { monitoring: props.monitoring, impact: props.deadImpact })
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(props.workTimeout.toSeconds() * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.dead.queue, maxReceiveCount: mostReceives },
    })
    const age = this.queue.metricApproximateAgeOfOldestMessage({ period: alarmPeriod })
    props.monitoring.chart('Oldest message of each queue, seconds', age.with({ label: `${scope.node.id} ${id}` }))
    props.monitoring.alarm(this, 'Late', {
      metric: age,
      threshold: Duration.minutes(15).toSeconds(),
      periods: 2,
      impact: props.lateImpact,
      runbook: 'a-queue-falls-behind',
    })
  }

  /** Lets `handler` work this queue off, each message failing on its own, and keep what it gives up with the reason beside it. */
  feed(handler: HandlerFunction<WorkQueueName>, { batchSize = 10, concurrency }: { batchSize?: number; concurrency: number }): void {
    handler.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], this.queue.queueArn)
    handler.allow(['sqs:SendMessage'], this.dead.queue.queueArn)
    handler.handOver('DEAD_LETTER_URL', this.dead.queue.queueUrl)
    const mapping = new CfnEventSourceMapping(this, 'Mapping', {
      eventSourceArn: this.queue.queueArn,
      functionName: handler.function.functionName,
      batchSize,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: concurrency },
    })
    // Lambda refuses a mapping whose role cannot receive yet.
    mapping.node.addDependency(handler.function.role!)
  }

  /** Lets `handler` count what waits here, and what was given up. Where these queues are it knows as whoever sends to them and looks through them. */
  countedBy(handler: HandlerFunction): void {
    for (const { queueArn } of [this.queue, this.dead.queue]) handler.allow(['sqs:GetQueueAttributes'], queueArn)
  }

  /** Lets `handler` send to this queue and tells it where it is. */
  acceptFrom<F extends FunctionName>(handler: HandlerFunction<F>, variable: keyof EnvironmentOf<F> & string): void {
    handler.allow(['sqs:SendMessage'], this.queue.queueArn)
    handler.handOver(variable, this.queue.queueUrl)
  }
}

/** Where what failed for good is kept for fourteen days, with an alarm from the first message on. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue

  constructor(scope: Construct, id: string, props: { monitoring: Monitoring; impact: string }) {
    super(scope, id)
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    acknowledge(this.queue, { SQS3: 'This is a dead-letter queue; some of its sources (Scheduler, a stream) name it by themselves.' })
    const waiting = this.queue.metricApproximateNumberOfMessagesVisible({
      period: alarmPeriod,
      statistic: 'Maximum',
    })
    // A label makes an alarm's metric an expression: only the chart has one.
    props.monitoring.chart('Dead letters', waiting.with({ label: scope.node.path.split('/').slice(1).join(' ') }))
    props.monitoring.alarm(this, 'NotEmpty', {
      metric: waiting,
      threshold: 1,
      impact: props.impact,
      runbook: 'a-dead-letter-queue-is-not-empty',
    })
  }

  /** Lets `handler` read these messages, hide them while it does, and delete them; and tells it where they are. */
  lookedThroughBy<F extends FunctionName>(handler: HandlerFunction<F>, variable: keyof EnvironmentOf<F> & string): void {
    handler.allow(['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'], this.queue.queueArn)
    handler.handOver(variable, this.queue.queueUrl)
  }
}
