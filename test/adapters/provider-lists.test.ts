import {
  ConflictException,
  DeleteOptedOutNumberCommand,
  DescribeOptedOutNumbersCommand,
  PinpointSMSVoiceV2Client,
  PutOptedOutNumberCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2'
import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  ListSuppressedDestinationsCommand,
  NotFoundException,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { sesAccount, sesList } from '../../functions/adapters/email/ses-account.ts'
import { awsOptOuts } from '../../functions/adapters/sms/aws-opt-outs.ts'

const ses = mockClient(SESv2Client)
const texts = mockClient(PinpointSMSVoiceV2Client)
const at = new Date('2026-11-20T15:00:00Z')
beforeEach(() => {
  ses.reset()
  texts.reset()
})

describe("SES's suppression list", () => {
  const list = sesList(new SESv2Client({}))

  it('is read in pages, from a time on', async () => {
    ses.on(ListSuppressedDestinationsCommand).resolves({
      SuppressedDestinationSummaries: [
        { EmailAddress: 'a@x.com', Reason: 'COMPLAINT', LastUpdateTime: at },
        { EmailAddress: 'b@x.com', Reason: 'BOUNCE', LastUpdateTime: at },
      ],
      NextToken: 'more',
    })
    expect(await list.page('2026-11-20T14:00:00.000Z', 'here')).toEqual({
      listed: [
        { value: 'a@x.com', reason: 'complained', at: at.toISOString() },
        { value: 'b@x.com', reason: 'address_dead', at: at.toISOString() },
      ],
      next: 'more',
    })
    expect(ses.commandCalls(ListSuppressedDestinationsCommand)[0]?.args[0].input).toEqual({
      PageSize: 1000,
      StartDate: new Date('2026-11-20T14:00:00.000Z'),
      NextToken: 'here',
    })
  })

  it('takes complaints and dead mailboxes under its own words, and forgets one that it does not have without a fuss', async () => {
    ses.on(PutSuppressedDestinationCommand).resolves({})
    ses.on(DeleteSuppressedDestinationCommand).rejects(new NotFoundException({ $metadata: {}, message: 'not there' }))
    await list.close('a@x.com', 'complained')
    await list.close('b@x.com', 'address_dead')
    await list.open('c@x.com')
    expect(ses.commandCalls(PutSuppressedDestinationCommand).map(({ args }) => args[0].input)).toEqual([
      { EmailAddress: 'a@x.com', Reason: 'COMPLAINT' },
      { EmailAddress: 'b@x.com', Reason: 'BOUNCE' },
    ])
  })

  it('comes from an account that says whether it is in the sandbox', async () => {
    ses.on(GetAccountCommand).resolves({
      ProductionAccessEnabled: false,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1 },
    })
    expect(await sesAccount(new SESv2Client({}), () => at.getTime())).toEqual({
      sandbox: true,
      maxPerDay: 200,
      maxPerSecond: 1,
      enforcement: 'HEALTHY',
      at: at.toISOString(),
    })
  })
})

describe("End User Messaging's opt-out list", () => {
  const list = awsOptOuts(new PinpointSMSVoiceV2Client({}), 'Default')

  it('is read whole in pages, as opt-outs', async () => {
    texts.on(DescribeOptedOutNumbersCommand).resolves({
      OptedOutNumbers: [{ OptedOutNumber: '+13125550142', OptedOutTimestamp: at, EndUserOptedOut: true }],
    })
    expect(await list.page(null, null)).toEqual({
      listed: [{ value: '+13125550142', reason: 'opted_out', at: at.toISOString() }],
      next: null,
    })
    expect(texts.commandCalls(DescribeOptedOutNumbersCommand)[0]?.args[0].input).toEqual({ OptOutListName: 'Default', MaxResults: 100 })
  })

  it('takes numbers, and lets one go only once a month', async () => {
    texts.on(PutOptedOutNumberCommand).resolves({})
    texts
      .on(DeleteOptedOutNumberCommand)
      .rejects(new ConflictException({ $metadata: {}, message: 'once', Reason: 'DELETION_PROTECTION_ENABLED' }))
    await list.close('+13125550142', 'opted_out')
    await list.open('+13125550142')
    expect(texts.commandCalls(PutOptedOutNumberCommand)[0]?.args[0].input).toEqual({
      OptOutListName: 'Default',
      OptedOutNumber: '+13125550142',
    })
  })

  it('has no use for a number that is only dead, nor for what it said itself', () => {
    const record = (reason: 'opted_out' | 'address_dead', source: string) => ({
      key: 'a',
      kind: 'phone' as const,
      suppressed: { sms: { reason, at: at.toISOString(), source } },
      contacts: [],
      simulator: false,
    })
    expect(list.takes(record('opted_out', 'sms'))).toBe('opted_out')
    expect(list.takes(record('address_dead', 'sms'))).toBeNull()
    expect(list.takes(record('opted_out', 'aws_opt_outs'))).toBeNull()
  })
})
