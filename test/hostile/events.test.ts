import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engage } from '../../functions/engage/engage.ts'
import { readHappening } from '../../functions/engage/read-happening.ts'
import { readEnrollInput } from '../../functions/enroll/read-event.ts'
import { workOff } from '../../functions/enroll/work-off.ts'
import { InvalidInput, NotYet } from '../../functions/runtime/errors.ts'
import { hours, now, version } from '../domain/builders.ts'
import { createWorld, hardBounce, mailEvent, stageChangeEvent, type World } from '../runtime/world.ts'
import { anything, spoilt } from './hostile.ts'

/** What an event comes to: worked on, or refused with a reason. Whatever else it throws fails the test. */
const taken = async (work: () => Promise<string>): Promise<string> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NotYet) return 'not yet'
    if (!(error instanceof InvalidInput)) throw error
    expect(error.reason).toMatch(/^[a-z_]+$/)
    expect(error.message).not.toBe('')
    return `invalid: ${error.reason}`
  }
}

/** Stage changes of a few leads at times in any order, so that old ones, repeated ones and moves back come up. */
const stageChange = fc
  .record({
    lead: fc.integer({ min: 1, max: 5 }),
    stage: fc.constantFrom('new', 'contacted', 'under-contract'),
    minute: fc.integer({ min: -3_000, max: 3_000 }),
  })
  .map(({ lead, stage, minute }) => {
    const at = new Date(now + minute * 60_000).toISOString()
    return stageChangeEvent({ leadId: `lead-${lead}`, stage, occurredAt: at }) as never
  })

const count = (env: number): { numRuns: number } => ({ numRuns: env })

describe('5,000 events that nobody should send', () => {
  it('are worked on or refused with a reason when the CRM sends them, and leave nothing half done', async () => {
    const world = createWorld(now, [version()])
    const outcomes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 3, arbitrary: spoilt(stageChange) }, { weight: 1, arbitrary: anything }), async (body) => {
        const outcome = await taken(() => workOff(world.workPorts, readEnrollInput(body)))
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }),
      count(3_000),
    )
    // The test is worth something only where both happen.
    expect([...outcomes.keys()].filter((outcome) => outcome.startsWith('invalid')).length).toBeGreaterThan(1)
    expect(outcomes.get('enrolled') ?? 0).toBeGreaterThan(0)
    expect(outcomes.get('older') ?? 0).toBeGreaterThan(0)
    for (const { outcomes: recorded } of world.leads.values()) expect(recorded).not.toBeNull()
  })

  it('are worked on or refused with a reason when they come as what a provider says', async () => {
    const world = createWorld(now, [version()])
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + hours(1))
    const mail = mailOf(world)
    const at = '2026-11-20T15:00:05.000Z'
    const events = [
      mailEvent(mail, 'Delivery', { delivery: { timestamp: at, recipients: [mail.to] } }),
      mailEvent(mail, 'Open', { open: { timestamp: at, userAgent: 'Mozilla', ipAddress: '192.0.2.1' } }),
      mailEvent(mail, 'Click', { click: { timestamp: at, link: 'https://example.com' } }),
      mailEvent(mail, 'Complaint', { complaint: { complainedRecipients: [{ emailAddress: mail.to }], timestamp: at } }),
      hardBounce(mail),
      {
        kind: 'inbound',
        channel: 'email',
        from: mail.to,
        to: 'outreach@acme.example',
        subject: 'Re',
        text: 'STOP',
        headers: {},
        inReplyTo: [],
        providerId: 'in-1',
        at,
      },
      { kind: 'one_click', addressKey: mail.addressKey, channel: 'email', messageId: mail.messageId, at },
    ]
    const outcomes = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          { weight: 3, arbitrary: spoilt(fc.constantFrom(...(events as never[])).map((event) => structuredClone(event))) },
          { weight: 1, arbitrary: anything },
        ),
        async (body) => {
          outcomes.add(await taken(() => engage(world.engagePorts, readHappening(body))))
        },
      ),
      count(2_000),
    )
    expect([...outcomes].some((outcome) => outcome.startsWith('invalid'))).toBe(true)
    expect([...outcomes].some((outcome) => !outcome.startsWith('invalid'))).toBe(true)
  })
})

const mailOf = (world: World): World['sent'][number] => {
  const mail = world.sent.find(({ channel }) => channel === 'email')
  if (!mail) throw new Error('nothing was mailed')
  return mail
}
