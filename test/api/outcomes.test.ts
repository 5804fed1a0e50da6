import { beforeEach, describe, expect, it } from 'vitest'
import type { StepCondition } from '../../functions/domain/condition.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { enrollment, enrollmentId, head, now, seconds, step, version, withPlan } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const answered: StepCondition = { match: 'all', tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }], otherwise: 'skip' }
const asking = version({ steps: [step(1, 'call', 0), step(2, 'email', 60, { condition: answered }), step(3, 'task', 120)] })
const id = messageIdOf(enrollmentId, 1)

let world: ReturnType<typeof apiWorld>
const outcome = () => world.call({ method: 'POST', path: `/api/v1/messages/${id}/outcome`, body: { outcome: 'answered' } })
const placed = (overrides: Partial<MessageRow> = {}): MessageRow => ({
  id,
  enrollmentId,
  sequenceId: 'SEQ1',
  version: 1,
  contactKey: 'ck1',
  contactId: 'c-1001',
  leadId: 'lead-1001',
  stepId: 's1',
  stepNumber: 1,
  stepOrder: 1,
  channel: 'call',
  recipient: '+13125550142',
  status: 'sent',
  dueAt: new Date(now).toISOString(),
  sentAt: new Date(now).toISOString(),
  simulated: true,
  revision: 1,
  events: {},
  attempts: [],
  ...overrides,
})
const running = (of = asking): void => {
  world.state.versions.set('SEQ1/1', of)
  const waits = {
    s1: { state: 'sent' as const },
    s2: { state: 'held' as const, reason: 'waiting_for_outcome' as const, heldAt: seconds(now) - 60 },
  }
  world.state.heads.set('ck1', head({ enrollments: [withPlan(enrollment({}, of), waits)] }))
}
beforeEach(() => {
  world = apiWorld()
  world.state.now = now + 7_200_000
  world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
  world.state.rows.set(id, placed())
  running()
})

describe('what a call came to', () => {
  it('can be recorded by a person for a call that was placed, and the step that waits for it goes on', async () => {
    expect((await outcome()).json).toMatchObject({ events: { outcome: 'answered' } })
    expect(world.state.handedOver).toEqual(['s2'])
  })

  it('is asked for in the timeline until somebody has said it', async () => {
    const asked = async () =>
      (await world.call({ method: 'GET', path: '/api/v1/contacts/c-1001/timeline' })).json['items'] as Record<string, unknown>[]
    expect((await asked()).find((entry) => entry['messageId'] === id && entry['kind'] === 'message')).toMatchObject({ awaitsOutcome: true })
    await outcome()
    expect((await asked()).filter((entry) => entry['awaitsOutcome'])).toEqual([])
  })

  it('recorded once more is refused, and told again: the first time it may have been lost', async () => {
    world.state.rows.set(id, placed({ events: { outcome: 'busy' } }))
    expect(problemOf(await outcome())).toMatchObject({ status: 409, reason: 'task_is_over' })
    expect(world.state.handedOver).toEqual(['s2'])
  })

  it('cannot be recorded before the call was placed', async () => {
    const { sentAt: _never, ...held } = placed({ status: 'held' })
    world.state.rows.set(id, held)
    expect(problemOf(await outcome())).toMatchObject({ status: 409, reason: 'no_task' })
  })

  it('tells nobody where no step asks for it', async () => {
    running(version({ steps: [step(1, 'call', 0), step(2, 'email', 60), step(3, 'task', 120)] }))
    await outcome()
    expect(world.state.handedOver).toEqual([])
  })
})
