/** Once an hour the providers' own lists of addresses that are not reached, and ours, are brought together; and SES says how it stands to the account. */
import { Aws, Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { Effects } from './effects.ts'
import type { Engagement } from './engagement.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { Recurring, type Scheduling } from './scheduling.ts'

export interface SynchronisingProps {
  house: House
  effects: Effects
  engagement: Engagement
  scheduling: Scheduling
}

/** The list that every account of End User Messaging begins with. */
const firstOptOutList = 'Default'

export class Synchronising extends Construct {
  readonly handler: HandlerFunction<'synchronise'>

  constructor(scope: Construct, id: string, { house, effects, engagement, scheduling }: SynchronisingProps) {
    super(scope, id)
    this.handler = new HandlerFunction(this, 'Synchronise', {
      house,
      name: 'synchronise',
      timeout: Duration.minutes(5),
      impact: 'Opt-outs that only a provider knows of stay unknown here, and ours stay unknown to the provider.',
    })
    house.store.open(this.handler, { table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'], index: ['Query'] })
    effects.namedBy(this.handler)
    engagement.happenings.acceptFrom(this.handler, 'ENGAGE_QUEUE_URL')
    const { email, sms } = house.settings.channels
    this.handler.handOver('MAILED_BY', email.adapter === 'ses' ? 'ses' : 'other')
    if (email.adapter === 'ses') {
      this.allowAccount()
      scheduling.due.acceptFrom(this.handler, 'DISPATCH_QUEUE_URL')
    } else this.handler.handOver('DISPATCH_QUEUE_URL', '')
    const optOutList = sms.adapter === 'aws' ? (sms.optOutList ?? firstOptOutList) : ''
    this.handler.handOver('OPT_OUT_LIST', optOutList)
    if (optOutList !== '')
      this.handler.allow(
        ['sms-voice:DescribeOptedOutNumbers', 'sms-voice:PutOptedOutNumber', 'sms-voice:DeleteOptedOutNumber'],
        `arn:${Aws.PARTITION}:sms-voice:${Aws.REGION}:${Aws.ACCOUNT_ID}:opt-out-list/${optOutList}`,
      )
    new Recurring(this, 'EveryHour', {
      house,
      description: `Brings the providers' opt-outs and those of ${house.tenant} together`,
      every: 'rate(1 hour)',
      target: { arn: this.handler.function.functionArn, action: 'lambda:InvokeFunction' },
      missedImpact: 'Opt-outs that only a provider knows of are taken in late.',
    })
  }

  private allowAccount(): void {
    this.handler.allow(
      ['ses:GetAccount', 'ses:ListSuppressedDestinations', 'ses:PutSuppressedDestination', 'ses:DeleteSuppressedDestination'],
      '*',
    )
    acknowledge(this.handler, {
      'IAM5[Resource::*]': 'The account and its suppression list have no ARN: SES takes these four actions with no other resource.',
    })
  }
}
