import { afterEach, describe, expect, it, vi } from 'vitest'
import { anAnalytics, anEnrollment, aMessage, aSequence } from './fixtures.ts'
import { button, closePages, key, openPage, press, Refused, serve, settled } from './mount-page.ts'

afterEach(closePages)

const first = aSequence()
const second = aSequence({ id: '01K0000000000000000000SEQ2', name: 'Offer follow-up', triggerStage: 'offer-sent', status: 'paused' })
const both = { 'GET /sequences': () => ({ items: [first, second], nextCursor: null }), [`GET /sequences/${second.id}`]: () => second }

describe('the Sequences page', () => {
  it('lists what runs and opens the first one beside it', async () => {
    serve(both)
    const { wrapper, router, text } = await openPage()
    expect(router.currentRoute.value.params['id']).toBe(first.id)
    expect(text()).toContain('4 steps · 7 running · 31 sent')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('77')
    expect(wrapper.get('a[aria-current=true]').text()).toContain('New seller welcome')
  })

  it('calls nobody back who is on the way elsewhere when the list comes in', async () => {
    let answer: (list: unknown) => void = () => undefined
    serve({ ...both, 'GET /sequences': () => new Promise((resolve) => (answer = resolve)) })
    const { router } = await openPage()
    let arrive: () => void = () => undefined
    router.beforeEach(() => new Promise((resolve) => (arrive = () => resolve(undefined))))
    const going = router.push({ name: 'sequence-new' })
    await settled()
    answer({ items: [first, second], nextCursor: null })
    await settled()
    arrive()
    await going
    expect(router.currentRoute.value.name).toBe('sequence-new')
  })

  it('says why a sequence was paused by itself, and what to do', async () => {
    const pauseReason = 'Paused by itself: 3 of 50 mails of the last 7 days bounced.'
    const paused = aSequence({ status: 'paused', pauseReason })
    serve({ 'GET /sequences': () => ({ items: [paused], nextCursor: null }), [`GET /sequences/${paused.id}`]: () => paused })
    const { wrapper } = await openPage()
    expect(wrapper.get('header [role=status]').text()).toBe(pauseReason)
  })

  it('says of a step when it is carried out at all', async () => {
    const [opening, ...rest] = first.steps
    const [second] = rest
    if (!opening || !second) throw new Error('The sequence has two steps.')
    const condition = {
      match: 'all',
      tests: [{ kind: 'opened', step: opening.id, not: true }],
      withinMinutes: 2880,
      otherwise: 'skip',
    } as const
    const conditional = aSequence({
      steps: first.steps.map((step) => (step === second ? { ...step, condition: { ...condition, tests: [...condition.tests] } } : step)),
    })
    serve({ 'GET /sequences': () => ({ items: [conditional], nextCursor: null }), [`GET /sequences/${first.id}`]: () => conditional })
    const { wrapper } = await openPage()
    expect(wrapper.findAll('ul[aria-label=Condition] li').map((chip) => chip.text())).toEqual([
      'if did not open step 1',
      'within 2 days',
      'else skip this step',
    ])
  })

  it('says what triggers a sequence and how it goes', async () => {
    serve()
    const { wrapper, text } = await openPage()
    expect(text()).toContain('Triggers when: pipeline.stage = "new"')
    expect(wrapper.findAll('section[aria-label=Numbers] dt').map((term) => term.text())).toEqual([
      'Active runs',
      'Open rate',
      'Reply rate',
      'Moved to',
    ])
    expect(wrapper.findAll('section[aria-label=Numbers] dd:nth-of-type(1)').map((value) => value.text())).toEqual([
      '7',
      '60%',
      '13%',
      '9 / 31',
    ])
  })

  it('fills the circle of each step that was sent and shows merge variables as chips', async () => {
    serve()
    const { wrapper } = await openPage()
    const steps = wrapper.findAll('article')
    expect(wrapper.findAll('.fired')).toHaveLength(3)
    expect(steps.map((step) => step.find('.caps').text())).toEqual(['Sent', 'Sent', 'Sent', 'Queued'])
    expect(steps[0]?.find('h2 .font-mono').text()).toBe('street')
    expect(steps[0]?.text()).toContain('Opens18')
    expect(wrapper.text()).toMatch(/T\+0h[^]*T\+24h[^]*T\+72h[^]*T\+7d/)
  })

  it('keeps the period in the address', async () => {
    serve()
    const { router, text } = await openPage()
    await press('Last 24 hours')
    expect(router.currentRoute.value.query['period']).toBe('day')
    expect(text()).toContain('4 of 9 delivered')
  })

  it('walks the list by j and k, and opens the builder by n', async () => {
    serve(both)
    const { router } = await openPage()
    await key('j')
    expect(router.currentRoute.value.params['id']).toBe(second.id)
    await key('k')
    expect(router.currentRoute.value.params['id']).toBe(first.id)
    await key('n')
    await vi.dynamicImportSettled()
    expect(router.currentRoute.value.name).toBe('sequence-new')
  })

  it('says why the list is empty, with the one button that helps', async () => {
    serve({ 'GET /sequences': () => ({ items: [], nextCursor: null }) })
    const { text } = await openPage()
    expect(text()).toContain('No sequences yet')
  })

  it('says what went wrong and tries again when asked', async () => {
    let broken = true
    serve({
      'GET /sequences': () => (broken ? new Refused({ status: 500, detail: 'The table is away.' }) : { items: [first], nextCursor: null }),
    })
    const { text } = await openPage()
    expect(text()).toContain('The sequences could not be loaded')
    expect(text()).toContain('The table is away.')
    broken = false
    await press('Try again')
    expect(text()).toContain('New seller welcome')
  })

  it('says so where there is no such sequence', async () => {
    serve()
    expect((await openPage('/sequences/nowhere')).text()).toContain('There is no such sequence')
  })
})

