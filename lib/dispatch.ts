/** What is due is carried out: gates, one provider call at most, the record of it. */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { metricDimensions, metricNames, metricNamespace } from '../functions/contract/metrics.ts'
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
  }
}
