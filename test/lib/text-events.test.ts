import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultChannels } from '../../functions/contract/channels.ts'
import { resourcesOf, templateOf } from './stacks.ts'

const texting = (configurationSet?: string) => ({
  ...defaultChannels,
  sms: { adapter: 'aws' as const, from: ['+13125550100'], ...(configurationSet === undefined ? {} : { configurationSet }) },
})

let template: Template
beforeAll(() => {
  template = templateOf('acme', { channels: texting() })
}, 60_000)

describe('a tenant that texts by End User Messaging', () => {
  it('hears what became of its own texts, and of no other tenant’s', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.sms-voice'],
        'detail-type': ['Text Message Delivery Status Updated'],
        detail: { eventType: Match.arrayWith(['TEXT_DELIVERED']), context: { tenant: ['acme'] } },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    })
  })

  it('hears texts that come in by a topic that only End User Messaging of this account writes to, and only by TLS', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sqs', RedrivePolicy: Match.anyValue() })
    const [, policy] = resourcesOf(template, 'AWS::SNS::TopicPolicy')[0]!
    const { Statement } = policy.Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] }
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).toEqual([
      expect.objectContaining({
        Principal: { Service: 'sms-voice.amazonaws.com' },
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ])
    expect(JSON.stringify(Statement)).toContain('aws:SecureTransport')
  })

  it('has a configuration set of its own unless it names one of the account', () => {
    template.hasResourceProperties('AWS::SMSVOICE::ConfigurationSet', { ConfigurationSetName: 'touchline-acme' })
    templateOf('acme', { channels: texting('ours') }).resourceCountIs('AWS::SMSVOICE::ConfigurationSet', 0)
  })
})

it('a tenant that does not has nothing of it', () => {
  const other = templateOf('quiet')
  other.resourceCountIs('AWS::SMSVOICE::ConfigurationSet', 0)
  other.resourceCountIs('AWS::SNS::Topic', 0)
})
