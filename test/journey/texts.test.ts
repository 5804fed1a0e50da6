/** Texts on the whole local stack: what is previewed is what leaves, and a text that a person writes leaves in place of the template. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { RenderAnswer } from '../../functions/contract/api/render.ts'
import type { CompareAnswer, VersionLine } from '../../functions/contract/api/versions.ts'
import type { MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
let sequence: SequenceView
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence({ triggerStage: null }))
  await world.publish(leadEvent(1, {}, { stage: 'elsewhere' }))
  await world.advance('PT0S')
})
afterAll(() => world.close())

const withoutLinks = (text: string | null | undefined): string | undefined => text?.replaceAll(/https?:\/\/[^\s"<]+\/u[^\s"<]*/g, 'LINK')
const rendered = (stepId: string): Promise<RenderAnswer> => {
  const { channel, subject, body, smsText } = sequence.steps.find(({ id }) => id === stepId) ?? {}
  return world.api('POST', '/render', { channel, subject, body, smsText, contactId: 'c-1', sequenceId: sequence.id, stepId })
}

describe('a text', () => {
  it('leaves as the preview showed it before anybody was enrolled', async () => {
    const [mail, sms] = await Promise.all([rendered('s1'), rendered('s2')])
    expect(mail).toMatchObject({ recipient: 'success+1@simulator.amazonses.com', missing: [], complaints: [] })
    await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-1'] })
    await world.advance('PT24H')
    const [mailed] = await world.outbox({ channel: 'email' })
    expect([mailed?.subject, withoutLinks(mailed?.text), withoutLinks(mailed?.html)]).toEqual([
      mail.subject,
      withoutLinks(mail.text),
      withoutLinks(mail.html),
    ])
    expect((await world.outbox({ channel: 'sms' })).map(({ text }) => text)).toEqual([sms.text])
    expect(sms.sms).toMatchObject({ segments: 1, encoding: 'GSM-7' })
  })

  it('that a person writes for one message leaves in place of the template, and says so', async () => {
    const again = (await world.messages(sequence.id)).find(({ stepId }) => stepId === 's3')
    if (!again) throw new Error('there is no third message')
    const path = `/messages/${again.id}/text`
    const first = await world.api<MessageView>('PUT', path, { subject: 'Boats', body: 'First thought.', revision: 0 })
    expect(first).toMatchObject({ status: 'scheduled', subject: 'Boats', body: 'First thought.', edited: { revision: 1 } })
    expect((await world.call('PUT', path, { body: 'x', revision: 0 })).status).toBe(409)
    expect((await world.api<MessageView>('DELETE', path)).edited).toBeUndefined()
    // Several people at once: one whole text stands.
    await Promise.all(['One', 'Two', 'Three'].map((body) => world.call('PUT', path, { subject: 'Boats', body })))
    const { body } = await world.api<MessageView>('GET', `/messages/${again.id}`)
    await world.advance('PT48H')
    const mails = await world.outbox({ channel: 'email' })
    expect(mails).toHaveLength(2)
    expect(mails[0]?.subject).toBe('Boats')
    expect(mails[0]?.text).toMatch(new RegExp(`^${body}\\n`))
    const why = await world.api<{ text: string }>('GET', `/messages/${again.id}/why`)
    expect(why.text).toContain("in place of its step's template.")
    const late = await world.call('PUT', path, { body: 'Too late' })
    expect(late).toMatchObject({ status: 409, body: { reason: 'already_resolved' } })
  })
})

describe('a step that is switched off', () => {
  it('is left out of the next version, for those who move to it too, and the versions tell of it', async () => {
    const steps = sequence.steps.map(({ order: _order, ...one }) => (one.id === 's4' ? { ...one, off: true } : one))
    await world.api('PUT', `/sequences/${sequence.id}`, { steps })
    const preview = await world.api<{ steps: { removed: object[]; off: object[] } }>('GET', `/sequences/${sequence.id}/publish-preview`)
    expect(preview.steps).toMatchObject({ removed: [{ id: 's4', off: true }], off: [{ id: 's4' }] })
    await world.api('POST', `/sequences/${sequence.id}/publish`, { running: 'move' })
    await world.advance('PT0S')
    expect((await world.messages(sequence.id)).at(-1)).toMatchObject({ stepId: 's4', status: 'skipped', reason: 'step_removed' })
    const { items } = await world.api<{ items: VersionLine[] }>('GET', `/sequences/${sequence.id}/versions`)
    expect(items.map(({ version, steps: count, current }) => [version, count, current])).toEqual([
      [2, 3, true],
      [1, 4, false],
    ])
    expect(items.every(({ publishedBy }) => publishedBy !== undefined)).toBe(true)
    const compared = await world.api<CompareAnswer>('GET', `/sequences/${sequence.id}/compare?from=1&to=2`)
    expect(compared.steps).toMatchObject({ added: [], removed: [{ id: 's4' }], changed: [] })
  })
})
