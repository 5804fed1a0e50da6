/** People who leave, by whatever way, and people who ask what is kept of them: tried through the public addresses. */
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { SESv2Client, PutSuppressedDestinationCommand, ListSuppressedDestinationsCommand } from '@aws-sdk/client-sesv2'
import type { JobView } from '../../functions/contract/api/jobs.ts'
import type { PersonExport } from '../../functions/contract/api/person.ts'
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import type { SuppressionView } from '../../functions/contract/api/suppressions.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
})
afterEach(() => world.close())

const twoMails = () => ({
  name: 'Two mails',
  status: 'active',
  triggerStage: 'new',
  steps: [
    { name: 'First', channel: 'email', delayMinutes: 0, subject: 'Hi', body: 'Hi {{first_name}}' },
    { name: 'Second', channel: 'email', delayMinutes: 60, subject: 'Again', body: 'Still there?' },
  ],
})
const linkIn = (headers: Record<string, string> | undefined): string => /<([^>]+)>/.exec(headers?.['List-Unsubscribe'] ?? '')?.[1] ?? ''
const suppressions = async (query: string) => (await world.api<{ items: SuppressionView[] }>('GET', `/suppressions?${query}`)).items

describe('the link in a mail', () => {
  it('only asks when it is opened, and acts at once when it is posted to, without cookies or a session', async () => {
    const sequence = await world.api<SequenceView>('POST', '/sequences', twoMails())
    await world.publish(leadEvent(1, { email: 'dana@example.net' }))
    await world.advance('PT1M')
    const [mail] = await world.outbox({ channel: 'email' })
    const link = linkIn(mail?.headers)
    const page = await fetch(link)
    expect(await page.text()).toContain('<form method="post">')
    expect(await suppressions('limit=10')).toEqual([])
    const from = performance.now()
    const posted = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'error',
    })
    expect(posted.status).toBe(200)
    expect(posted.headers.get('set-cookie')).toBeNull()
    // Closed before it answered: the list has it within the second.
    const [closed] = await suppressions('channel=email')
    expect(performance.now() - from).toBeLessThan(1_000)
    expect(closed).toMatchObject({ address: mail?.to, channels: [{ channel: 'email', reason: 'unsubscribed' }] })
    await world.advance('PT2H')
    expect(await world.outbox({ channel: 'email' })).toHaveLength(1)
    const [enrollment] = await world.enrollments(sequence.id)
    expect(enrollment).toMatchObject({ status: 'finished', exitReason: 'unsubscribed' })
    const [, next] = await world.messages(sequence.id)
    expect(next).toMatchObject({ status: 'skipped', reason: 'suppressed' })
    const why = await world.api<{ text?: string }>('GET', `/messages/${next?.id}/why`)
    expect(JSON.stringify(why)).toContain('asked not to be contacted')
  })

  it('makes the next due message of anybody else with the address be skipped as suppressed', async () => {
    const sequence = await world.api<SequenceView>('POST', '/sequences', twoMails())
    await world.publish(leadEvent(1, { email: 'shared@example.net' }))
    await world.advance('PT1M')
    const [mail] = await world.outbox({ channel: 'email' })
    // Closed by hand for an address that only this contact has, so that nobody is told but the gate.
    await fetch(linkIn(mail?.headers).replace(/\/u\/.*$/, '/u/1.forged'), { method: 'POST' })
    expect(await suppressions('limit=10')).toEqual([])
    await world.api('POST', '/suppressions', { email: 'someone-else@example.net' })
    await world.publish(leadEvent(2, { email: 'someone-else@example.net' }))
    await world.advance('PT2H')
    const sent = (await world.outbox({ channel: 'email' })).map(({ to }) => to)
    expect(sent).toEqual(['shared@example.net', 'shared@example.net'])
    const reached = await world.messages(sequence.id)
    expect(reached.every(({ recipient }) => recipient !== 'someone-else@example.net')).toBe(true)
  })
})

describe('words by text', () => {
  it('close what they mean in any wording, HELP is answered, and START comes back', async () => {
    await world.api('POST', '/sequences', {
      name: 'Texts',
      status: 'active',
      triggerStage: 'new',
      steps: [
        { name: 'One', channel: 'sms', delayMinutes: 0, body: 'Hi {{first_name}}' },
        { name: 'Two', channel: 'sms', delayMinutes: 120, body: 'Still there?' },
      ],
    })
    await world.publish(leadEvent(1))
    await world.advance('PT1M')
    const [text] = await world.outbox({ channel: 'sms' })
    const says = async (words: string): Promise<void> => {
      await world.local('inbound', { channel: 'sms', from: text?.to, to: '+13125550000', text: words })
      await world.advance('PT1M')
    }
    await says('HELP')
    await says('help')
    const timeline = await world.api<{ items: { text: string }[] }>('GET', '/contacts/c-1/timeline')
    expect(timeline.items.filter((entry) => entry.text.startsWith('Who writes was answered'))).toHaveLength(1)
    await says('Please take me off your list. Thanks!')
    expect(await suppressions('channel=sms')).toMatchObject([{ channels: [{ channel: 'sms', reason: 'opted_out' }] }])
    const before = (await world.outbox({ channel: 'sms' })).length
    await world.advance('PT3H')
    expect(await world.outbox({ channel: 'sms' })).toHaveLength(before)
    await says('START')
    expect(await suppressions('channel=sms')).toEqual([])
  })
})

