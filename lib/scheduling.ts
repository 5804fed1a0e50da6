/** Wake-ups at a moment: the tenant's schedule group, the role that Scheduler acts in, and the queue where what is due arrives. */
import { Aws, Duration } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { DeadLetterQueue, WorkQueue } from './work-queue.ts'

/** How long a dispatch may take; the queue hides its messages six times as long. */
export const dispatchTimeout = Duration.seconds(30)

/** Functions whose decisions plan messages. */
type PlanningFunction = 'enroll' | 'dispatch' | 'engage' | 'heal' | 'api'

export class Scheduling extends Construct {
  readonly group: ScheduleGroup
  readonly role: Role
  /** Steps that are due, from Scheduler, handed over directly, or found by the sweep. */
  readonly due: WorkQueue
  private readonly tenant: string

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id)
    this.tenant = house.tenant
    this.group = new ScheduleGroup(this, 'Group', { scheduleGroupName: `touchline-${house.tenant}` })
    this.due = new WorkQueue(this, 'Due', {
      monitoring: house.monitoring,
      workTimeout: dispatchTimeout,
      deadImpact: 'Messages that are due were given up after five tries: contacts do not get them until they are redriven.',
      lateImpact: 'Messages leave more than a quarter of an hour after their time.',
    })
    this.role = schedulerRole(this, 'Role', { 'aws:SourceArn': this.group.scheduleGroupArn })
    // No dead-letter queue for the entries themselves: one that Scheduler could not deliver is overdue in the plan, and the sweep finds it.
    this.role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.due.queue.queueArn] }))
  }

  /** Lets `handler` do this with the tenant's entries, and tells it where they are and in which role they act. */
  plannedBy(handler: HandlerFunction<PlanningFunction>, actions: ('CreateSchedule' | 'DeleteSchedule')[]): void {
    if (actions.length > 0) this.allowEntries(handler, actions)
    if (actions.includes('CreateSchedule')) {
      handler.allow(['iam:PassRole'], this.role.roleArn, { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } })
    }
    handler.handOver('SCHEDULE_GROUP', this.group.scheduleGroupName)
    handler.handOver('SCHEDULE_ROLE_ARN', this.role.roleArn)
  }

  /** Tells `handler` where steps that are due go; lets it hand them over itself where it does so. */
  handedOverBy(handler: HandlerFunction<PlanningFunction>, { directly }: { directly: boolean }): void {
    if (directly) handler.allow(['sqs:SendMessage'], this.due.queue.queueArn)
    handler.handOver('DISPATCH_QUEUE_URL', this.due.queue.queueUrl)
    handler.handOver('DISPATCH_QUEUE_ARN', this.due.queue.queueArn)
  }

  /** Lets `handler` count the entries that wait. Scheduler knows no resource of this action: it can be granted for all groups or for none. */
  countedBy(handler: HandlerFunction<PlanningFunction>): void {
    handler.allow(['scheduler:ListSchedules'], '*')
  }

  private allowEntries(handler: HandlerFunction<PlanningFunction>, actions: string[]): void {
    handler.allow(
      actions.map((action) => `scheduler:${action}`),
      `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule/touchline-${this.tenant}/*`,
    )
    acknowledge(handler, {
      [`IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/touchline-${this.tenant}/*]`]:
        'Entries are named from their enrollment when they are made; the tenant’s own group is the narrowest resource that holds them.',
    })
  }
}

export interface RecurringProps {
  house: House
  description: string
  /** A Scheduler rate or cron expression. */
  every: string
  target: { arn: string; action: string }
  /** What stays undone, for whom, when a run could not even be started. */
  missedImpact: string
}

/** Starts something at a fixed rhythm, in a role that may start just that; a run that could not be started is a dead letter. */
export class Recurring extends Construct {
  constructor(scope: Construct, id: string, props: RecurringProps) {
    super(scope, id)
    const missed = new DeadLetterQueue(this, 'Missed', { monitoring: props.house.monitoring, impact: props.missedImpact })
    const role = schedulerRole(this, 'Role')
    role.addToPolicy(new PolicyStatement({ actions: [props.target.action], resources: [props.target.arn] }))
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [missed.queue.queueArn] }))
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: props.description,
      scheduleExpression: props.every,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: props.target.arn,
        roleArn: role.roleArn,
        input: '{}',
        deadLetterConfig: { arn: missed.queue.queueArn },
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
      },
    })
    schedule.node.addDependency(role)
  }
}

function schedulerRole(scope: Construct, id: string, source: Record<string, string> = {}): Role {
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, ...source } },
    }),
  })
}
