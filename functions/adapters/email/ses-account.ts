/** The account that SES sends from: its suppression list, shared by everything that sends from it, and how SES stands to it. */
import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  ListSuppressedDestinationsCommand,
  NotFoundException,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2'
import type { ListedThere, ProviderList } from '../../contract/provider-list.ts'
import type { SendingAccount } from '../../domain/signal.ts'

/** The most that one request answers with. */
const pageSize = 1_000

export const sesAccount = async (client: SESv2Client, now: () => number): Promise<SendingAccount> => {
  const { ProductionAccessEnabled, SendQuota, EnforcementStatus } = await client.send(new GetAccountCommand({}))
  return {
    sandbox: ProductionAccessEnabled !== true,
    maxPerDay: SendQuota?.Max24HourSend ?? 0,
    maxPerSecond: SendQuota?.MaxSendRate ?? 0,
    ...(EnforcementStatus === undefined ? {} : { enforcement: EnforcementStatus }),
    at: new Date(now()).toISOString(),
  }
}

/** SES puts what bounces and complains there by itself; what reached us in another way is put there by us. */
export const sesList = (client: SESv2Client): ProviderList => ({
  source: 'ses_list',
  kind: 'email',
  channel: 'email',
  page: async (since, next) => {
    const { SuppressedDestinationSummaries, NextToken } = await client.send(
      new ListSuppressedDestinationsCommand({
        PageSize: pageSize,
        ...(since === null ? {} : { StartDate: new Date(since) }),
        ...(next === null ? {} : { NextToken: next }),
      }),
    )
    const listed = (SuppressedDestinationSummaries ?? []).flatMap(({ EmailAddress, Reason, LastUpdateTime }): ListedThere[] =>
      EmailAddress === undefined
        ? []
        : [
            {
              value: EmailAddress,
              reason: Reason === 'COMPLAINT' ? 'complained' : 'address_dead',
              at: (LastUpdateTime ?? new Date(0)).toISOString(),
            },
          ],
    )
    return { listed, next: NextToken ?? null }
  },
  takes: ({ suppressed: { email } }) =>
    email && !['ses', 'ses_list'].includes(email.source) && (email.reason === 'complained' || email.reason === 'address_dead')
      ? email.reason
      : null,
  close: async (value, reason) => {
    await client.send(
      new PutSuppressedDestinationCommand({ EmailAddress: value, Reason: reason === 'complained' ? 'COMPLAINT' : 'BOUNCE' }),
    )
  },
  open: async (value) => {
    try {
      await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: value }))
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error
    }
  },
})

export const openSesClient = (): SESv2Client => new SESv2Client({})