describe("the providers' own lists", () => {
  const client = (): SESv2Client =>
    new SESv2Client({ endpoint: world.awsUrl, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } })

  it('are read every hour, told what we know, and taken at their word about the account', async () => {
    const ses = client()
    await world.local('ses', { sandbox: true })
    await world.publish(leadEvent(1, { email: 'dana@example.net' }), leadEvent(2, { email: 'eli@example.net' }))
    await world.advance('PT1M')
    await ses.send(new PutSuppressedDestinationCommand({ EmailAddress: 'dana@example.net', Reason: 'COMPLAINT' }))
    await world.api('POST', '/suppressions', { email: 'eli@example.net', reason: 'complained' })
    await world.advance('PT61M')
    expect(await suppressions('q=dana@example.net')).toMatchObject([
      { address: 'dana@example.net', channels: [{ channel: 'email', reason: 'complained', source: 'ses_list' }, {}, {}] },
    ])
    const listed = async (): Promise<(string | undefined)[]> =>
      ((await ses.send(new ListSuppressedDestinationsCommand({}))).SuppressedDestinationSummaries ?? []).map(
        ({ EmailAddress }) => EmailAddress,
      )
    expect((await listed()).toSorted()).toEqual(['dana@example.net', 'eli@example.net'])
    const { controls } = await world.api<SettingsView>('GET', '/settings')
    expect(controls.account).toMatchObject({ sandbox: true, maxPerDay: 200 })

    // An admin opens one again: it leaves the provider's list, and is not closed by it anew.
    const [eli] = await suppressions('q=eli@example.net')
    expect((await world.call('DELETE', `/suppressions/${eli?.key}?reason=mistake`)).status).toBe(403)
    await world.api('DELETE', `/suppressions/${eli?.key}?reason=mistake`, undefined, 'admin')
    await world.advance('PT2H')
    expect(await listed()).toEqual(['dana@example.net'])
    expect(await suppressions('q=eli@example.net')).toEqual([])
    ses.destroy()
  })
})

describe('a list of closed addresses from another system', () => {
  it('closes thousands in the background, and whoever comes with one later is not written to', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `person${i}@example.net,,2025-01-01`)
    const csv = ['email,phone,at', ...rows, ',+13125551009,', 'nonsense,,'].join('\n')
    const job = await world.api<JobView>('POST', '/suppressions/import', { csv, source: 'old CRM' })
    await world.advance('PT1M')
    expect(await world.api<JobView>('GET', `/jobs/${job.id}`)).toMatchObject({ status: 'done', suppressed: 201, refused: 1, enrolled: 0 })
    const refused = await world.api<{ items: { line: number; reason: string }[] }>('GET', `/jobs/${job.id}/rows?status=refused`)
    expect(refused.items).toMatchObject([{ line: 203, reason: 'bad_email' }])
    await world.api('POST', '/sequences', twoMails())
    await world.publish(leadEvent(7, { email: 'person7@example.net', phone: null }))
    await world.advance('PT1H')
    expect(await world.outbox({ channel: 'email' })).toEqual([])
  })
})

describe('a person who asks', () => {
  it('gets everything, and after erasure there is nothing but a hash that stays closed', async () => {
    await world.api('POST', '/sequences', twoMails())
    await world.publish(leadEvent(1, { email: 'dana.quill@example.net', lastName: 'Quill' }))
    await world.advance('PT1M')
    await world.local('inbound', {
      channel: 'email',
      raw: 'From: Dana Quill <dana.quill@example.net>\r\nTo: outreach@demo.example.com\r\nSubject: Re: Hi\r\nMessage-ID: <q1@example.net>\r\n\r\nPlease remove me from your list.',
    })
    await world.advance('PT1M')
    expect((await world.call('GET', '/contacts/c-1/export')).status).toBe(403)
    const kept = await world.api<PersonExport>('GET', '/contacts/c-1/export', undefined, 'admin')
    expect(JSON.stringify(kept.messages)).toContain('dana.quill@example.net')
    expect(JSON.stringify(kept.interactions)).toContain('remove me from your list')
    expect(kept.suppressions).toMatchObject([{ channels: [{ reason: 'opted_out' }] }, {}])
    const [closed] = await suppressions('q=dana.quill@example.net')
    await world.api('DELETE', '/contacts/c-1', undefined, 'admin')
    await world.advance('PT1M')
    expect((await world.call('GET', '/contacts/c-1/export', undefined, 'admin')).status).toBe(404)
    const [after] = await suppressions('q=dana.quill@example.net')
    expect(after).toMatchObject({ key: closed?.key, address: null, contacts: 0, channels: [{ reason: 'opted_out' }] })
    // The CRM names the person again, with consent: nothing opens it.
    await world.publish(leadEvent(9, { email: 'dana.quill@example.net', phone: null, consent: { email: true } }))
    const sent = (await world.outbox({ to: 'dana.quill@example.net' })).length
    await world.advance('PT2H')
    expect(await world.outbox({ to: 'dana.quill@example.net' })).toHaveLength(sent)
  })
})
