/** The product's main job on the whole local stack: a stage change walks a contact through a timed sequence. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
})
afterAll(() => world.close())

describe('a contact walks a four-step sequence', () => {
  let sequence: SequenceView

  it('is created and published by one call', async () => {
    sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
    expect(sequence).toMatchObject({ status: 'active', version: 1, triggerStage: 'new' })
    expect(sequence.steps.map((step) => step.channel)).toEqual(['email', 'sms', 'email', 'call'])
  })

  it('sends the first email at once and has one schedule for each step', async () => {
    await world.publish(leadEvent(1))
    await world.advance('PT0S')
    const [mail, ...more] = await world.outbox({ channel: 'email' })
    expect(more).toEqual([])
    expect(mail).toMatchObject({ to: 'success+1@simulator.amazonses.com', subject: 'Hello Dana' })
    expect(mail?.text).toContain('Hi Dana, about 12 Elm St.')
    expect(mail?.headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    expect(await world.schedules()).toHaveLength(4)
    const messages = await world.messages(sequence.id)
    expect(messages.map((message) => message.status)).toEqual(['sent', 'scheduled', 'scheduled', 'scheduled'])
  })

  it('adds nothing for the same event again, nor for a storm of 100 duplicates at once', async () => {
    await world.publish(leadEvent(1))
    await Promise.all(Array.from({ length: 10 }, () => world.publish(...Array.from({ length: 10 }, () => leadEvent(1)))))
    await world.advance('PT0S')
    expect(await world.outbox()).toHaveLength(1)
    expect(await world.messages(sequence.id)).toHaveLength(4)
    expect(await world.enrollments(sequence.id)).toHaveLength(1)
    expect(await world.schedules()).toHaveLength(4)
  })

  it('brings each next step at its time and finishes completed', async () => {
    await world.advance('PT24H')
    expect((await world.outbox({ channel: 'sms' })).map((sms) => sms.text)).toEqual([
      'Lakeside Home Buyers: Hi Dana, Sam Ortiz here.\nReply STOP to opt out.',
    ])
    await world.advance('PT48H')
    expect((await world.outbox({ channel: 'email' })).map((mail) => mail.subject)).toEqual(['Again, Dana', 'Hello Dana'])
    const [again, hello] = await world.outbox({ channel: 'email' })
    expect(hello?.headers?.['In-Reply-To']).toBeUndefined()
    expect(again?.headers?.['In-Reply-To']).toBe(hello?.headers?.['Message-ID'])
    expect(again?.headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    expect([again?.text, again?.html].every((part) => part?.includes('500 W Madison St'))).toBe(true)
    await world.advance('PT96H')
    expect(await world.outbox({ channel: 'call' })).toHaveLength(1)
    const [enrollment] = await world.enrollments(sequence.id)
    expect(enrollment).toMatchObject({ status: 'finished', exitReason: 'completed' })
    expect(await world.schedules()).toEqual([])
    const messages = await world.messages(sequence.id)
    expect(messages.map((message) => [message.channel, message.status, message.simulated])).toEqual([
      ['email', 'delivered', false],
      ['sms', 'sent', true],
      ['email', 'delivered', false],
      ['call', 'sent', true],
    ])
  })

  it('counts exactly, and the hourly state machine rolls it up', async () => {
    await world.advance('PT1H')
    const [row] = (await world.api<{ items: unknown[] }>('GET', '/sequences/stats')).items
    expect(row).toMatchObject({ running: 0, enrolled: 1, finished: 1, sent: 4 })
    const analytics = await world.api<{
      rolledUpAt: string | null
      allTime: { tallies: Record<string, number> }
      last24h: { tallies: Record<string, number> }
    }>('GET', `/sequences/${sequence.id}/analytics`)
    expect(analytics.rolledUpAt).not.toBeNull()
    expect(analytics.allTime.tallies).toMatchObject({ enrolled: 1, sent: 4, delivered: 2 })
    expect(analytics.last24h.tallies).toMatchObject({ sent: 1 })
  })
})

describe('a lead that moves on', () => {
  it('ends its enrollments moved, and converted where the new stage is a goal', async () => {
    const plain = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'Plain', triggerStage: 'contacted' }))
    const withGoal = await world.api<SequenceView>(
      'POST',
      '/sequences',
      tourSequence({ name: 'Goal', triggerStage: 'contacted', goalStages: ['assigned'] }),
    )
    const occurredAt = await world.now()
    await world.publish(leadEvent(2, {}, { stage: 'contacted', occurredAt }))
    await world.advance('PT1M')
    await world.publish(leadEvent(2, {}, { stage: 'assigned', previousStage: 'contacted', occurredAt: await world.now() }))
    await world.advance('PT0S')
    expect((await world.enrollments(plain.id))[0]).toMatchObject({ status: 'finished', exitReason: 'moved' })
    expect((await world.enrollments(withGoal.id))[0]).toMatchObject({ status: 'finished', exitReason: 'converted' })
    const before = (await world.outbox()).length
    await world.advance('P8D')
    expect(await world.outbox()).toHaveLength(before)
  })
})

describe('bad input', () => {
  it('keeps an event that does not parse in the dead-letter queue', async () => {
    await world.publish({ stage: 'new', occurredAt: 'yesterday', contacts: [] })
    await world.advance('PT2H')
    const filled = await world.filledQueues()
    expect(filled).toEqual([{ name: expect.stringMatching(/enroll.*dead/i) as string, messages: 1 }])
  })

  it('enrolls a contact without a usable address nowhere', async () => {
    const sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'No address', triggerStage: 'offer-sent' }))
    await world.publish(leadEvent(3, { email: null, phone: null }, { stage: 'offer-sent', occurredAt: await world.now() }))
    await world.advance('PT0S')
    expect(await world.enrollments(sequence.id)).toEqual([])
  })

  it('refuses to publish an unknown merge variable, naming step and variable', async () => {
    const answer = await world.call(
      'POST',
      '/sequences',
      tourSequence({
        name: 'Typo',
        steps: [{ name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hi', body: 'Hi {{frist_name}}' }],
      }),
    )
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body)).toContain('frist_name')
  })

  it('holds a message whose merge value is missing, and says which', async () => {
    const sequence = await world.api<SequenceView>(
      'POST',
      '/sequences',
      tourSequence({
        name: 'Missing',
        triggerStage: 'under-contract',
        steps: [{ name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hi', body: 'Hi {{first_name}}, {{street}}' }],
      }),
    )
    await world.publish(leadEvent(4, { attributes: {} }, { stage: 'under-contract', occurredAt: await world.now() }))
    await world.advance('PT0S')
    const [message] = await world.messages(sequence.id)
    expect(message).toMatchObject({ status: 'held', reason: 'missing_merge_value' })
    expect(JSON.stringify(message)).toContain('street')
  })
})
