/**
 * What AWS End User Messaging says of the tenant's texts: events by the account's default bus, texts that come in by a topic, both into the
 * engage queue. Made where the tenant texts by it.
 */
import { Aws, CfnOutput } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { awsSmsDetailType, awsSmsEventTypes, awsSmsSource } from '../functions/contract/aws-sms.ts'
import { smsConfigurationSet, type SmsChannel } from '../functions/contract/channels.ts'
import type { Engagement } from './engagement.ts'
import type { House } from './house.ts'

export interface TextEventsProps {
  house: House
  engagement: Engagement
  sms: Extract<SmsChannel, { adapter: 'aws' }>
}

export class TextEvents extends Construct {
  constructor(scope: Construct, id: string, { house, engagement, sms }: TextEventsProps) {
    super(scope, id)
    const { queue, dead } = engagement.happenings
    if (sms.configurationSet === undefined)
      new CfnConfigurationSet(this, 'ConfigurationSet', { configurationSetName: smsConfigurationSet(house.tenant, sms) })
    new Rule(this, 'Delivery', {
      description: `What became of the texts of ${house.tenant}`,
      eventPattern: {
        source: [awsSmsSource],
        detailType: [awsSmsDetailType],
        detail: { eventType: [...awsSmsEventTypes], context: { tenant: [house.tenant] } },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: dead.queue })],
    })
    const incoming = new Topic(this, 'Incoming', { enforceSSL: true })
    incoming.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sms-voice.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [incoming.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
    incoming.addSubscription(new SqsSubscription(queue, { deadLetterQueue: dead.queue }))
    // An operator names it at each of the tenant's numbers, as its two-way channel.
    new CfnOutput(this, 'IncomingTextsTopic', { value: incoming.topicArn })
  }
}
