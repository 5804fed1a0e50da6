/** What comes back: bounces heal onto another channel, complaints and opt-outs stop everything. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { simulatorNumbers } from '../../functions/contract/simulator-numbers.ts'
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

/** Each row of the healing table that a simulator address or number provokes: who, what is planned, and what healing does about it. */
describe('a failure', () => {
  const sms = (delayMinutes: number) => ({ name: `Text ${delayMinutes}`, channel: 'sms', delayMinutes, body: 'Hi {{first_name}}.' })
  const call = (delayMinutes: number) => ({
    name: `Call ${delayMinutes}`,
    channel: 'call',
    delayMinutes,
    body: 'Call {{first_name}}.',
    smsText: 'Can we talk, {{first_name}}?',
  })
  const last = { name: 'Look again', channel: 'task', delayMinutes: 20_160, body: 'Look at {{first_name}} again.' }
  const stages = { sms: 'under-contract', calls: 'assigned' }
  let texts: SequenceView
  let calls: SequenceView
  const people: [who: string, contact: Record<string, unknown>, stage: keyof typeof stages, healed: string[], channels: string[]][] = [
    [
      'a text that never arrives',
      { phone: simulatorNumbers.undelivered },
      'sms',
      ['sms_undelivered retry', 'sms_undelivered switch_channel', 'sms_undelivered switch_channel'],
      ['sms'],
    ],
    [
      'a text that fails once',
      { phone: simulatorNumbers.failedOnce },
      'sms',
      ['sms_failed retry', 'sms_failed switch_channel', 'sms_failed switch_channel'],
      ['sms'],
    ],
    ['a landline', { phone: simulatorNumbers.landline }, 'sms', ['landline_detected switch_channel'], ['sms']],
    ['a number that does not exist', { phone: simulatorNumbers.invalid }, 'sms', ['invalid_number switch_channel'], ['sms', 'call']],
    [
      'a number that does not exist, without an email address',
      { phone: simulatorNumbers.invalid, email: null },
      'sms',
      ['invalid_number skip_and_advance'],
      ['sms', 'call'],
    ],
    [
      'calls that nobody answers',
      { phone: simulatorNumbers.noAnswer },
      'calls',
      ['call_no_answer inject_step', 'call_no_answer extend_delay', 'call_no_answer switch_channel'],
      ['call'],
    ],
    [
      'a busy line',
      { phone: simulatorNumbers.busy },
      'calls',
      [
        'call_busy retry',
        'call_busy retry',
        'call_busy retry',
        'call_busy extend_delay',
        'call_busy skip_and_advance',
        'call_busy skip_and_advance',
        'call_busy skip_and_advance',
      ],
      ['call'],
    ],
    [
      'calls that fail',
      { phone: simulatorNumbers.callFailed },
      'calls',
      ['call_failed inject_step', 'call_failed retry', 'call_failed retry', 'call_failed switch_channel'],
      ['call'],
    ],
    [
      'no line free',
      { phone: simulatorNumbers.capacityExhausted },
      'calls',
      ['capacity_exhausted inject_step', 'capacity_exhausted retry', 'capacity_exhausted retry', 'capacity_exhausted switch_channel'],
      ['call'],
    ],
    [
      'voicemails',
      { phone: simulatorNumbers.voicemail },
      'calls',
      ['call_voicemail inject_step', 'call_voicemail inject_step', 'call_voicemail skip_and_advance'],
      ['call'],
    ],
  ]
  beforeAll(async () => {
    texts = await world.api<SequenceView>('POST', '/sequences', {
      name: 'Texts',
      triggerStage: stages.sms,
      status: 'active',
      steps: [sms(0), sms(1440), sms(2880), last],
    })
    calls = await world.api<SequenceView>('POST', '/sequences', {
      name: 'Calls',
      triggerStage: stages.calls,
      status: 'active',
      steps: [call(0), call(2880), call(5760), last],
    })
    const occurredAt = await world.now()
    await world.publish(...people.map(([, contact, stage], i) => leadEvent(30 + i, contact, { stage: stages[stage], occurredAt })))
    await world.advance('P13D')
  }, 120_000)

  it.each(people.map((row, i) => [row[0], i] as const))('by %s is diagnosed, acted upon and told', async (_who, i) => {
    const [, , stage, expected, failed] = people[i] ?? people[0]!
    const sequenceId = (stage === 'sms' ? texts : calls).id
    const enrollment = (await world.enrollments(sequenceId)).find(({ contactId }) => contactId === `c-${30 + i}`)
    expect(enrollment?.failedChannels).toEqual(failed)
    expect(enrollment?.healing.map(({ failure, action }) => `${failure} ${action}`)).toEqual(expected)
    const told = await world.api<{ items: { what: string; text: string }[] }>('GET', `/contacts/c-${30 + i}/timeline?limit=100`)
    const healed = told.items.filter(({ what }) => what === 'healed').map(({ text }) => text)
    expect(healed).toHaveLength(expected.length)
    expect(healed.every((text) => /^Healed: step ".+", .+: .+ \(.+\)\.$/.test(text))).toBe(true)
  })

  it('sends the text that stands in for a missed call, in the words of the product', async () => {
    const at = people.findIndex(([who]) => who === 'calls that nobody answers')
    const sent = (await world.outbox({ to: simulatorNumbers.noAnswer })).filter(({ channel }) => channel === 'sms')
    expect(sent.map(({ text }) => text)).toEqual(
      [
        expect.stringContaining("Hey Dana, just tried calling and couldn't reach you."),
        expect.stringContaining('Can we talk, Dana?'),
      ].toReversed(),
    )
    const [message] = (await world.messages(calls.id)).filter(
      ({ stepId, contactId }) => stepId.startsWith('missed_call') && contactId === `c-${30 + at}`,
    )
    expect(message).toMatchObject({ channel: 'sms', status: 'sent', simulated: true })
  })

  it('by a dead mailbox turns to the other address of the person, which no CRM event takes back', async () => {
    const contact = { email: 'bounce+50@simulator.amazonses.com', alternativeEmail: 'home50@example.net', consent: { email: true } }
    await world.publish(leadEvent(50, contact, { occurredAt: await world.now() }))
    await world.advance('PT10M')
    expect(await enrollmentOf('c-50')).toMatchObject({
      status: 'active',
      healing: [{ failure: 'email_bounced_hard', action: 'retry_alternative' }],
    })
    expect(await world.outbox({ to: 'home50@example.net' })).toHaveLength(1)
  })
})

describe('the whole', () => {
  it('was denied nothing', async () => {
    expect(beginning < (await world.now())).toBe(true)
    expect((await world.local<{ denied: unknown[] }>('iam')).denied).toEqual([])
  })
})
