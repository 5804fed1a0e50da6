import { beforeEach, describe, expect, it } from 'vitest'
import type { BulkAction } from '../../functions/contract/bulk-action.ts'
import type { Job, JobRow } from '../../functions/contract/job.ts'
import { hours, now, seconds, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'
import { aJob } from './a-job.ts'

const of = version()
const other = version({ sequenceId: 'SEQ2', name: 'Second try', triggerStage: null, steps: [step(1, 'email', 60), step(2, 'task', 600)] })
const narrow = version({ sequenceId: 'SEQ3', name: 'By mail only', triggerStage: null, steps: [step(1, 'call', 60)] })
let world: World

const jobIds = ['01KAGJ0000000000000000000J', '01KAGJ0000000000000000000K', '01KAGJ0000000000000000000M'] as const
const job = (id: string, action: BulkAction, over: Partial<Job> = {}): Job => aJob({ id, kind: 'action', action, ...over })

const keyOf = (n: number) => world.identity.contactKey(`c-${n}`)
const headOf = (n: number) => world.heads.get(keyOf(n))?.head
const liveOf = (n: number, sequenceId = of.sequenceId) => headOf(n)?.enrollments.find((one) => one.sequenceId === sequenceId)
const idOf = (n: number) =>
  [...world.references].find(([, one]) => one.contactKey === keyOf(n) && one.sequenceId === of.sequenceId)?.[0] ?? ''
const endOf = (n: number) => [...world.finished.values()].find(({ contactKey }) => contactKey === keyOf(n))
const results = (id: string = jobIds[0], chunk = 0) => world.chunks.get(`${id}/${chunk}`)?.results ?? []

/** `count` contacts of the CRM, each enrolled by its lead's stage; their first mail has left. */
const enrolled = async (count: number): Promise<void> => {
  world = createWorld(now, [of, other, narrow])
  world.put(
    'enroll',
    Array.from({ length: count }, (_, i) =>
      stageChangeEvent(
        {
          leadId: `lead-${i}`,
          contacts: [{ id: `c-${i}`, email: `dana${i}@example.com`, consent: { email: true }, attributes: { street: '1 Elm' } }],
        },
        `e${i}`,
      ),
    ),
  )
  await world.runUntil(world.now() + 1_000)
}

const rowOf = (n: number): JobRow => ({ number: n + 1, id: idOf(n), ask: { kind: 'enrollment', enrollmentId: idOf(n) } })
const carryOut = async (action: BulkAction, rows: JobRow[], { id = jobIds[0], run = 1_000 }: { id?: string; run?: number } = {}) => {
  world.jobs.set(id, job(id, action, { total: rows.length }))
  world.chunks.set(`${id}/0`, { job: id, number: 0, rows, results: null, after: null })
  world.put('enroll', [{ kind: 'enroll_rows', job: id, chunk: 0 }])
  await world.runUntil(world.now() + run)
}
/** As the API begins it: the rows are listed by the enroll function. */
const list = async (made: Job): Promise<void> => {
  world.jobs.set(made.id, { ...made, chunks: 0, listed: false, total: 0 })
  world.put('enroll', [{ kind: 'backfill', job: made.id, chunk: 0 }])
  await world.runUntil(world.now() + 60_000)
}
const undo = (of: string, id: string, action: BulkAction) => list(job(id, action, { undoes: of, by: 'bob@acme.example' }))

describe('a bulk action', () => {
  beforeEach(() => enrolled(3))

  it('pauses each enrollment in the name of who asked, and counts what it changed', async () => {
    await carryOut({ name: 'pause', reason: 'holidays', until: seconds(now + hours(240)) }, [rowOf(0), rowOf(1)])
    expect(liveOf(0)).toMatchObject({ status: 'paused', pauseReason: 'holidays', resumeAt: seconds(now + hours(240)) })
    expect(liveOf(2)?.status).toBe('active')
    expect(world.jobs.get(jobIds[0])).toMatchObject({ done: 2, enrolled: 2, refused: 0, counted: [0] })
    expect(results()).toMatchObject([
      { number: 1, contactId: 'c-0', enrollmentId: idOf(0), reason: null, was: { status: 'active' } },
      { number: 2 },
    ])
    expect([...world.interactions.values()].map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^paused until .* by ann@acme\.example: holidays$/)]),
    )
  })

  it('says of each enrollment why it was left as it is', async () => {
    await carryOut({ name: 'pause' }, [rowOf(0)])
    const rows: JobRow[] = [
      rowOf(0),
      { number: 2, id: 'nobody', ask: { kind: 'enrollment', enrollmentId: 'nobody' } },
      { number: 3, id: 'twice', ask: { kind: 'refused', reason: 'repeated_row', detail: 'row 1' } },
    ]
    await carryOut({ name: 'pause', reason: 'again' }, rows, { id: jobIds[1] })
    expect(results(jobIds[1]).map(({ reason }) => reason)).toEqual(['already_paused', 'enrollment_not_known', 'repeated_row'])
    expect(liveOf(0)?.pauseReason).toBe('by ann@acme.example')
  })

  it('reaches no enrollment of another sequence', async () => {
    const id = idOf(0)
    world.jobs.set(jobIds[0], job(jobIds[0], { name: 'cancel' }, { sequenceId: 'SEQ2' }))
    world.chunks.set(`${jobIds[0]}/0`, { job: jobIds[0], number: 0, rows: [rowOf(0)], results: null, after: null })
    world.put('enroll', [{ kind: 'enroll_rows', job: jobIds[0], chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(results()).toMatchObject([{ reason: 'enrollment_not_known' }])
    expect(headOf(0)?.enrollments.map((one) => one.id)).toEqual([id])
  })

  it.each([
    ['cancel', 'cancelled'],
    ['convert', 'converted'],
  ] as const)('ends them: %s', async (name, exit) => {
    await carryOut({ name, reason: 'sold' }, [rowOf(0)])
    expect(endOf(0)).toMatchObject({ exitReason: exit, exitDetail: 'sold' })
    expect(results()).toMatchObject([{ reason: null, was: { status: 'active' } }])
  })

  it('changes nothing twice where its chunk is delivered again after its results are written', async () => {
    await carryOut({ name: 'pause' }, [rowOf(0)])
    const { revision } = headOf(0) ?? {}
    world.put('enroll', [{ kind: 'enroll_rows', job: jobIds[0], chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(headOf(0)?.revision).toBe(revision)
    expect(world.jobs.get(jobIds[0])).toMatchObject({ done: 1, enrolled: 1 })
  })

  it('finds the enrollments of a sequence by how they stand, whatever they are many', async () => {
    await enrolled(60)
    await carryOut({ name: 'cancel' }, [rowOf(0)])
    await carryOut({ name: 'pause' }, [rowOf(1), rowOf(2)], { id: jobIds[1] })
    await list(job(jobIds[2], { name: 'take-over' }, { matching: 'active' }))
    expect(world.jobs.get(jobIds[2])).toMatchObject({ listed: true, total: 57, done: 57, enrolled: 57, refused: 0 })
    expect(liveOf(1)?.pauseReason).toBe('by ann@acme.example')
    expect(liveOf(3)).toMatchObject({ status: 'paused', pauseReason: 'taken_over', takenOverBy: 'ann@acme.example' })
  })

  it('finds those at a step, or of a name, as their table does', async () => {
    await enrolled(60)
    await list(job(jobIds[0], { name: 'pause' }, { matching: 'all', filter: { step: 's4' } }))
    expect(world.jobs.get(jobIds[0])).toMatchObject({ listed: true, total: 0 })
    await list(job(jobIds[1], { name: 'pause' }, { matching: 'active', filter: { step: 's1' }, sought: 'dana59' }))
    expect(world.jobs.get(jobIds[1])).toMatchObject({ listed: true, total: 1, enrolled: 1 })
    expect([liveOf(59)?.status, liveOf(5)?.status]).toEqual(['paused', 'active'])
  })

  it('goes through a sequence in which hardly anybody runs any more', async () => {
    await enrolled(300)
    const [last] = [...world.references.keys()].toSorted()
    for (const { head } of world.heads.values()) if (head.enrollments[0]?.id !== last) head.enrollments = []
    await list(job(jobIds[0], { name: 'pause' }, { matching: 'all' }))
    expect(world.jobs.get(jobIds[0])).toMatchObject({ listed: true, chunks: 1, total: 1, enrolled: 1 })
  })
})

describe('moving contacts into another sequence', () => {
  const to = { sequenceId: 'SEQ2', version: 1, name: 'Second try' }
  beforeEach(() => enrolled(2))

  it('ends the one and begins the other in one commit, and says by whom', async () => {
    await carryOut({ name: 'move', to }, [rowOf(0)])
    expect(endOf(0)).toMatchObject({ exitReason: 'cancelled', exitDetail: 'moved to "Second try" by ann@acme.example' })
    expect(headOf(0)?.enrollments).toMatchObject([{ sequenceId: 'SEQ2', status: 'active', enrolledBy: 'manual', leadId: 'lead-0' }])
    expect(results()).toMatchObject([{ reason: null, enrollmentId: liveOf(0, 'SEQ2')?.id }])
    expect(world.references.get(liveOf(0, 'SEQ2')?.id ?? '')).toMatchObject({ sequenceId: 'SEQ2', contactKey: keyOf(0) })
  })

  it('leaves a contact where they are who cannot enter the other one', async () => {
    await carryOut({ name: 'move', to: { sequenceId: 'SEQ3', version: 1, name: 'By mail only' } }, [rowOf(0)])
    expect(results()).toMatchObject([{ reason: 'no_usable_address', enrollmentId: null }])
    expect(headOf(0)?.enrollments).toMatchObject([{ sequenceId: 'SEQ1', status: 'active' }])
  })

  it('moves nobody into a sequence that was paused meanwhile', async () => {
    world.statuses.set('SEQ2', 'paused')
    await carryOut({ name: 'move', to }, [rowOf(0)])
    expect(results()).toMatchObject([{ reason: 'sequence_not_active' }])
    expect(liveOf(0)?.status).toBe('active')
  })
})

describe('taking a bulk action back', () => {
  beforeEach(() => enrolled(4))

  it('lets go on what it paused, but not what somebody else paused, resumed or ended since', async () => {
    await carryOut({ name: 'pause' }, [rowOf(0)])
    await carryOut({ name: 'pause', reason: 'trade fair' }, [rowOf(0), rowOf(1), rowOf(2), rowOf(3)], { id: jobIds[1] })
    expect(world.jobs.get(jobIds[1])).toMatchObject({ enrolled: 3, refused: 1 })
    await world.runUntil(world.now() + 60_000)
    await world.engine.settle(keyOf(2), () => [
      { kind: 'resume', enrollmentId: idOf(2), by: 'kim' },
      { kind: 'pause', enrollmentId: idOf(2), by: 'kim', reason: 'trade fair' },
    ])
    await world.engine.settle(keyOf(3), () => [{ kind: 'cancel', enrollmentId: idOf(3), by: 'kim', reason: 'no' }])
    await undo(jobIds[1], jobIds[2], { name: 'resume' })
    expect([liveOf(0), liveOf(1), liveOf(2)].map((live) => live?.status)).toEqual(['paused', 'active', 'paused'])
    expect(results(jobIds[2]).map(({ reason }) => reason)).toEqual([null, 'changed_since', 'changed_since'])
    expect(world.jobs.get(jobIds[2])).toMatchObject({ total: 3, enrolled: 1, refused: 2 })
  })

  it('gives back to who had them, and pauses as before, what it resumed or took over', async () => {
    const until = seconds(now + hours(500))
    await world.engine.settle(keyOf(0), () => [{ kind: 'pause', enrollmentId: idOf(0), by: 'kim', reason: 'away', until }])
    await world.engine.settle(keyOf(1), () => [{ kind: 'take_over', enrollmentId: idOf(1), by: 'kim', reason: '' }])
    await carryOut({ name: 'resume' }, [rowOf(0), rowOf(1)])
    expect([liveOf(0)?.status, liveOf(1)?.status]).toEqual(['active', 'active'])
    await undo(jobIds[0], jobIds[1], { name: 'pause' })
    expect(liveOf(0)).toMatchObject({ status: 'paused', pauseReason: 'away', resumeAt: until })
    expect(liveOf(1)).toMatchObject({ status: 'paused', pauseReason: 'taken_over', takenOverBy: 'kim' })
    await carryOut({ name: 'take-over' }, [rowOf(0), rowOf(2)], { id: jobIds[2] })
    await undo(jobIds[2], '01KAGJ0000000000000000000N', { name: 'resume' })
    expect(liveOf(0)).toMatchObject({ status: 'paused', pauseReason: 'away', resumeAt: until })
    expect(liveOf(0)?.takenOverBy).toBeUndefined()
    expect(liveOf(2)?.status).toBe('active')
  })

  it('does not claim what somebody else took back before', async () => {
    await carryOut({ name: 'pause' }, [rowOf(0)])
    await world.engine.settle(keyOf(0), () => [{ kind: 'resume', enrollmentId: idOf(0), by: 'kim' }])
    await undo(jobIds[0], jobIds[1], { name: 'resume' })
    expect(results(jobIds[1]).map(({ reason }) => reason)).toEqual(['changed_since'])
  })

  it('lets run what was to resume by itself before now', async () => {
    await world.engine.settle(keyOf(0), () => [
      { kind: 'pause', enrollmentId: idOf(0), by: 'kim', reason: 'away', until: seconds(now + hours(2)) },
    ])
    await carryOut({ name: 'take-over' }, [rowOf(0)])
    await world.runUntil(now + hours(3))
    await undo(jobIds[0], jobIds[1], { name: 'resume' })
    expect(liveOf(0)?.status).toBe('active')
  })

  it('can be taken back itself', async () => {
    await carryOut({ name: 'pause', reason: 'fair' }, [rowOf(0)])
    await undo(jobIds[0], jobIds[1], { name: 'resume' })
    await undo(jobIds[1], jobIds[2], { name: 'pause' })
    expect(liveOf(0)).toMatchObject({ status: 'paused', pauseReason: 'fair' })
  })
})

describe('a function that dies at any of its calls', () => {
  const actions: [string, BulkAction][] = [
    ['pause', { name: 'pause', reason: 'fair' }],
    ['take-over', { name: 'take-over' }],
    ['cancel', { name: 'cancel', reason: 'sold' }],
    ['move', { name: 'move', to: { sequenceId: 'SEQ2', version: 1, name: 'Second try' } }],
  ]
  it.each(actions)('has done each row once in the end, and says so: %s', async (name, action) => {
    const dies = async (dieAt: number): Promise<boolean> => {
      await enrolled(2)
      const before = world.calls()
      world.killAt(before + dieAt)
      await carryOut(action, [rowOf(0), rowOf(1)], { run: hours(1) })
      const whole = world.calls() - before < dieAt
      const outcome = { done: 2, enrolled: 2, refused: 0 }
      expect({ dieAt, job: world.jobs.get(jobIds[0]) }).toMatchObject({ job: outcome })
      expect({ dieAt, was: results().map(({ was }) => was?.status) }).toEqual({ dieAt, was: ['active', 'active'] })
      for (const n of [0, 1]) {
        const standing = headOf(n)?.enrollments.map(({ sequenceId, status }) => `${sequenceId} ${status}`)
        const expected = name === 'move' ? ['SEQ2 active'] : name === 'cancel' ? [] : ['SEQ1 paused']
        expect({ dieAt, standing }).toEqual({ dieAt, standing: expected })
      }
      const references = [...world.references.values()].filter(({ sequenceId }) => sequenceId === 'SEQ2')
      expect({ dieAt, moved: references.length }).toEqual({ dieAt, moved: name === 'move' ? 2 : 0 })
      return whole
    }
    let dieAt = 1
    while (!(await dies(dieAt)) && dieAt < 120) dieAt++
    expect(dieAt).toBeGreaterThan(20)
  })

  it('takes each row back once', async () => {
    for (let dieAt = 1; dieAt < 60; dieAt++) {
      await enrolled(2)
      await carryOut({ name: 'pause', reason: 'fair' }, [rowOf(0), rowOf(1)])
      world.killAt(world.calls() + dieAt)
      world.jobs.set(jobIds[1], job(jobIds[1], { name: 'resume' }, { undoes: jobIds[0], chunks: 0, listed: false, total: 0 }))
      world.put('enroll', [{ kind: 'backfill', job: jobIds[1], chunk: 0 }])
      await world.runUntil(world.now() + hours(1))
      expect({ dieAt, job: world.jobs.get(jobIds[1]) }).toMatchObject({ job: { total: 2, done: 2, enrolled: 2, refused: 0 } })
      expect([0, 1].map((n) => liveOf(n)?.status)).toEqual(['active', 'active'])
    }
  })
})
