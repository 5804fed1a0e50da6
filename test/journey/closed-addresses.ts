/** Addresses that are closed, by hand, by a list and by a provider; who asks for help; and people who are shown what is kept of them, and erased. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { SESv2Client, PutSuppressedDestinationCommand } from '@aws-sdk/client-sesv2'
import type { SuppressionView } from '../../functions/contract/api/suppressions.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, type World } from './world.ts'

const connection = (world: World) => ({
  endpoint: world.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
})

export const closedAddresses = async (world: World): Promise<void> => {
  const occurredAt = await world.now()
  const people = [81, 82, 83, 84].map((n) => leadEvent(n, { email: `closed${n}@example.net` }, { stage: 'assigned', occurredAt }))
  await world.publish(...people)
  await world.advance('PT0S')
  const sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Closed',
    status: 'active',
    steps: [
      { name: 'Text', channel: 'sms', delayMinutes: 0, body: 'Hi' },
      { name: 'Mail', channel: 'email', delayMinutes: 1, subject: 'Hi', body: 'Hi' },
    ],
  })
  await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-81', 'c-82', 'c-83', 'c-84'], onConflict: 'parallel' })
  await world.advance('PT10M')
  await world.local('inbound', { channel: 'sms', from: '+13125551081', to: '+13125550000', text: 'HELP' })
  const ses = new SESv2Client(connection(world))
  await ses.send(new PutSuppressedDestinationCommand({ EmailAddress: 'closed81@example.net', Reason: 'BOUNCE' }))
  ses.destroy()
  const closed = await world.api<SuppressionView>('POST', '/suppressions', { email: 'closed82@example.net', reason: 'complained' })
  await world.api('POST', '/suppressions/import', { csv: 'email,phone\nclosed-elsewhere@example.net,\n,+13125551082' })
  await world.advance('PT61M')
  await world.api('GET', '/suppressions')
  await world.api('DELETE', `/suppressions/${closed.key}?reason=journey`, undefined, 'admin')
  await world.advance('PT61M')
  await inTheSandbox(world, sequence.id)
  await eraseWhoWrote(world)
}

/** SES takes the account into its sandbox and lets it go again: what waited leaves by itself. */
const inTheSandbox = async (world: World, sequenceId: string): Promise<void> => {
  const to = 'sandboxed85@example.net'
  await world.local('ses', { sandbox: true })
  await world.advance('PT61M')
  await world.publish(leadEvent(85, { email: to }, { stage: 'assigned', occurredAt: await world.now() }))
  await world.advance('PT0S')
  await world.api('POST', `/sequences/${sequenceId}/enroll`, { contactIds: ['c-85'] })
  await world.advance('PT10M')
  if ((await world.outbox({ to })).length > 0) throw new Error('a mail left the sandbox')
  await world.local('ses', { sandbox: false })
  await world.advance('PT3H')
  if ((await world.outbox({ to })).length === 0) throw new Error('a mail that the sandbox held never left')
}

/** One by hand, one by an event of the CRM: the mails as they came in go with both. */
const eraseWhoWrote = async (world: World): Promise<void> => {
  for (const n of [83, 84])
    await world.local('inbound', {
      channel: 'email',
      raw: `From: closed${n}@example.net\r\nTo: outreach@demo.example.com\r\nSubject: Re: Hi\r\nMessage-ID: <closed${n}@example.net>\r\n\r\nYes.`,
    })
  await world.advance('PT1M')
  await world.api('GET', '/contacts/c-83/export', undefined, 'admin')
  await world.api('DELETE', '/contacts/c-83', undefined, 'admin')
  const bus = new EventBridgeClient(connection(world))
  const Detail = JSON.stringify({ contactId: 'c-84', occurredAt: await world.now() })
  await bus.send(
    new PutEventsCommand({ Entries: [{ EventBusName: 'touchline-demo', Source: 'crm', DetailType: 'Contact Deleted', Detail }] }),
  )
  bus.destroy()
  await world.advance('PT1M')
}
