/** The opt-out list of AWS End User Messaging: it drops texts to the numbers on it, whoever sends them. */
import {
  ConflictException,
  DeleteOptedOutNumberCommand,
  DescribeOptedOutNumbersCommand,
  PinpointSMSVoiceV2Client,
  PutOptedOutNumberCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2'
import type { ListedThere, ProviderList } from '../../contract/provider-list.ts'

/** The most that one request answers with. */
const pageSize = 100

/** It cannot be asked what is new on it: it is read whole each time. `name`: of the list, in this account. */
export const awsOptOuts = (client: PinpointSMSVoiceV2Client, name: string): ProviderList => ({
  source: 'aws_opt_outs',
  kind: 'phone',
  channel: 'sms',
  page: async (_since, next) => {
    const { OptedOutNumbers, NextToken } = await client.send(
      new DescribeOptedOutNumbersCommand({ OptOutListName: name, MaxResults: pageSize, ...(next === null ? {} : { NextToken: next }) }),
    )
    const listed = (OptedOutNumbers ?? []).flatMap(({ OptedOutNumber, OptedOutTimestamp }): ListedThere[] =>
      OptedOutNumber === undefined
        ? []
        : [{ value: OptedOutNumber, reason: 'opted_out', at: (OptedOutTimestamp ?? new Date(0)).toISOString() }],
    )
    return { listed, next: NextToken ?? null }
  },
  takes: ({ suppressed: { sms } }) => (sms && sms.source !== 'aws_opt_outs' && sms.reason !== 'address_dead' ? sms.reason : null),
  close: async (value) => {
    await client.send(new PutOptedOutNumberCommand({ OptOutListName: name, OptedOutNumber: value }))
  },
  open: async (value) => {
    try {
      await client.send(new DeleteOptedOutNumberCommand({ OptOutListName: name, OptedOutNumber: value }))
    } catch (error) {
      // Not on it; or taken off it within the last thirty days: AWS does that once a month for a number.
      if (!(error instanceof ResourceNotFoundException) && !(error instanceof ConflictException)) throw error
    }
  },
})

export const openOptOutClient = (): PinpointSMSVoiceV2Client => new PinpointSMSVoiceV2Client({})
