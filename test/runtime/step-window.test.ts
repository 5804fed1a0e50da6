/** A step's own hours, from the stage change to what a provider was handed. */
import { expect, it } from 'vitest'
import { now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent } from './world.ts'

it('a message leaves in its step’s own hours at the contact’s place, and the later ones keep their distance', async () => {
  const mornings = { from: '09:30', to: '11:00', days: [1, 2] }
  const world = createWorld(now, [
    version({ steps: [step(1, 'email', 0), step(2, 'email', 60, { window: mornings }), step(3, 'email', 60 + 2 * 1440)] }),
  ])
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + 10 * 86_400_000)
  expect(world.failures).toEqual([])
  const left = world.sent.map(({ at }) => new Date(at).toLocaleString('sv-SE', { timeZone: 'America/Chicago' }))
  // Enrolled on Friday at 09:00; Monday is the first day of the second step, and the third keeps its two days to it.
  expect(left.map((time) => time.slice(0, 16))).toEqual(['2026-11-20 09:00', '2026-11-23 09:30', '2026-11-25 09:30'])
  const [key] = world.heads.keys()
  const moved = world.rowsOf(key ?? '').find(({ stepId }) => stepId === 's2')
  expect(moved?.attempts[0]).toMatchObject({ outcome: 'gated', detail: 'outside_window' })
  expect(moved?.attempts[0]?.verdicts.at(-1)).toMatchObject({
    gate: 'window',
    saw: expect.stringMatching(/^America\/Chicago \(\w+\), the step's own hours Mon, Tue 09:30–11:00$/),
  })
})
