import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import { closeSession } from '../../frontend/session/session.ts'
import { useToasts } from '../../frontend/composables/use-toasts.ts'
import { aDraft, aGate, aSequence } from './fixtures.ts'
import { button, closePages, key, openPage, press, Refused, serve, settled } from './mount-page.ts'
import { around, leaveThePage, withRoom } from './work-fixtures.ts'

beforeEach(withRoom)
afterEach(async () => {
  leaveThePage()
  await settled()
  closePages()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const said = (): string => useToasts().toasts.value.at(-1)?.text ?? ''
const main = (): string => document.querySelector('article')?.textContent.replaceAll(/\s+/g, ' ') ?? ''
/** Without waiting for what follows: the clock is not the real one. */
const pressed = (name: string): boolean =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
const page = (items: unknown[]) => () => ({ items, nextCursor: null })

describe('texts that wait', () => {
  const second = aDraft({ id: 'D2', contactName: 'Theo Vance', dueAt: '2026-11-22T15:00:00Z' })
  const two = (first: () => DraftView = () => aDraft()) => ({
    ...around(),
    'GET /drafts': page([aDraft(), second]),
    'GET /drafts/D1': first,
    'GET /drafts/D2': () => second,
  })

  it('stand by the day on which they are due, the first one open with its literal text', async () => {
    serve(two())
    const { wrapper, router } = await openPage('/approvals')
    expect(router.currentRoute.value.params['id']).toBe('D1')
    expect(wrapper.findAll('ul[aria-label="the texts"] h2')).toHaveLength(2)
    expect(main()).toContain('Hi Dana, shall we talk?')
    expect(main()).toContain('+13125550142')
  })

  it('of a step with a brief alone are to be written: the brief stands beside an empty text, and a approves nothing', async () => {
    const empty = aDraft({ body: '', brief: 'Ask whether they still sail.', complete: false })
    const sent: unknown[] = []
    serve({ ...two(() => empty), 'POST /drafts/D1/approve': (body) => (sent.push(body), empty) })
    const { wrapper } = await openPage('/approvals')
    expect(main()).toContain('Ask whether they still sail.')
    expect(wrapper.get('[aria-label="The text that leaves"]').text()).toBe('Nothing is written yet.')
    expect(main()).toContain('Write the text')
    expect(main()).not.toContain('Approve')
    await key('a')
    expect(wrapper.find('ul[aria-label="the texts"]').text()).toContain('Dana Reyes')
    await key('e')
    expect(wrapper.get('article form').text()).toContain('Save the text')
    expect(wrapper.get('article textarea').element).toHaveProperty('value', '')
  })

  it('follow a search: whoever is not in the list is not open beside it, nor approved by a', async () => {
    serve(two())
    const { wrapper, router } = await openPage('/approvals')
    expect(router.currentRoute.value.params['id']).toBe('D1')
    await wrapper.get('input[type=search]').setValue('Theo')
    await settled()
    expect(router.currentRoute.value.params['id']).toBe('D2')
    await wrapper.get('input[type=search]').setValue('nobody of that name')
    await settled()
    expect(wrapper.find('article').exists()).toBe(false)
    expect(router.currentRoute.value.params['id']).toBeFalsy()
  })

  it('are approved by a, with the hash that was shown, once thirty seconds have passed', async () => {
    let sent: unknown
    serve({ ...two(), 'POST /drafts/D1/approve': (body) => ((sent = body), aDraft({ status: 'approved' })) })
    const { wrapper, router } = await openPage('/approvals')
    vi.useFakeTimers()
    pressed('a')
    await vi.advanceTimersByTimeAsync(29_000)
    expect(sent).toBeUndefined()
    expect(router.currentRoute.value.params['id']).toBe('D2')
    expect(wrapper.find('ul[aria-label="the texts"]').text()).not.toContain('Dana Reyes')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(sent).toEqual({ hash: 'a'.repeat(64) })
  })

  it('are not approved one after the other by a key held down, while j held down goes on walking', async () => {
    serve(two())
    const { wrapper, router } = await openPage('/approvals')
    const held = async (name: string): Promise<void> => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, repeat: true, bubbles: true, cancelable: true }))
      await settled()
    }
    await held('a')
    expect(router.currentRoute.value.params['id']).toBe('D1')
    expect(wrapper.find('ul[aria-label="the texts"]').text()).toContain('Dana Reyes')
    await held('j')
    expect(router.currentRoute.value.params['id']).toBe('D2')
  })

  it('that somebody rewrites are not left without asking, neither by another row nor by Esc', async () => {
    serve(two())
    const { router, text } = await openPage('/approvals')
    await key('e')
    const box = document.querySelector('textarea')
    if (!box) throw new Error('Nothing can be written.')
    box.value = 'My own words'
    box.dispatchEvent(new Event('input'))
    void router.push('/approvals/D2')
    await settled()
    expect(text()).toContain('Leave without saving?')
    await press('Keep writing')
    expect(router.currentRoute.value.params['id']).toBe('D1')
    expect(document.querySelector('textarea')?.value).toBe('My own words')
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await settled()
    expect(document.querySelector('textarea')).not.toBeNull()
    await press('Leave')
    expect(document.querySelector('textarea')).toBeNull()
    expect(text()).not.toContain('Leave without saving?')
  })

  it('are not approved where Undo is pressed in time', async () => {
    const { calls } = serve({ ...two(), 'POST /drafts/D1/approve': () => aDraft({ status: 'approved' }) })
    const { wrapper } = await openPage('/approvals')
    await key('a')
    useToasts().toasts.value.at(-1)?.action?.run()
    leaveThePage()
    await settled()
    expect(calls).not.toContain('POST /drafts/D1/approve')
    expect(wrapper.find('ul[aria-label="the texts"]').text()).toContain('Dana Reyes')
  })

  it('keep the text under the eyes of the reader where it changes meanwhile, until they have read the new one', async () => {
    let now = aDraft()
    const sent: unknown[] = []
    serve({ ...two(() => now), 'POST /drafts/D1/approve': (body) => (sent.push(body), now) })
    vi.useFakeTimers()
    const { wrapper } = await openPage('/approvals')
    await vi.advanceTimersByTimeAsync(500)
    now = aDraft({ body: 'Hi Dana, call me.', hash: 'b'.repeat(64), revision: 2 })
    await vi.advanceTimersByTimeAsync(6_000)
    expect(wrapper.get('[aria-label="The text that leaves"]').text()).toContain('Hi Dana, shall we talk?')
    expect(wrapper.get('article [role=alert]').text()).toContain('Hi Dana, call me.')
    pressed('a')
    await vi.advanceTimersByTimeAsync(40_000)
    expect(sent).toEqual([])
    button('I have read the new one').click()
    await vi.advanceTimersByTimeAsync(500)
    expect(wrapper.get('[aria-label="The text that leaves"]').text()).toContain('Hi Dana, call me.')
    pressed('a')
    await vi.advanceTimersByTimeAsync(31_000)
    expect(sent).toEqual([{ hash: 'b'.repeat(64) }])
  })

  it('that were refused because they changed come back with both texts, and are approved only once more', async () => {
    const changed = aDraft({ body: 'Hi Dana, call me.', hash: 'b'.repeat(64), revision: 2 })
    let asked = 0
    const bodies: unknown[] = []
    serve({
      ...two(() => (asked > 0 ? changed : aDraft())),
      'POST /drafts/D1/approve': (body) => {
        bodies.push(body)
        asked++
        const problem = { status: 409, reason: 'draft_changed', detail: 'The text changed.', current: changed }
        return asked === 1 ? new Refused(problem) : { ...changed, status: 'approved' }
      },
    })
    const { router, wrapper } = await openPage('/approvals')
    await key('a')
    leaveThePage()
    await settled()
    expect(said()).toBe('The text to Dana Reyes was not approved. The text changed.')
    await router.replace({ name: 'approvals', params: { id: 'D1' } })
    await settled()
    expect(wrapper.get('article [role=alert]').text()).toContain('Changed since you read it')
    expect(main()).toContain('Hi Dana, shall we talk?')
    expect(main()).toContain('Hi Dana, call me.')
    await key('a')
    leaveThePage()
    await settled()
    expect(bodies).toHaveLength(1)
    await press('I have read the new one')
    await key('a')
    leaveThePage()
    await settled()
    expect(bodies[1]).toEqual({ hash: 'b'.repeat(64) })
  })

  it('name what is still to be written out, and cannot be approved until it is', async () => {
    const open = aDraft({ body: 'Do you still like {{hobby}}?', missing: ['hobby'], complete: false })
    const { calls } = serve({ ...two(() => open), 'POST /drafts/D1/approve': () => open })
    await openPage('/approvals')
    expect(main()).toContain('Still to be written out before it can leave: hobby')
    expect(button('Approve a').disabled).toBe(true)
    await key('a')
    leaveThePage()
    await settled()
    expect(calls).not.toContain('POST /drafts/D1/approve')
  })

  it('edited at the same time by somebody else show both, and take theirs where one wants', async () => {
    const theirs = aDraft({ body: 'What they wrote', hash: 'c'.repeat(64), revision: 2 })
    const stale = { status: 409, reason: 'draft_changed', detail: 'Stale.', current: theirs }
    serve({ ...two(), 'PUT /drafts/D1': () => new Refused(stale) })
    await openPage('/approvals')
    await key('e')
    const box = document.querySelector('textarea')
    if (box) box.value = 'What I wrote'
    box?.dispatchEvent(new Event('input'))
    document.querySelector('article form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
    expect(main()).toContain('Somebody else changed it while you wrote')
    expect(main()).toContain('What they wrote')
    expect(document.querySelector('textarea')?.value).toBe('What I wrote')
    await press('Take theirs')
    expect(document.querySelector('textarea')).toBeNull()
    expect(main()).toContain('What they wrote')
  })

  it('are dismissed by d with a reason', async () => {
    let sent: unknown
    serve({ ...two(), 'POST /drafts/D1/dismiss': (body) => ((sent = body), aDraft({ status: 'dismissed' })) })
    await openPage('/approvals')
    await key('d')
    const reason = document.querySelector<HTMLInputElement>('[role=dialog] input')
    if (reason) reason.value = 'They asked for a pause'
    reason?.dispatchEvent(new Event('input'))
    document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
    leaveThePage()
    await settled()
    expect(sent).toEqual({ reason: 'They asked for a pause' })
  })

  it('say why there are none', async () => {
    serve({ ...around(), 'GET /drafts': page([]) })
    const { text } = await openPage('/approvals')
    expect(text()).toContain('Nothing waits for you')
  })
})