describe('a change', () => {
  const path = `PUT /sequences/${first.id}`

  it('shows at once', async () => {
    let answer: (value: unknown) => void = () => undefined
    serve({ [path]: () => new Promise((resolve) => (answer = resolve)) })
    const { text } = await openPage()
    button('Pause').click()
    await settled()
    expect(text()).toContain('Activate')
    answer(first)
  })

  it('is taken back with its reason where the API refuses', async () => {
    // Only the first look is answered: what is shown afterwards was taken back, not read anew.
    let looks = 0
    const once = (answer: unknown) => () => (looks++ < 2 ? answer : new Promise(() => undefined))
    serve({
      'GET /sequences': once({ items: [first], nextCursor: null }),
      [`GET /sequences/${first.id}`]: once(first),
      [path]: () => new Refused({ status: 409, detail: 'Somebody else changed it.' }),
    })
    await openPage()
    await press('Pause')
    expect(button('Pause')).toBeTruthy()
    const { useToasts } = await import('../../frontend/composables/use-toasts.ts')
    expect(useToasts().toasts.value.at(-1)?.text).toBe('It could not be paused. Somebody else changed it.')
  })
})

describe('enrollments', () => {
  const healed = anEnrollment({
    id: 'E2',
    contactName: 'Iris Lindqvist',
    channelOverrides: { email: 'sms' },
    healing: [
      { at: '2026-11-20T15:01:00Z', failure: 'email_bounced', action: 'switch_channel', step: 's1', reason: 'the email address bounced' },
    ],
  })
  const messages = [
    aMessage({ id: 'm1', status: 'bounced', events: { bouncedAt: '2026-11-20T15:00:09Z' } }),
    aMessage({ id: 'm3', stepId: 's3', stepOrder: 3, channel: 'sms', plannedChannel: 'email', status: 'scheduled' }),
  ]

  it('open to their messages and say why the channel was switched', async () => {
    serve({
      [`GET /sequences/${first.id}/enrollments`]: () => ({ items: [healed], nextCursor: null }),
      [`GET /sequences/${first.id}/messages`]: () => ({ items: messages, nextCursor: null }),
    })
    const { router, text } = await openPage(`/sequences/${first.id}?tab=enrollments`)
    await press('Messages to Iris Lindqvist')
    expect(router.currentRoute.value.query['open']).toBe('E2')
    expect(text().replaceAll(/\s+/g, ' ')).toContain('email → SMS because the email address bounced')
    expect(text()).toContain('Bounced')
  })

  it('say why there are none', async () => {
    serve({
      [`GET /sequences/${first.id}/enrollments`]: () => ({ items: [], nextCursor: null }),
      [`GET /sequences/${first.id}/analytics`]: () => anAnalytics({ rolledUpAt: null, live: [] }),
    })
    const { text } = await openPage(`/sequences/${first.id}?tab=enrollments`)
    expect(text()).toContain('Contacts enter when their lead reaches “new”, or when you enroll them.')
  })
})
