import { describe, expect, it } from 'vitest'
import { openAdapters } from '../../functions/adapters/outgoing.ts'
import { defaultChannels, namedAdapters, type ChannelSettings } from '../../functions/contract/channels.ts'
import { runtimeSettings } from '../../functions/contract/tenant.ts'

const sid = `AC${'0'.repeat(32)}`
const numbers = ['+13125550100']
const settingsOf = (channels: Partial<ChannelSettings> = {}) =>
  runtimeSettings.parse({
    company: 'Acme',
    postalAddress: '1 Main St',
    timeZone: 'America/Chicago',
    stages: ['new'],
    dailyTouchLimit: 2,
    latenessHours: 72,
    windows: {},
    fromAddress: 'outreach@acme.example.com',
    fromName: 'Acme',
    channels: { ...defaultChannels, ...channels },
  })
const open = (channels: Partial<ChannelSettings> = {}) =>
  openAdapters({
    tenant: 'acme',
    settings: settingsOf(channels),
    configurationSet: 'set-1',
    publicUrl: 'https://acme.example.com',
    secrets: { get: () => Promise.reject(new Error('nobody is asked')) },
    unsubscribeUrl: () => Promise.resolve(''),
    replyToken: () => Promise.resolve(''),
    later: () => Promise.resolve(),
  })

describe('every channel’s adapter', () => {
  const choices: Partial<ChannelSettings>[] = [
    {},
    { email: { adapter: 'mock' } },
    { email: { adapter: 'postmark' } },
    { email: { adapter: 'sendgrid' } },
    { email: { adapter: 'resend' } },
    { sms: { adapter: 'aws', from: ['+13125550100'] } },
    { sms: { adapter: 'twilio', accountSid: sid, from: numbers } },
    { sms: { adapter: 'telnyx', from: numbers } },
    { call: { adapter: 'person' } },
    { call: { adapter: 'telnyx', connectionId: 'c-1', from: numbers } },
    { call: { adapter: 'vapi', assistantId: 'a-1', phoneNumberId: 'p-1' } },
    { call: { adapter: 'connect', instanceId: 'i-1', contactFlowId: 'f-1', queueId: 'q-1' } },
  ]

  it.each(choices.map((choice): [string, Partial<ChannelSettings>] => [JSON.stringify(choice), choice]))(
    'is the one that the API names, with %s',
    (_what, choice) => {
      const opened = open(choice)
      for (const { channel, adapter, simulated, byPerson } of namedAdapters({ ...defaultChannels, ...choice }))
        expect({ adapter, simulated, byPerson }).toEqual({
          adapter: opened[channel].name,
          simulated: opened[channel].simulated,
          byPerson: opened[channel].byPerson,
        })
    },
  )

  it('is SES for email, and a mock for texts and calls, where a tenant says nothing', () => {
    const { email, sms, call } = open()
    expect([email.name, sms.name, call.name]).toEqual(['ses', 'mock-sms', 'mock-call'])
  })
})
