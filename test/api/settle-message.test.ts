import { beforeEach, describe, expect, it } from 'vitest'
import { countChange } from '../../functions/tally/count.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import type { WhyView } from '../../functions/contract/api/people.ts'
import { enrollment, enrollmentId, head, now, version, withPlan } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const id = messageIdOf(enrollmentId, 1)
const asked = new Date(now).toISOString()
const attempt = { id: 'A1', startedAt: asked, completedAt: asked, adapter: 'ses', outcome: 'unknown' as const, revision: 1, verdicts: [] }
const lost = withPlan(enrollment(), { s1: { state: 'unknown', attempt: 'A1' } })

let world: ReturnType<typeof apiWorld>
const stands = (state: Parameters<typeof withPlan>[1][string], row: Partial<MessageRow> = {}): void => {
  const walked = withPlan(lost, { s1: state })
  world.state.heads.set('ck1', head({ enrollments: [walked] }))
  const [item] = walked.plan
  if (!item) throw new Error('no step')
  world.state.rows.set(id, { ...messageRow(head(), walked, item, { status: 'unknown', attempts: [attempt] }), ...row })
}
beforeEach(() => {
  world = apiWorld()
  world.state.now = now + 7_200_000
  world.state.versions.set('SEQ1/1', version())
  world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
  stands({ state: 'unknown', attempt: 'A1' })
})
const settle = (body: unknown = { arrived: true }) => world.call({ method: 'POST', path: `/api/v1/messages/${id}/settle`, body })
const planned = () => world.state.heads.get('ck1')?.enrollments[0]?.plan[0]?.state
const said = { by: 'ann@acme.example', at: new Date(now + 7_200_000).toISOString() }

describe('a message whose answer was lost', () => {
  it('counts as sent when it was handed over, once a person says that it arrived', async () => {
    expect((await settle()).json).toMatchObject({ id, status: 'sent', sentAt: asked, attempts: [{ outcome: 'unknown', settled: said }] })
    expect(planned()).toBe('sent')
  })

  it('leaves the list of those whose fate is open', async () => {
    const open = async () => (await world.call({ method: 'GET', path: '/api/v1/messages', query: 'status=unknown' })).json['items']
    expect(await open()).toHaveLength(1)
    await settle()
    expect(await open()).toEqual([])
  })

  it('names who said so, on the timeline and where it is asked why', async () => {
    await settle()
    expect(world.state.interactions).toEqual([
      {
        contactKey: 'ck1',
        at: said.at,
        channel: 'email',
        direction: 'system',
        kind: 'steered',
        messageId: id,
        enrollmentId,
        sequenceId: 'SEQ1',
        detail: 'step s1 counts as sent: its answer was lost, and ann@acme.example says that it arrived',
      },
    ])
    const why = (await world.call({ method: 'GET', path: `/api/v1/messages/${id}/why` })).json as unknown as WhyView
    expect(why.text).toContain("The provider's answer was lost: ann@acme.example said at")
  })

  it('is counted as sent once, whoever says so again', async () => {
    const images: MessageRow[] = [world.state.rows.get(id)!]
    for (let time = 0; time < 3; time++) {
      world.state.now += 60_000
      expect((await settle()).status).toBe(200)
      images.push(world.state.rows.get(id)!)
    }
    const counted = images.slice(1).flatMap((after, i) => {
      const image = (row: MessageRow) => ({ kind: 'message' as const, ...row, ...row.events })
      return countChange({ sequenceNumber: String(i), at: said.at, before: image(images[i]!), after: image(after) })
    })
    expect(counted.map(({ counters }) => counters['s1:sent'])).toEqual([1])
    expect(new Set(world.state.interactions.map(({ at, detail }) => `${at} ${detail}`)).size).toBe(1)
  })

  it('is completed by saying it once more, where a crash came between its row and its enrollment', async () => {
    stands({ state: 'unknown', attempt: 'A1' }, { status: 'sent', sentAt: asked, attempts: [{ ...attempt, settled: said }] })
    expect((await settle()).status).toBe(200)
    expect(planned()).toBe('sent')
    expect(world.state.interactions).toMatchObject([{ at: said.at }])
  })

  it('is settled as well where its enrollment is over', async () => {
    world.state.heads.set('ck1', head({ enrollments: [] }))
    const { status: _status, goalStages: _goals, ...walked } = lost
    const over = { finishedAt: asked, exitReason: 'replied' as const, contactKey: 'ck1', contactId: 'c-1001' }
    world.state.finished.set(enrollmentId, { ...walked, ...over })
    expect((await settle()).json).toMatchObject({ status: 'sent', sentAt: asked })
    expect(world.state.interactions).toHaveLength(1)
  })

  it('is not settled by anything but that it arrived', async () => {
    const problem = problemOf(await settle({ arrived: false }))
    expect(problem).toMatchObject({ status: 400 })
    expect(JSON.stringify(problem)).toContain('resend')
    expect(planned()).toBe('unknown')
  })
})

describe('a message that is not unknown', () => {
  it.each([
    ['delivered', { state: 'sent' }, 'known to have left'],
    ['scheduled', { state: 'scheduled' }, 'has not left yet'],
    ['failed', { state: 'failed' }, 'resend it'],
    ['skipped', { state: 'skipped' }, 'never handed over'],
  ] as const)('is refused with a sentence where it is %s', async (status, state, sentence) => {
    stands(state, { status })
    const before = world.state.rows.get(id)
    expect(problemOf(await settle())).toMatchObject({ status: 409, reason: 'not_unknown', detail: expect.stringContaining(sentence) })
    expect(world.state.rows.get(id)).toEqual(before)
    expect(world.state.interactions).toEqual([])
  })

  it.each([
    ['scheduled', 'sent_again'],
    ['claimed', 'claim_in_flight'],
  ] as const)('is refused where it is %s anew, though its row still says unknown', async (state, reason) => {
    stands({ state })
    expect(problemOf(await settle())).toMatchObject({ status: 409, reason })
    expect(world.state.rows.get(id)?.status).toBe('unknown')
  })

  it('is not found under an id that is none', async () => {
    expect((await world.call({ method: 'POST', path: '/api/v1/messages/x/settle', body: { arrived: true } })).status).toBe(404)
  })
})
