/** Variants of a step on the whole local stack: each contact gets one of its texts, and everything that tells of it names that one. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ContactPlan } from '../../functions/contract/api/preview.ts'
import type { TimelineEntryView, WhyView } from '../../functions/contract/api/people.ts'
import type { LogEntry } from '../../functions/contract/api/log.ts'
import type { MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
})
afterAll(() => world.close())

/** So many that both texts are gone out to somebody. */
const people = Array.from({ length: 14 }, (_one, i) => i + 1)
const subjects: Record<string, string> = { a: 'Hello Dana', b: 'Quick one' }

describe('a step of two texts, half of the enrollments each', () => {
  let sequence: SequenceView
  const messages = async (): Promise<MessageView[]> => world.messages(sequence.id)
  const letterOf = ({ variant }: { variant?: { id: string } | undefined }): string => variant?.id ?? 'none'

  it('is published with its letters', async () => {
    const step = { channel: 'email', subject: 'Hello {{first_name}}', body: 'Hi {{first_name}}.' }
    const variants = [{ name: 'Short subject', share: 50, subject: 'Quick one' }]
    sequence = await world.api<SequenceView>('POST', '/sequences', {
      name: 'Split',
      triggerStage: 'new',
      status: 'active',
      steps: [
        { ...step, name: 'First', delayMinutes: 0, variants },
        { ...step, name: 'Second', delayMinutes: 1_440, variants },
      ],
    })
    expect(sequence.steps[0]?.variants).toMatchObject([{ id: 'b', share: 50, subject: 'Quick one' }])
  })

  it('goes out as one text to some and as the other to others, as each message says', async () => {
    await world.publish(...people.map((person) => leadEvent(person)))
    await world.advance('PT0S')
    const sent = (await messages()).filter(({ stepId }) => stepId === 's1')
    expect(sent).toHaveLength(people.length)
    expect(new Set(sent.map(letterOf))).toEqual(new Set(['a', 'b']))
    const mails = await world.outbox({ channel: 'email' })
    const said = new Map(mails.map(({ to, subject }) => [to, subject]))
    for (const message of sent) expect(said.get(message.recipient ?? '')).toBe(subjects[letterOf(message)])
  })

  it('names it on the timeline, in the log and in the reasons', async () => {
    const [message] = (await messages()).filter(({ stepId, variant }) => stepId === 's1' && variant?.id === 'b')
    const timeline = await world.api<{ items: TimelineEntryView[] }>('GET', `/contacts/${message?.contactId}/timeline`)
    expect(timeline.items.find(({ messageId }) => messageId === message?.id)?.variant).toEqual({
      id: 'b',
      name: 'Short subject',
      share: 50,
    })
    const log = await world.api<{ items: LogEntry[] }>('GET', `/sequences/${sequence.id}/log?limit=50`)
    expect(log.items.find(({ messageId }) => messageId === message?.id)?.variant?.id).toBe('b')
    const why = await world.api<WhyView>('GET', `/messages/${message?.id}/why`)
    expect(why.text).toContain('variant B · Short subject, 50 %')
  })

  it('leaves a day later as the calendar said that it would', async () => {
    const planned = new Map<string, string>()
    for (const { contactId } of (await messages()).filter(({ stepId }) => stepId === 's2')) {
      const plan = await world.api<ContactPlan>('GET', `/contacts/${contactId}/plan`)
      planned.set(contactId, letterOf(plan.touches[0] ?? {}))
    }
    expect(new Set(planned.values())).toEqual(new Set(['a', 'b']))
    await world.advance('PT25H')
    const sent = (await messages()).filter(({ stepId }) => stepId === 's2')
    expect(new Map(sent.map((message) => [message.contactId, letterOf(message)]))).toEqual(planned)
    for (const { subject, variant } of sent) expect(subject).toBe(subjects[variant?.id ?? ''])
  })
})
