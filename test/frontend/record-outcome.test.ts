import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { undoSeconds } from '../../frontend/composables/use-toasts.ts'
import { enrollmentIdFrom, messageIdOf } from '../../functions/domain/ids.ts'
import { aMessage, anEnrollment, aSequence } from './fixtures.ts'
import { closePages, key, openPage, press, Refused, serve, settled } from './mount-page.ts'

const base = aSequence()
const [first] = base.steps
if (!first) throw new Error('the sequence of the fixtures has a step')
const sequence = {
  ...base,
  steps: [
    { ...first, id: 'ring', order: 1, channel: 'call' as const },
    {
      ...first,
      id: 'after',
      order: 2,
      condition: {
        match: 'all' as const,
        tests: [{ kind: 'call_outcome' as const, step: 'ring', outcomes: ['interested'] }],
        otherwise: 'skip' as const,
      },
    },
  ],
}
const people = ['Anna', 'Ben'].map((contactName, i) => {
  const id = enrollmentIdFrom(1_700_000_000_000 + i, 1n << 20n)
  const held = { reason: 'waiting_for_outcome' as const, text: 'It waits for a person to record what an earlier call or task came to.' }
  return anEnrollment({ id, contactName, sequenceId: sequence.id, version: 1, currentStep: 'after', held })
})
const call = (enrollmentId: string) => {
  const { id: _own, ...rest } = aMessage({ sequenceId: sequence.id, stepId: 'ring', stepOrder: 1, channel: 'call', status: 'sent' })
  return { ...rest, id: messageIdOf(enrollmentId, 1), enrollmentId, sentAt: '2026-11-20T15:00:00.000Z', events: {}, task: undefined }
}

const recorded: unknown[] = []
const list = `/sequences/${sequence.id}/enrollments?held=waiting_for_outcome`
const open = async (refusal?: Refused, address = list) => {
  serve({
    'GET /sequences': () => ({ items: [sequence], nextCursor: null }),
    [`GET /sequences/${sequence.id}`]: () => sequence,
    [`GET /sequences/${sequence.id}/versions/1`]: () => ({ ...sequence, version: 1, publishedAt: sequence.createdAt }),
    [`GET /sequences/${sequence.id}/enrollments`]: () => ({ items: people, nextCursor: null }),
    [`GET /sequences/${sequence.id}/messages`]: (_body, query) => ({ items: [call(String(query.get('enrollmentId')))], nextCursor: null }),
    'GET /views': () => ({ items: [] }),
    ...Object.fromEntries(people.map((one) => [`GET /sequences/enrollments/${one.id}`, () => one])),
    ...Object.fromEntries(
      people.map((one) => [
        `POST /messages/${messageIdOf(one.id, 1)}/outcome`,
        (body: unknown) => {
          recorded.push({ of: one.contactName, body })
          return refusal ?? call(one.id)
        },
      ]),
    ),
  })
  return openPage(address)
}
const dialog = (): string => document.querySelector('[role=dialog]')?.textContent ?? ''

beforeEach(() => {
  recorded.length = 0
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(44)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(async () => {
  // What is still held back is carried out, and leaves nothing to the next test.
  await vi.advanceTimersByTimeAsync(undoSeconds * 1_000)
  closePages()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a call that was placed and of which nobody knows what it came to', () => {
  it('is asked about where people wait for it, with the outcome first that a later step goes by, and leads to the next of them', async () => {
    const { text } = await open()
    await press('Record what it came to for Anna')
    expect(dialog()).toContain('Anna')
    expect(dialog()).toContain('unblocks step 2')
    await key('1')
    expect(dialog()).toContain('Ben')
    expect(text()).toContain('Recorded: interested')
    expect(recorded).toEqual([])
    await vi.advanceTimersByTimeAsync(undoSeconds * 1_000)
    await settled()
    expect(recorded).toEqual([{ of: 'Anna', body: { outcome: 'interested' } }])
  })

  it('can be said on the page of the enrollment that waits, which shows it at once', async () => {
    const { text } = await open(undefined, `/enrollments/${people[0]?.id}`)
    await press('Record what it came to')
    await key('1')
    expect(dialog()).toBe('')
    expect(text()).toMatch(/Recorded: interested. It goes on in a moment.[^]*Step 1[^]*Recorded: interested/)
    expect(text()).not.toContain('Cancelled')
    expect(text()).not.toContain('Record what it came to')
  })

  it('is waited for again where the API refuses what was said', async () => {
    const { text } = await open(new Refused({ status: 409, detail: 'It was recorded already: busy.' }))
    await press('Record what it came to for Anna')
    await key('1')
    await press('Close')
    expect(text()).not.toContain('Record what it came to for Anna')
    await vi.advanceTimersByTimeAsync(undoSeconds * 1_000)
    await settled()
    expect(document.querySelector('[aria-label="Record what it came to for Anna"]')).not.toBeNull()
  })
})
