/** Calls by the tenant's own Amazon Connect instance: begun by dispatch, and their ends told on the account's default bus. */
import { Aws } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import type { CallChannel } from '../functions/contract/channels.ts'
import { connectDetailType, connectEnd, connectInstanceArn, connectSource } from '../functions/contract/connect-events.ts'
import { acknowledge } from './acknowledge.ts'
import type { Dispatch } from './dispatch.ts'
import type { Engagement } from './engagement.ts'
import type { House } from './house.ts'

export interface ConnectCallsProps {
  house: House
  connect: Extract<CallChannel, { adapter: 'connect' }>
  dispatch: Dispatch
  engagement: Engagement
}

export class ConnectCalls extends Construct {
  constructor(scope: Construct, id: string, { house, connect, dispatch, engagement }: ConnectCallsProps) {
    super(scope, id)
    const instance = connectInstanceArn(connect.instanceId, { partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID })
    const contacts = `${instance}/contact/*`
    dispatch.handler.allow(['connect:StartOutboundVoiceContact'], contacts)
    // An event names a contact and nothing of ours: whose call it is stands in the contact's attributes.
    engagement.handler.allow(['connect:GetContactAttributes'], contacts)
    const named = connectInstanceArn(connect.instanceId, {
      partition: '<AWS::Partition>',
      region: '<AWS::Region>',
      account: '<AWS::AccountId>',
    })
    for (const { handler } of [dispatch, engagement])
      acknowledge(handler, {
        [`IAM5[Resource::${named}/contact/*]`]:
          'Connect names a contact when its call begins; the tenant’s instance is the narrowest resource.',
      })
    new Rule(this, 'CallEvents', {
      description: `What Amazon Connect says of the calls of ${house.tenant}`,
      eventPattern: {
        source: [connectSource],
        detailType: [connectDetailType],
        detail: { ...connectEnd, instanceArn: [instance] },
      },
      targets: [new SqsQueue(engagement.happenings.queue, { deadLetterQueue: engagement.happenings.dead.queue })],
    })
  }
}
