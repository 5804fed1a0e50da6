/** A step's own hours through the API: what is taken, what is refused, and that a document carries them. */
import { beforeEach, describe, expect, it } from 'vitest'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})
const path = '/api/v1/sequences'
const mornings = { from: '09:00', to: '12:00', days: [1, 2, 3, 4, 5] }
const sms = (window: unknown) => ({ name: 'Text', channel: 'sms', delayMinutes: 0, body: 'Hi', window })
const create = (window: unknown, more = {}) =>
  world.call({ method: 'POST', path, body: { name: 'Own hours', steps: [sms(window)], ...more } })

describe('a step’s own hours', () => {
  it('are kept, shown, published, exported and read again', async () => {
    const made = await create(mornings, { status: 'active' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ steps: [{ window: mornings }], version: 1 })
    const id = String(made.json['id'])
    const exported = await world.call({ method: 'GET', path: `${path}/export` })
    expect(exported.json).toMatchObject({ sequences: [{ steps: [{ window: mornings }] }] })
    const again = await world.call({ method: 'POST', path: `${path}/import`, body: { ...exported.json, replace: true } })
    expect(again.json).toMatchObject({ sequences: [{ outcome: 'unchanged' }] })
    const compared = await world.call({ method: 'PUT', path: `${path}/${id}`, body: { steps: [{ ...sms({ days: [6] }), id: 's1' }] } })
    expect(compared.json).toMatchObject({ draftChanged: true })
    const preview = await world.call({ method: 'GET', path: `${path}/${id}/publish-preview` })
    expect(preview.json).toMatchObject({
      steps: { changed: [{ changes: [{ field: 'window', before: 'only Mon–Fri 09:00–12:00', after: 'only Sat' }] }] },
    })
  })

  it('are kept with a step template', async () => {
    const kept = await world.call({ method: 'POST', path: '/api/v1/step-templates', body: { name: 'Morning', step: sms(mornings) } })
    expect(kept.json).toMatchObject({ step: { window: mornings } })
  })

  it.each([
    ['nothing at all', {}, 'say from, to or days, or leave window out'],
    ['an end before its beginning', { from: '12:00', to: '09:00' }, 'it has to close after it opens: choose a later time'],
    ['a time that no clock shows', { from: '25:00' }, 'write local times as HH:MM, 00:00 to 23:59'],
    ['a moment after the day', { to: '24:30' }, 'write local times as HH:MM, up to 24:00'],
    ['no day', { days: [] }, 'name at least one day, or leave days out for all'],
    ['a day that no week has', { days: [0] }, 'days are 1 (Monday) to 7 (Sunday)'],
  ])('are refused with %s, saying what to do', async (_what, window, message) => {
    const answered = await create(window)
    expect(answered.status).toBe(400)
    expect(problemOf(answered).errors?.map((error) => error.message)).toContain(message)
  })

  it('may stand in a draft, but are not published where they have nothing in common with the channel’s', async () => {
    const never = { from: '06:00', to: '08:00' }
    const id = String((await create(never)).json['id'])
    const preview = await world.call({ method: 'GET', path: `${path}/${id}/publish-preview` })
    const error = {
      field: 'steps[0].window',
      message: 'step "Text": its window 06:00–08:00 has nothing in common with the hours of texts, 08:00–21:00: choose a time within those',
    }
    expect(preview.json).toMatchObject({ errors: [error] })
    const refused = await world.call({ method: 'POST', path: `${path}/${id}/publish`, body: {} })
    expect(refused.status).toBe(422)
    expect(problemOf(refused).errors).toEqual([error])
  })
})
