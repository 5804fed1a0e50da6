/** Many clients at one contact at the same moment, and a preview that then comes true: on the whole stack, through the API alone. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { EnrollmentView, SequenceView } from '../../functions/contract/api/views.ts'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
let sequence: SequenceView
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence({ triggerStage: null }))
  await world.publish(leadEvent(60), leadEvent(61))
  await world.advance('PT1M')
})
afterAll(() => world.close())

type Enrolled = AnswerOf<'enroll'>
const enroll = (contactId: string) => world.api<Enrolled>('POST', `/sequences/${sequence.id}/enroll`, { contactIds: [contactId] })
const walking = async (contactId: string): Promise<EnrollmentView[]> =>
  (await world.enrollments(sequence.id)).filter((enrollment) => enrollment.contactId === contactId)

describe('two hundred parallel requests that enroll one contact', () => {
  it('make one active enrollment, and the first message leaves once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => enroll('c-60')))
    const rows = answers.flatMap(({ results }) => results)
    expect(rows.filter(({ reason }) => reason === null)).toHaveLength(1)
    expect(rows.filter(({ reason }) => reason === 'already_enrolled')).toHaveLength(199)
    await world.advance('PT5M')
    expect(await walking('c-60')).toMatchObject([{ status: 'active' }])
    expect(await world.outbox({ to: 'success+60@simulator.amazonses.com' })).toHaveLength(1)
  })
})

describe('what is previewed', () => {
  it('comes with the conflicts, and enrolling says what it did about them', async () => {
    const other = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'Other', triggerStage: null }))
    const answer = await world.api<AnswerOf<'sequenceConflicts'>>('POST', `/sequences/${other.id}/conflicts`, { leadIds: ['lead-60'] })
    expect(answer.results[0]?.conflicts.map(({ kind }) => kind)).toContain('other_sequence')
    const enrolled = await world.api<Enrolled>('POST', `/sequences/${other.id}/enroll`, { contactIds: ['c-60'], onConflict: 'replace' })
    expect(enrolled.results[0]?.conflicts).toMatchObject([{ kind: 'other_sequence', sequenceId: sequence.id }])
    expect(await walking('c-60')).toMatchObject([{ status: 'finished', exitReason: 'replaced' }])
  })

  it('is what then happens', async () => {
    const body = { contactIds: ['c-61'] }
    const preview = await world.api<AnswerOf<'previewSequence'>>('POST', `/sequences/${sequence.id}/preview`, body)
    const [result] = preview.results
    expect(result).toMatchObject({ refusal: null, conflicts: [] })
    expect(await walking('c-61')).toEqual([])
    await enroll('c-61')
    // The clock has moved on by seconds between the two.
    const plan = await world.api<AnswerOf<'contactPlan'>>('GET', '/contacts/c-61/plan')
    expect(plan.touches.length).toBeGreaterThanOrEqual(3)
    await world.advance('P9D')
    const sent = (await world.messages(sequence.id)).filter(({ contactId }) => contactId === 'c-61')
    const minutesApart = (a: string | null | undefined, b: string | null | undefined): number =>
      Math.abs(Date.parse(a ?? '') - Date.parse(b ?? '')) / 60_000
    expect(sent).toHaveLength(4)
    for (const touch of result?.touches ?? []) {
      const message = sent.find(({ stepId }) => stepId === touch.stepId)
      expect([touch.stepId, message?.channel, message?.sentAt !== undefined]).toEqual([
        touch.stepId,
        touch.channel,
        touch.becomes === 'sent',
      ])
      expect(minutesApart(message?.sentAt, touch.at)).toBeLessThan(1)
    }
    const [end] = await walking('c-61')
    const [projected] = result?.enrollments ?? []
    expect(end?.exitReason).toBe(projected?.finish?.exitReason)
    expect(minutesApart(end?.finishedAt, projected?.finish?.at)).toBeLessThan(1)
  })

  it('needed no grant that is missing', async () => {
    expect((await world.local<{ denied: unknown[] }>('iam')).denied).toEqual([])
  })
})
