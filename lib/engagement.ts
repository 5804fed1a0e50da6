/** What becomes of a message and what a contact does: SES events, replies and opt-outs, a queue, the engage function. */
import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { sesDetailTypes } from '../functions/contract/events.ts'
import { metricDimensions, metricNames, metricNamespace } from '../functions/contract/metrics.ts'
import type { Effects } from './effects.ts'
import type { Email } from './email.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { alarmPeriod } from './monitoring.ts'
import { WorkQueue } from './work-queue.ts'

export class Engagement extends Construct {
  /** Also takes the opt-outs and inbound messages that the API lets in. */
  readonly happenings: WorkQueue
  readonly handler: HandlerFunction<'engage'>
  private readonly mocks: boolean

  constructor(scope: Construct, id: string, { house, effects, email }: { house: House; effects: Effects; email: Email }) {
    super(scope, id)
    const timeout = Duration.seconds(30)
    this.happenings = new WorkQueue(this, 'Happenings', {
      monitoring: house.monitoring,
      workTimeout: timeout,
      deadImpact: 'Replies, opt-outs, bounces or complaints were given up: people may be written to who asked us not to.',
      lateImpact: 'Replies, opt-outs and bounces take effect more than a quarter of an hour late.',
    })
    this.handler = new HandlerFunction(this, 'Engage', {
      house,
      name: 'engage',
      timeout,
      impact: 'Replies, opt-outs, bounces and opens wait: people may be written to who just answered.',
    })
    house.store.open(this.handler, { table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] })
    effects.namedBy(this.handler)
    effects.carriedOutBy(this.handler, ['unschedule', 'hand_over', 'publish'])
    new Rule(this, 'MailEvents', {
      description: `What SES says of the mails of ${house.tenant}`,
      eventPattern: {
        source: ['aws.ses'],
        detailType: [...sesDetailTypes],
        detail: { mail: { tags: { 'ses:configuration-set': [email.configurationSet.configurationSetName] } } },
      },
      targets: [new SqsQueue(this.happenings.queue, { deadLetterQueue: this.happenings.dead.queue })],
    })
    this.happenings.feed(this.handler, { concurrency: 20 })
    house.monitoring.alarm(this, 'MessageRejected', {
      metric: new Metric({
        namespace: metricNamespace,
        metricName: metricNames.messageRejected,
        dimensionsMap: metricDimensions(house.tenant),
        statistic: 'Sum',
        period: alarmPeriod,
      }),
      threshold: 1,
      impact:
        'A provider takes messages and then does not send them, through a fault of ours: contacts do not get them, and their sequences go on.',
      runbook: 'a-provider-rejects-our-messages',
    })
    this.mocks = [house.settings.channels.sms.adapter, house.settings.channels.call.adapter].includes('mock')
  }

  /** Lets the mocks say what becomes of a simulator number's message; a live provider says it by its own events. */
  toldByMocks(dispatch: HandlerFunction<'dispatch'>): void {
    if (this.mocks) this.happenings.acceptFrom(dispatch, 'ENGAGE_QUEUE_URL')
    else dispatch.handOver('ENGAGE_QUEUE_URL', '')
  }
}
