import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
// A page that is opened from another one is there at once only where it was loaded before.
import '../../frontend/pages/ContactPage.vue'
import { aLead, aMessage, anEnrollment, anEntry, aPlan, aSequence } from './fixtures.ts'
import { button, closePages, key, openPage, press, Refused, serve, settled, type Api } from './mount-page.ts'

// happy-dom lays nothing out: a table of 600 pixels with rows of 44.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(44)
})
afterEach(() => {
  closePages()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const sequence = aSequence()
const none = { items: [], nextCursor: null }

describe('the contacts', () => {
  it('are walked by j and k, and searched by what stands in the address', async () => {
    serve()
    const { wrapper, router } = await openPage('/contacts?q=dana')
    expect(wrapper.get<HTMLInputElement>('input[type=search]').element.value).toBe('dana')
    expect(wrapper.findAll('[role=row]')).toHaveLength(3)
    await key('j')
    await key('j')
    expect(wrapper.get('[role=row][aria-current=true]').text()).toContain('Theo Vance')
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settled()
    expect(router.currentRoute.value.fullPath).toBe('/contacts/c-1002')
  })

  it('go on to the next page of a search that found nobody on this one', async () => {
    let asked = 0
    serve({ 'GET /contacts': () => ({ items: [], nextCursor: ++asked < 3 ? `page ${asked}` : null }) })
    const { text } = await openPage('/contacts?q=nobody')
    await settled()
    expect(asked).toBe(3)
    expect(text()).toContain('Nobody matches')
    await press('Show everybody')
  })

  it('that could not be loaded say why, and are asked for again', async () => {
    let broken = true
    serve({ 'GET /contacts': () => (broken ? new Refused({ status: 500, detail: 'The table did not answer.' }) : none) })
    const { text } = await openPage('/contacts')
    expect(text()).toContain('The table did not answer.')
    broken = false
    await press('Try again')
    expect(text()).toContain('No contacts yet')
  })
})

// happy-dom lays nothing out, so this looks for what breaks the word.
describe('a name without a blank', () => {
  it.each(['/sequences/01K0000000000000000000SEQ1', '/contacts', '/leads/lead-1001'])('stays within the screen at %s', async (address) => {
    serve({
      'GET /leads/lead-1001': () => aLead(),
      'GET /sequences/01K0000000000000000000SEQ1': () => aSequence({ name: 'x'.repeat(120) }),
    })
    await openPage(address)
    expect([...document.querySelectorAll('main h1, h1.text-title')].map((title) => title.classList.contains('wrap-anywhere'))).toContain(
      true,
    )
  })
})

describe('the leads', () => {
  it('are listed by stage, each with its contacts', async () => {
    serve({ 'GET /leads': () => ({ items: [aLead()], nextCursor: null }) })
    const { wrapper, router } = await openPage('/leads')
    expect(wrapper.findAll('[role=row]')[1]?.text()).toMatch(/Dana Reyes, Theo Vance[^]*new/)
    await press('Contacted')
    expect(router.currentRoute.value.query['stage']).toBe('contacted')
  })

  it('say what came of the last stage change with the contact’s name, and whom each entry is about', async () => {
    serve({
      'GET /leads/lead-1001': () => aLead(),
      'GET /leads/lead-1001/timeline': () => ({ items: [anEntry({ contactId: 'c-1002', subject: 'Your place' })], nextCursor: null }),
    })
    const { wrapper } = await openPage('/leads/lead-1001')
    expect(wrapper.get('[aria-label="Last stage change"]').text()).toContain('Dana Reyes was enrolled in "New seller welcome".')
    expect(wrapper.get('[aria-label="Timeline"] article a[href="/contacts/c-1002"]').text()).toBe('Theo Vance')
  })
})

describe('the enrollment page', () => {
  const enrollment = anEnrollment()
  const skipped = aMessage({
    id: 'm2',
    stepId: 's2',
    stepOrder: 2,
    status: 'skipped',
    reasonText: 'A person skipped this message.',
    attempts: [],
  })
  const queued = aMessage({ id: 'm3', stepId: 's3', stepOrder: 3, status: 'scheduled', sentAt: undefined, attempts: [], events: {} })
  const bodies: unknown[] = []
  const page = (given: Api = {}) => {
    bodies.length = 0
    return serve({
      [`GET /sequences/enrollments/${enrollment.id}`]: () => anEnrollment({ currentStep: 's3' }),
      [`GET /sequences/${sequence.id}/messages`]: () => ({ items: [queued, aMessage(), skipped], nextCursor: null }),
      [`GET /sequences/${sequence.id}/versions/1`]: () => ({ ...sequence, version: 1, publishedAt: sequence.createdAt }),
      'GET /contacts/c-1001/timeline': () => none,
      'GET /contacts/c-1001/plan': () => aPlan(),
      [`PUT /sequences/enrollments/${enrollment.id}`]: (body) => {
        bodies.push(body)
        return anEnrollment()
      },
      ...given,
    })
  }
  const open = () => openPage(`/enrollments/${enrollment.id}`)

  it('draws the plan in its order: done, left out with its reason, and next', async () => {
    page()
    const { wrapper } = await open()
    const steps = wrapper.findAll('[aria-label=Plan] > ol > li').map((step) => step.text())
    expect(steps.map((text) => /^(Done|Left out|Next|To come)/.exec(text)?.[0])).toEqual(['Done', 'Left out', 'Next'])
    expect(steps[0]).toContain('Hello')
    expect(steps[1]).toContain('A person skipped this message.')
    expect(wrapper.findAll('[aria-current=step]')).toHaveLength(1)
  })

  it('tells what failed, what was done about it and why', async () => {
    const healing = [
      { at: '2026-11-20T15:00:00Z', failure: 'email_bounced_hard', action: 'switch_channel', step: 's3', reason: 'the address bounced' },
    ]
    page({ [`GET /sequences/enrollments/${enrollment.id}`]: () => anEnrollment({ healing, channelOverrides: { email: 'sms' } }) })
    const { wrapper } = await open()
    expect(wrapper.get('[aria-label=Healing]').text()).toMatch(
      /email → SMS[^]*Email bounced hard[^]*Switch channel[^]*the address bounced[^]*Three sales nearby/,
    )
  })

  it('asks what a reply meant before it goes on, and says it to the API', async () => {
    page({ [`GET /sequences/enrollments/${enrollment.id}`]: () => anEnrollment({ status: 'paused', pauseReason: 'reply_review' }) })
    const { text } = await open()
    expect(text()).toContain('A reply waits for a decision')
    await press('Continue…')
    const choice = document.querySelector<HTMLSelectElement>('form#continue select')
    if (choice) choice.value = 'ready_to_buy'
    choice?.dispatchEvent(new Event('change'))
    document.querySelector<HTMLFormElement>('form#continue')?.requestSubmit()
    await settled()
    expect(bodies).toEqual([{ action: 'continue', intent: 'ready_to_buy' }])
  })

  it('sends a skipped message again only after asking', async () => {
    const sent: string[] = []
    page({
      [`POST /sequences/${sequence.id}/messages/m2/resend`]: () => {
        sent.push('m2')
        return skipped
      },
    })
    await open()
    await press('Send again…')
    expect(sent).toEqual([])
    await press('Send again')
    expect(sent).toEqual(['m2'])
  })

  it('takes the word that a message of unknown fate arrived, though the enrollment is over', async () => {
    const lost = aMessage({ id: 'm1', status: 'unknown', sentAt: undefined, events: {} })
    page({
      [`GET /sequences/enrollments/${enrollment.id}`]: () => anEnrollment({ status: 'finished', exitReason: 'booked', currentStep: null }),
      [`GET /sequences/${sequence.id}/messages`]: () => ({ items: [lost], nextCursor: null }),
      'POST /messages/m1/settle': (body) => {
        bodies.push(body)
        return { ...lost, status: 'sent' }
      },
    })
    await open()
    expect(() => button('Send again…')).toThrow('There is no button')
    await press('It arrived…')
    expect(bodies).toEqual([])
    await press('It arrived')
    expect(bodies).toEqual([{ arrived: true }])
  })

  it('offers nothing to do to one that is over, and says how it ended', async () => {
    page({
      [`GET /sequences/enrollments/${enrollment.id}`]: () => anEnrollment({ status: 'finished', exitReason: 'booked', currentStep: null }),
    })
    const { text } = await open()
    expect(text()).toContain('The contact booked a meeting.')
    expect(() => button('Pause…')).toThrow('There is no button')
    expect(() => button('Edit')).toThrow('There is no button')
  })
})
