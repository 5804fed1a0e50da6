import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicies } from '../../functions/domain/sequence.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

let world: World
const number = '+13125550142'
const head = (id: string) => world.heads.get(world.identity.contactKey(id))?.head
const kinds = () => [...world.interactions.values()].map(({ kind }) => kind)
const says = async (text: string, more: Record<string, unknown> = {}): Promise<void> => {
  world.put('engage', [
    {
      kind: 'inbound',
      channel: 'sms',
      from: number,
      to: '+13125550000',
      text,
      providerId: text,
      at: new Date(world.now()).toISOString(),
      ...more,
    },
  ])
  await world.runUntil(world.now() + 60_000)
}
const contact = (id: string) => ({
  id,
  email: 'dana@example.com',
  phone: number,
  timeZone: 'America/Chicago',
  firstName: 'Dana',
  attributes: { street: '12 Elm St' },
  consent: { email: true, sms: true, call: true },
})

describe('two contacts who share a number, texted and about to be texted again', () => {
  beforeEach(async () => {
    world = createWorld(now, [version({ steps: [step(1, 'sms', 0), step(2, 'sms', 600)], policies: defaultPolicies })])
    world.put('enroll', [
      stageChangeEvent({ contacts: [contact('c-1')] }),
      stageChangeEvent({ leadId: 'lead-2', contacts: [contact('c-2')] }, 'event-2'),
    ])
    await world.runUntil(now + 1_000)
    expect(world.sent).toHaveLength(2)
  })

  it('are both left alone in whatever words one of them says so', async () => {
    await says('hey guys, please take me off your list. Thanks')
    for (const id of ['c-1', 'c-2']) {
      expect(head(id)?.suppressed.sms?.reason).toBe('opted_out')
      expect(head(id)?.enrollments).toEqual([])
    }
    await world.runUntil(now + hours(100))
    expect(world.sent).toHaveLength(2)
    expect(kinds()).not.toContain('replied')
  })

  it('are called no more either by who names calls, and on no channel by who wants no contact at all', async () => {
    await says('stop calling me')
    expect(Object.keys(head('c-1')?.suppressed ?? {})).toEqual(['sms', 'call'])
    await says('Do not contact me ever again!')
    expect(Object.keys(head('c-2')?.suppressed ?? {}).toSorted()).toEqual(['call', 'email', 'sms'])
  })

  it('come back with a mere YES where they had left, and answer by it where they had not', async () => {
    await says('STOP')
    await says('yes')
    expect(head('c-1')?.suppressed).toEqual({})
    expect(kinds().filter((kind) => kind === 'replied')).toHaveLength(2)
    world.interactions.clear()
    await says('Yes!', { providerId: 'another' })
    expect(kinds()).toEqual(['replied', 'replied'])
  })

  it('stay closed by a complaint, whatever they say later', async () => {
    const key = world.identity.addressKey('phone', number)
    await world.engine.settle(world.identity.contactKey('c-1'), () => [{ kind: 'complained', addressKey: key, detail: 'spam' }])
    await says('START')
    expect(head('c-1')?.suppressed.sms?.reason).toBe('complained')
  })

  it('are told who writes when one asks for help: once a day, as no touch, and nothing ends', async () => {
    const touches = head('c-1')?.touches
    await says('HELP')
    await says('help?', { providerId: 'again' })
    expect(world.sent).toHaveLength(3)
    expect(world.sent[2]?.text).toContain('Reply STOP to opt out')
    expect(world.sent[2]).toMatchObject({ to: number, channel: 'sms' })
    expect(head('c-1')?.touches).toEqual(touches)
    expect(head('c-1')?.enrollments).toHaveLength(1)
    expect(kinds().filter((kind) => kind === 'help_answered')).toHaveLength(1)
    await world.runUntil(now + hours(25))
    const before = world.sent.length
    await says('INFO', { providerId: 'next day' })
    expect(world.sent).toHaveLength(before + 1)
  })

  it('get no help text after they left', async () => {
    await says('STOP')
    await says('HELP')
    expect(world.sent).toHaveLength(2)
  })
})

describe('who left by mail', () => {
  it('is written to no more, though the words stand over what they quote', async () => {
    world = createWorld(now, [version({ steps: [step(1, 'email', 0), step(2, 'email', 600)] })])
    world.put('enroll', [stageChangeEvent({ contacts: [contact('c-1')] })])
    await world.runUntil(now + 1_000)
    const text = 'Please remove me from your mailing list.\n\nOn Fri, 20 Nov 2026, Acme wrote:\n> Hi Dana'
    await says(text, { channel: 'email', from: 'Dana <dana@example.com>', subject: 'Re: Hi' })
    expect(head('c-1')?.suppressed.email?.reason).toBe('opted_out')
    expect(kinds()).not.toContain('replied')
  })

  it('does not leave by what is only quoted', async () => {
    world = createWorld(now, [version({ steps: [step(1, 'email', 0), step(2, 'email', 600)] })])
    world.put('enroll', [stageChangeEvent({ contacts: [contact('c-1')] })])
    await world.runUntil(now + 1_000)
    const text = 'Yes, Friday works.\n\nOn Fri, 20 Nov 2026, Acme wrote:\n> Unsubscribe'
    await says(text, { channel: 'email', from: 'Dana <dana@example.com>', subject: 'Re: Hi' })
    expect(head('c-1')?.suppressed).toEqual({})
    expect(kinds()).toContain('replied')
  })
})