describe('hand-offs', () => {
  const close = aSequence({ id: 'SEQ2', slug: 'close', name: 'Close' })
  const paused = aSequence({ id: 'SEQ3', slug: 'invite', name: 'Invite', status: 'paused' })
  const gates = (gate = aGate()) => ({
    ...around(),
    'GET /sequences': page([paused, close]),
    'GET /gates': page([gate]),
    'GET /gates/G1': () => gate,
  })

  it('offer what is suggested first, and say why it cannot be entered', async () => {
    serve(gates(aGate({ suggested: ['invite'] })))
    await openPage('/approvals?show=hand-offs')
    const rows = [...document.querySelectorAll('fieldset li')].map((row) => row.textContent.replaceAll(/\s+/g, ' '))
    expect(rows[0]).toContain('It is paused: activate it first.')
    expect(rows[1]).toContain('Close')
  })

  it('are picked by their number, and keep what was refused with its reason', async () => {
    let sent: unknown
    const refused = { sequence: 'close', sequenceId: 'SEQ2', enrollmentId: null, reason: 'capped', detail: 'They have left.' }
    serve({ ...gates(), 'POST /gates/G1/pass': (body) => ((sent = body), { gate: aGate(), results: [refused] }) })
    await openPage('/approvals?show=hand-offs')
    await key('a')
    expect(sent).toBeUndefined()
    await key('1')
    await key('a')
    expect(sent).toEqual({ sequences: ['close'] })
    expect(main()).toContain('They have left.')
    expect(main()).toContain('the hand-off still waits')
  })

  it('keep what somebody prepared while they look elsewhere, until it is carried out or they sign out', async () => {
    const passed = aGate({ state: 'passed' })
    serve({ ...gates(), 'POST /gates/G1/pass': () => ({ gate: passed, results: [] }) })
    const note = (): HTMLTextAreaElement | null => document.querySelector('fieldset ~ div textarea')
    const prepare = async (): Promise<void> => {
      await openPage('/approvals?show=hand-offs')
      if (!document.querySelector<HTMLInputElement>('fieldset input:checked')) await key('1')
      const box = note()
      if (box) box.value = 'Ask for the deed'
      box?.dispatchEvent(new Event('input'))
      closePages()
      serve({ ...gates(), 'POST /gates/G1/pass': () => ({ gate: passed, results: [] }) })
    }
    await prepare()
    await openPage('/approvals?show=hand-offs')
    expect(note()?.value).toBe('Ask for the deed')
    expect(document.querySelectorAll('fieldset input:checked')).toHaveLength(1)
    closeSession()
    expect(Object.keys(sessionStorage).filter((name) => name.includes('typed'))).toEqual([])
    await prepare()
    await openPage('/approvals?show=hand-offs')
    await key('a')
    expect(Object.keys(sessionStorage).filter((name) => name.includes('typed'))).toEqual([])
  })
})
