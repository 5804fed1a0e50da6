/** What comes back: bounces heal onto another channel, complaints and opt-outs stop everything. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { beginning, leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
let sequence: SequenceView
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
})
afterAll(() => world.close())

const enrollmentOf = async (contactId: string) => {
  const found = (await world.enrollments(sequence.id)).find((enrollment) => enrollment.contactId === contactId)
  if (!found) throw new Error(`${contactId} has no enrollment`)
  return found
}

describe('a hard bounce', () => {
  it('moves the remaining email onto SMS where the contact consents', async () => {
    await world.publish(leadEvent(10, { email: 'bounce@simulator.amazonses.com' }))
    await world.advance('PT5M')
    const enrollment = await enrollmentOf('c-10')
    expect(enrollment).toMatchObject({ status: 'active', channelOverrides: { email: 'sms' } })
    expect(enrollment.healing[0]).toMatchObject({ failure: 'email_bounced_hard', action: 'switch_channel' })
    await world.advance('P3D')
    const texts = await world.outbox({ to: '+13125551010' })
    expect(texts.map((text) => [text.channel, text.text]).toReversed()).toEqual([
      ['sms', 'Lakeside Home Buyers: Hi Dana, Sam Ortiz here.\nReply STOP to opt out.'],
      ['sms', 'Hi Dana, still thinking about 12 Elm St?'],
    ])
    expect(await world.outbox({ to: 'bounce@simulator.amazonses.com' })).toHaveLength(1)
  })

  it('ends the enrollment bounced where the contact does not consent to SMS', async () => {
    await world.publish(
      leadEvent(
        11,
        { email: 'bounce+two@simulator.amazonses.com', consent: { email: true, sms: false, call: false } },
        { occurredAt: await world.now() },
      ),
    )
    await world.advance('PT5M')
    expect(await enrollmentOf('c-11')).toMatchObject({ status: 'finished', exitReason: 'bounced' })
  })
})

describe('a complaint', () => {
  it('stops everything to that person, in every sequence, for ever', async () => {
    await world.publish(leadEvent(12, { email: 'complaint@simulator.amazonses.com' }, { occurredAt: await world.now() }))
    await world.advance('PT5M')
    expect(await enrollmentOf('c-12')).toMatchObject({ status: 'finished', exitReason: 'complained' })
    await world.api('POST', '/sequences', tourSequence({ name: 'Another', triggerStage: 'contacted' }))
    await world.publish(
      leadEvent(12, { email: 'complaint@simulator.amazonses.com' }, { stage: 'contacted', occurredAt: await world.now() }),
    )
    await world.advance('P8D')
    expect(await world.outbox({ to: 'complaint@simulator.amazonses.com' })).toHaveLength(1)
    expect(await world.outbox({ to: '+13125551012' })).toEqual([])
  })
})

describe('a one-click unsubscribe', () => {
  it('asks on GET, acts on POST, and skips whatever would have followed', async () => {
    await world.publish(leadEvent(13, {}, { occurredAt: await world.now() }))
    await world.advance('PT1M')
    const [mail] = await world.outbox({ to: 'success+13@simulator.amazonses.com' })
    const link = /<([^>]+)>/.exec(mail?.headers?.['List-Unsubscribe'] ?? '')?.[1] ?? ''
    expect(link.startsWith(world.url)).toBe(true)
    const page = await fetch(link)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<form')
    expect((await enrollmentOf('c-13')).status).toBe('active')
    const answer = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    expect(answer.status).toBe(200)
    await world.advance('PT0S')
    expect(await enrollmentOf('c-13')).toMatchObject({ status: 'finished', exitReason: 'unsubscribed' })
    await world.advance('P8D')
    expect(await world.outbox({ to: 'success+13@simulator.amazonses.com' })).toHaveLength(1)
  })
})

describe('a reply', () => {
  it('finishes the enrollment replied, and an out-of-office answer does not', async () => {
    await world.publish(
      leadEvent(14, { email: 'someone@example.net' }, { occurredAt: await world.now() }),
      leadEvent(15, { email: 'away@example.net' }, { occurredAt: await world.now() }),
    )
    await world.advance('PT1M')
    const reply = (from: string, extra: string) =>
      world.local('inbound', {
        channel: 'email',
        raw: `From: ${from}\r\nTo: outreach@demo.example.com\r\nSubject: Re: Hello\r\nMessage-ID: <r1-${from}>\r\n${extra}\r\nYes, call me.`,
      })
    await reply('someone@example.net', '')
    await reply('away@example.net', 'Auto-Submitted: auto-replied\r\n')
    await world.advance('PT0S')
    expect(await enrollmentOf('c-14')).toMatchObject({ status: 'finished', exitReason: 'replied' })
    expect((await enrollmentOf('c-15')).status).toBe('active')
  })
})

describe('the whole', () => {
  it('was denied nothing', async () => {
    expect(beginning < (await world.now())).toBe(true)
    expect((await world.local<{ denied: unknown[] }>('iam')).denied).toEqual([])
  })
})
