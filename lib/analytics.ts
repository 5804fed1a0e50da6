/** Counting as things happen (the table's stream), and every hour rollups of the sequences in which something changed. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { alarmPeriod } from './monitoring.ts'
import { rollupDefinition } from './rollup-definition.ts'
import { Recurring } from './scheduling.ts'
import { DeadLetterQueue } from './work-queue.ts'

export class Analytics extends Construct {
  readonly stateMachine: StateMachine

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id)
    this.count(house)
    this.stateMachine = this.rollUp(house)
    new Recurring(this, 'EveryHour', {
      house,
      description: `Rolls up the changed sequences of ${house.tenant}`,
      every: 'rate(1 hour)',
      target: { arn: this.stateMachine.stateMachineArn, action: 'states:StartExecution' },
      missedImpact: 'An hourly rollup could not be started: rates on the dashboard are up to an hour older than they say.',
    })
  }

  /** Lets `handler` list the rollups of the last hours, and tells it of which state machine. */
  watchedBy(handler: HandlerFunction<'api'>): void {
    handler.allow(['states:ListExecutions'], this.stateMachine.stateMachineArn)
    handler.handOver('ROLLUP_MACHINE', this.stateMachine.stateMachineArn)
  }

  /** The table's stream → tally: hourly counters, kept exactly. */
  private count(house: House): void {
    const tally = new HandlerFunction(this, 'Tally', {
      house,
      name: 'tally',
      memory: 256,
      impact: 'Counters on the dashboard stand still until the stream is read again.',
      throttledImpact: 'Counters on the dashboard lag behind what was sent.',
    })
    house.store.open(tally, { table: ['GetItem', 'Query', 'UpdateItem', 'PutItem', 'DeleteItem'] })
    const failed = new DeadLetterQueue(this, 'Uncounted', {
      monitoring: house.monitoring,
      impact: 'Changes were given up before they were counted: the numbers on the dashboard are too low.',
    })
    const stream = house.store.table.tableStreamArn!
    tally.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], stream)
    tally.allow(['sqs:SendMessage'], failed.queue.queueArn)
    const mapping = new CfnEventSourceMapping(this, 'Stream', {
      eventSourceArn: stream,
      functionName: tally.function.functionName,
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      maximumBatchingWindowInSeconds: 1,
      // Sequence numbers have an order within one shard alone, and only with a window does Lambda tell the function which shard that is.
      tumblingWindowInSeconds: 900,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 10,
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: failed.queue.queueArn } },
    })
    mapping.node.addDependency(tally.function.role!)
    house.monitoring.alarm(this, 'Uncaught', {
      metric: tally.function.metric('IteratorAge', { statistic: 'Maximum', period: alarmPeriod }),
      threshold: Duration.minutes(15).toMilliseconds(),
      periods: 2,
      impact: 'Counters on the dashboard are more than a quarter of an hour behind.',
      runbook: 'counters-fall-behind',
    })
  }

  private rollUp(house: House): StateMachine {
    const impact = 'The hourly rates on the dashboard stay as they were.'
    const changed = new HandlerFunction(this, 'Changed', { house, name: 'changed', memory: 256, impact })
    house.store.open(changed, { table: [], index: ['Query'] })
    const rollup = new HandlerFunction(this, 'Rollup', { house, name: 'rollup', timeout: Duration.seconds(120), impact })
    house.store.open(rollup, { table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] })

    const role = new Role(this, 'RollupRole', { assumedBy: new ServicePrincipal('states.amazonaws.com') })
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [changed.function.functionArn, rollup.function.functionArn],
      }),
    )
    const stateMachine = new StateMachine(this, 'Rollups', {
      comment: `Hourly rollups of ${house.tenant}`,
      definitionBody: DefinitionBody.fromString(JSON.stringify(rollupDefinition)),
      definitionSubstitutions: { ChangedFunction: changed.function.functionArn, RollupFunction: rollup.function.functionArn },
      stateMachineType: StateMachineType.STANDARD,
      timeout: Duration.minutes(50),
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'RollupLogs', {
          retention: house.settings.logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    })
    acknowledge(role, {
      'IAM5[Resource::*]': 'Log delivery and X-Ray have no resource to name; no other statement of this role has this resource.',
    })
    const period = alarmPeriod
    house.monitoring.alarm(this, 'RollupsFailed', {
      metric: new MathExpression({
        expression: 'failed + timedOut',
        usingMetrics: { failed: stateMachine.metricFailed({ period }), timedOut: stateMachine.metricTimedOut({ period }) },
        period,
      }),
      threshold: 1,
      impact,
      runbook: 'the-hourly-analytics-fail',
    })
    return stateMachine
  }
}
