import { describe, expect, it } from 'vitest'
import { defaultChannels, type ChannelSettings } from '../../functions/contract/channels.ts'
import { checkedApp } from '../../lib/synthesize.ts'
import { TouchlineStack } from '../../lib/touchline-stack.ts'
import { defaultTenantSettings } from '../../functions/contract/tenant.ts'
import { builtDirectories, grantsOf, templateOf, temporaryDirectory } from './stacks.ts'

const byAws: ChannelSettings = { ...defaultChannels, sms: { adapter: 'aws', from: ['+13125550100'] }, lookup: { adapter: 'aws' } }
const voice = (channels: ChannelSettings) =>
  grantsOf(templateOf('acme', { channels }), 'dispatch').filter((grant) => grant.startsWith('sms-voice:'))
const toldByMocks = (channels: ChannelSettings) =>
  grantsOf(templateOf('acme', { channels }), 'dispatch').filter((grant) => grant.startsWith('sqs:SendMessage on EngagementHappenings'))

describe('who texts by End User Messaging', () => {
  it('may send by the account’s numbers, pools and sender ids, and look numbers up', () => {
    const grants = voice(byAws)
    expect(grants.filter((grant) => grant.startsWith('sms-voice:SendTextMessage on '))).toHaveLength(3)
    expect(grants).toContain('sms-voice:CarrierLookup on *')
    expect(grants).toHaveLength(4)
  })

  it('may do each only where the tenant’s file says so', () => {
    expect(voice(defaultChannels)).toEqual([])
    expect(voice({ ...byAws, lookup: { adapter: 'none' } })).toHaveLength(3)
    expect(voice({ ...defaultChannels, lookup: { adapter: 'aws' } })).toEqual(['sms-voice:CarrierLookup on *'])
  })

  it('leaves nothing to cdk-nag', () => {
    const app = checkedApp(temporaryDirectory())
    new TouchlineStack(app, 'touchline-acme', {
      tenant: { name: 'acme', settings: { ...defaultTenantSettings('acme'), channels: byAws } },
      ...builtDirectories(),
    })
    expect(() => app.synth()).not.toThrow()
  })
})

describe('mocks', () => {
  it('tell the engage function what became of their messages, and live providers do it themselves', () => {
    expect(toldByMocks(defaultChannels)).toHaveLength(1)
    expect(toldByMocks({ ...byAws, call: { adapter: 'person' } })).toEqual([])
  })
})
