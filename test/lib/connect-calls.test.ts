import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { defaultChannels, type ChannelSettings } from '../../functions/contract/channels.ts'
import { grantsOf, templateOf } from './stacks.ts'

const connected = (instanceId: string): ChannelSettings => ({
  ...defaultChannels,
  call: { adapter: 'connect', instanceId, contactFlowId: 'flow-1', queueId: 'queue-1' },
})
const voice = (channels: ChannelSettings, name: string) =>
  grantsOf(templateOf('acme', { channels }), name).filter((grant) => grant.startsWith('connect:'))

describe('a tenant that calls by Amazon Connect', () => {
  it('begins calls in its own instance, and asks whose a contact is', () => {
    const contacts = 'arn:AWS::Partition:connect:AWS::Region:AWS::AccountId:instance/1234abcd/contact/*'
    expect(voice(connected('1234abcd'), 'dispatch')).toEqual([`connect:StartOutboundVoiceContact on ${contacts}`])
    expect(voice(connected('1234abcd'), 'engage')).toEqual([`connect:GetContactAttributes on ${contacts}`])
  })

  it('may name its instance by its ARN', () => {
    const arn = 'arn:aws:connect:us-east-1:123456789012:instance/1234abcd'
    expect(voice(connected(arn), 'dispatch')).toEqual([`connect:StartOutboundVoiceContact on ${arn}/contact/*`])
  })

  it('hears of the ends of the calls that it began, and of no other contact', () => {
    templateOf('acme', { channels: connected('arn:aws:connect:us-east-1:123456789012:instance/1234abcd') }).hasResourceProperties(
      'AWS::Events::Rule',
      {
        EventBusName: Match.absent(),
        EventPattern: {
          source: ['aws.connect'],
          'detail-type': ['Amazon Connect Contact Event'],
          detail: {
            eventType: ['DISCONNECTED'],
            channel: ['VOICE'],
            initiationMethod: ['API'],
            instanceArn: ['arn:aws:connect:us-east-1:123456789012:instance/1234abcd'],
          },
        },
      },
    )
  })
})

describe('any other tenant', () => {
  it('may do nothing in Amazon Connect and hears nothing of it', () => {
    for (const name of ['dispatch', 'engage']) expect(voice(defaultChannels, name)).toEqual([])
    const rules = templateOf('acme').findResources('AWS::Events::Rule')
    expect(JSON.stringify(rules)).not.toContain('aws.connect')
  })
})
