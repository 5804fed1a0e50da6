/** Alarms that say what breaks for a person and where the runbook tells how to mend it. */
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'

/** Headings of docs/runbook.md, as GitHub anchors them. */
export const runbookHeadings = [
  'a-dead-letter-queue-is-not-empty',
  'a-queue-falls-behind',
  'a-function-fails',
  'a-function-is-throttled',
  'counters-fall-behind',
  'the-hourly-analytics-fail',
  'a-channel-stopped',
  'the-sender-reputation-is-at-risk',
  'the-api-answers-with-errors',
  'webhooks-are-refused',
  'webhooks-are-not-understood',
] as const
export type RunbookHeading = (typeof runbookHeadings)[number]

export interface AlarmPlan {
  metric: IMetric
  /** Fires at this value or above. */
  threshold: number
  /** How many periods are looked at, and how many of them must breach. */
  periods?: number
  breaching?: number
  /** One sentence: what does not work for whom while this alarm is on. */
  impact: string
  runbook: RunbookHeading
}

/** Where alarms go: by mail where the tenant names an address, always to CloudWatch. */
export class Monitoring extends Construct {
  private readonly topic: Topic | undefined

  constructor(scope: Construct, id: string, props: { alarmEmail: string | null }) {
    super(scope, id)
    if (props.alarmEmail === null) return
    this.topic = new Topic(this, 'Alarms', { enforceSSL: true })
    this.topic.addSubscription(new EmailSubscription(props.alarmEmail))
  }

  alarm(scope: Construct, id: string, plan: AlarmPlan): Alarm {
    const periods = plan.periods ?? 1
    const alarm = new Alarm(scope, id, {
      metric: plan.metric,
      threshold: plan.threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: plan.breaching ?? periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${plan.impact} Runbook: docs/runbook.md#${plan.runbook}`,
    })
    if (this.topic) alarm.addAlarmAction(new SnsAction(this.topic))
    return alarm
  }
}

/** The period over which most alarms look. */
export const alarmPeriod = Duration.minutes(5)
