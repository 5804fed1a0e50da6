/** Alarms that say what breaks for a person and where the runbook tells how to mend it. */
import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  TreatMissingData,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
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
  'a-provider-rejects-our-messages',
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

interface Chart {
  title: string
  metrics: IMetric[]
}

/** Where alarms go: by mail where the tenant names an address, always to CloudWatch. */
export class Monitoring extends Construct {
  private readonly topic: Topic | undefined
  private readonly alarms: Alarm[] = []
  private readonly charts: Chart[] = []

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
    this.alarms.push(alarm)
    return alarm
  }

  /** Puts metrics on the dashboard of the stack; charts of the same title are one. */
  chart(title: string, ...metrics: IMetric[]): void {
    const chart = this.charts.find((other) => other.title === title)
    if (chart) chart.metrics.push(...metrics)
    else this.charts.push({ title, metrics })
  }

  /** One page in CloudWatch: every alarm's state, then every chart, two in a row. Called once everything else is there. */
  board(): Dashboard {
    const charts = this.charts.map(({ title, metrics }): IWidget => new GraphWidget({ title, left: metrics, width: 12 }))
    const rows = Array.from({ length: Math.ceil(charts.length / 2) }, (_, i) => charts.slice(2 * i, 2 * i + 2))
    return new Dashboard(this, 'Board', {
      widgets: [[new AlarmStatusWidget({ title: 'Alarms', alarms: this.alarms, width: 24, height: 6 })], ...rows],
    })
  }
}

/** The period over which most alarms look. */
export const alarmPeriod = Duration.minutes(5)
