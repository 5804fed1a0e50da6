/** What is due is carried out: gates, one provider call at most, the record of it. */
import { Aws } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { adapterNameOf } from '../functions/contract/channels.ts'
import { metricDimensions, metricNames, metricNamespace } from '../functions/contract/metrics.ts'
import { acknowledge } from './acknowledge.ts'
import type { Effects } from './effects.ts'
import type { Email } from './email.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { alarmPeriod } from './monitoring.ts'
import { dispatchTimeout, type Scheduling } from './scheduling.ts'

export interface DispatchProps {
  house: House
  scheduling: Scheduling
  effects: Effects
  email: Email
}

export class Dispatch extends Construct {
  readonly handler: HandlerFunction<'dispatch'>

  constructor(scope: Construct, id: string, { house, scheduling, effects, email }: DispatchProps) {
    super(scope, id)
    this.handler = new HandlerFunction(this, 'Dispatch', {
      house,
      name: 'dispatch',
      timeout: dispatchTimeout,
      impact: 'Messages that are due wait: contacts get them late, or not at all where their lateness limit passes.',
    })
    house.store.open(this.handler, { table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'], index: ['Query'] })
    effects.namedBy(this.handler)
    effects.carriedOutBy(this.handler, ['schedule', 'unschedule', 'hand_over', 'publish'])
    email.sentBy(this.handler)
    scheduling.due.feed(this.handler, { concurrency: 50 })
    this.textByAws(house)
    house.monitoring.alarm(this, 'ChannelStopped', {
      metric: new Metric({
        namespace: metricNamespace,
        metricName: metricNames.channelStopped,
        dimensionsMap: metricDimensions(house.tenant),
        statistic: 'Sum',
        period: alarmPeriod,
      }),
      threshold: 1,
      impact: 'A provider refuses the whole account: nothing leaves on that channel, and its messages wait.',
      runbook: 'a-channel-stopped',
    })
    this.chart(house)
  }

  /** A number's ARN has an id that only the account knows, and a pool picks among its numbers: any sender of the account. */
  private textByAws({ settings: { channels } }: House): void {
    if (channels.lookup.adapter === 'aws') this.handler.allow(['sms-voice:CarrierLookup'], '*')
    if (channels.sms.adapter !== 'aws') return
    for (const kind of ['phone-number', 'pool', 'sender-id']) {
      const sender = `arn:${Aws.PARTITION}:sms-voice:${Aws.REGION}:${Aws.ACCOUNT_ID}:${kind}/*`
      this.handler.allow(['sms-voice:SendTextMessage'], sender)
      acknowledge(this.handler, {
        [`IAM5[Resource::arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:${kind}/*]`]:
          'The tenant file names numbers, whose ARNs have ids of their own; the function may only send texts by them.',
      })
    }
  }

  /** How often each channel's adapter succeeds and fails. */
  private chart({ tenant, settings, monitoring }: House): void {
    for (const channel of ['email', 'sms', 'call'] as const) {
      const { adapter } = settings.channels[channel]
      const counted = (metricName: string, label: string): Metric =>
        new Metric({
          namespace: metricNamespace,
          metricName,
          dimensionsMap: { ...metricDimensions(tenant), channel, adapter: adapterNameOf(channel, adapter) },
          statistic: 'Sum',
          period: alarmPeriod,
          label,
        })
      monitoring.chart(
        `Attempts by ${adapter}, ${channel}`,
        counted(metricNames.attemptsSucceeded, 'succeeded'),
        counted(metricNames.attemptsFailed, 'failed'),
      )
    }
  }
}
