import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { undoSeconds, useToasts } from '../../frontend/composables/use-toasts.ts'
import { aContactDetail, aMessage, anEnrollment, anEntry, aPlan, aSequence, aTouch } from './fixtures.ts'
import { button, closePages, key, openPage, press, Refused, serve, settled, type Api } from './mount-page.ts'

const enrollment = anEnrollment()
const sent = aMessage()
const queued = aMessage({
  id: 'queued',
  stepId: 's2',
  stepOrder: 2,
  channel: 'sms',
  status: 'scheduled',
  dueAt: '2126-11-21T15:00:00Z',
  subject: undefined,
  body: 'Hi Dana, did my note reach you?',
  attempts: [],
  events: {},
})
const acting = `PUT /sequences/enrollments/${enrollment.id}`
const sequence = aSequence()
const other = aSequence({ id: 'OTHER', name: 'Offer follow-up' })

const { toasts, dismiss } = useToasts()
const said = (): string => toasts.value.at(-1)?.text ?? ''
const undo = async (): Promise<void> => {
  const toast = toasts.value.at(-1)
  if (!toast?.action) throw new Error('Nothing can be undone.')
  dismiss(toast.id)
  toast.action.run()
  await settled()
}
const contact = (given: Api = {}) => {
  const sentBodies: unknown[] = []
  const kept = (body: unknown, answer: unknown) => {
    sentBodies.push(body)
    return answer
  }
  const { calls } = serve({
    'GET /contacts/c-1001': () => aContactDetail(),
    'GET /contacts/c-1001/timeline': () => ({ items: [anEntry({ subject: 'Your place', body: 'Hi Dana' })], nextCursor: null }),
    'GET /contacts/c-1001/plan': () => aPlan(),
    'GET /sequences': () => ({ items: [sequence, other], nextCursor: null }),
    [`GET /sequences/${sequence.id}/messages`]: () => ({ items: [sent, queued], nextCursor: null }),
    [acting]: (body) => kept(body, anEnrollment({ status: 'paused', pauseReason: 'by Ann', nextDueAt: null })),
    ...given,
  })
  return { calls, sentBodies, kept }
}
const open = (query = '', as = {}) => openPage(`/contacts/c-1001${query}`, as)
const runs = (): string | null | undefined => document.querySelector('[role=switch]')?.getAttribute('aria-checked')
const fill = async (label: string, text: string): Promise<void> => {
  const name = [...document.querySelectorAll('label')].find((one) => one.textContent.trim().startsWith(label))
  const field = document.getElementById(name?.htmlFor ?? '') as HTMLInputElement | null
  if (!field) throw new Error(`There is no field "${label}".`)
  field.value = text
  field.dispatchEvent(new Event('input'))
  await settled()
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
afterEach(() => {
  closePages()
  for (const { id } of toasts.value) dismiss(id)
  vi.useRealTimers()
})

describe('the contact page', () => {
  it('says of a sequence whose message is held why, and since when it is due, instead of what is next', async () => {
    const text = 'It waits for a person to approve its text.'
    const held = anEnrollment({ nextDueAt: '2020-11-20T15:00:00Z', held: { reason: 'approval_pending', text } })
    contact({ 'GET /contacts/c-1001': () => aContactDetail({ enrollments: [held] }) })
    const { wrapper } = await open()
    expect(wrapper.text()).toContain('Held')
    expect(wrapper.text()).toContain(text)
    expect(wrapper.text()).toMatch(/Due since\s*\w{3}/)
  })

  it('shows what is still to come above what happened, with the step and its text', async () => {
    contact()
    const { wrapper } = await open()
    const coming = wrapper.get('[aria-label="Coming up"]')
    expect(coming.findAll('li')).toHaveLength(1)
    expect(coming.text()).toContain('Short text')
    expect(coming.text()).toContain('Hi Dana, did my note reach you?')
    expect(wrapper.text()).toContain('Step 2 of 2')
    expect(wrapper.text()).toMatch(/Short text[^]*Now \w{3}[^]*Your place/)
  })

  it('says so where a message will be skipped, and why', async () => {
    contact({
      'GET /contacts/c-1001/plan': () =>
        aPlan({ touches: [aTouch({ becomes: 'skipped', text: 'The contact has no address for this channel.' })] }),
    })
    const { wrapper } = await open()
    expect(wrapper.get('[aria-label="Coming up"]').text()).toMatch(/Will be skipped[^]*no address for this channel/)
  })

  it('pauses at once, and resumes by Undo', async () => {
    const { sentBodies } = contact()
    await open()
    button('New seller welcome runs for Dana Reyes').click()
    await Promise.resolve()
    await settled()
    expect(sentBodies).toEqual([{ action: 'pause' }])
    expect(said()).toContain('Paused for Dana Reyes')
    await undo()
    expect(sentBodies.at(-1)).toEqual({ action: 'resume' })
  })

  it('offers the two ways on where a reply waits for a decision', async () => {
    const waiting = anEnrollment({ status: 'paused', pauseReason: 'reply_review' })
    contact({ 'GET /contacts/c-1001': () => ({ ...aContactDetail(), enrollments: [waiting] }) })
    const { wrapper } = await open()
    const sequences = wrapper.get('section[aria-label=Sequences]')
    expect(sequences.find('[role=switch]').exists()).toBe(false)
    expect(sequences.findAll('button').map((one) => one.text())).toEqual(['Continue…', 'End as replied…', ''])
  })

  it('shows a pause before the API has answered, and takes it back with the reason where it is refused', async () => {
    let answer: (refused: Refused) => void = () => undefined
    let looks = 0
    contact({
      // What is shown after the refusal is what was there before, not what a later look brings.
      'GET /contacts/c-1001': () => (++looks === 1 ? aContactDetail() : new Promise(() => undefined)),
      [acting]: () => new Promise((resolve) => (answer = resolve)),
    })
    await open()
    await press('New seller welcome runs for Dana Reyes')
    expect(runs()).toBe('false')
    answer(new Refused({ status: 409, detail: 'A message to this contact is being sent right now.' }))
    await settled()
    expect(runs()).toBe('true')
    expect(said()).toBe('It could not be paused. A message to this contact is being sent right now.')
  })

  it('holds a cancelled message back for the seconds of Undo, and skips its step then', async () => {
    const { sentBodies } = contact()
    const { wrapper } = await open()
    await press('Cancel')
    expect(wrapper.get('[aria-label="Coming up"]').text()).toContain('Cancelled')
    await undo()
    expect(wrapper.get('[aria-label="Coming up"]').text()).not.toContain('Cancelled')
    await vi.advanceTimersByTimeAsync(undoSeconds * 1_000)
    expect(sentBodies).toEqual([])
    await press('Cancel')
    await vi.advanceTimersByTimeAsync(undoSeconds * 1_000)
    expect(sentBodies).toEqual([{ action: 'skip', step: 's2' }])
  })

  it('cancels at once what is due too soon to wait for an Undo', async () => {
    const soon = { ...queued, dueAt: new Date(Date.now() + 10_000).toISOString() }
    const { sentBodies } = contact({ [`GET /sequences/${sequence.id}/messages`]: () => ({ items: [soon], nextCursor: null }) })
    await open()
    await press('Cancel')
    expect(sentBodies).toEqual([{ action: 'skip', step: 's2' }])
  })

  it('writes a queued message’s text in place, naming the revision that was read', async () => {
    const bodies: unknown[] = []
    contact({
      'PUT /messages/queued/text': (body) => {
        bodies.push(body)
        return queued
      },
    })
    await open()
    await press('Edit')
    await fill('Text', 'A word of my own')
    await press('Save the text')
    expect(bodies).toEqual([{ body: 'A word of my own', revision: 0 }])
    expect(document.querySelector('textarea')).toBeNull()
  })

  it('asks before a text that was typed is lost by Esc, and does not where nothing was typed', async () => {
    contact()
    await open()
    const esc = async (): Promise<void> => {
      document.querySelector('textarea')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
      await settled()
    }
    await press('Edit')
    await fill('Text', 'A word of my own')
    await esc()
    await press('Keep writing')
    expect(document.querySelector('textarea')?.value).toBe('A word of my own')
    await esc()
    await press('Leave')
    expect(document.querySelector('textarea')).toBeNull()
    await press('Edit')
    await esc()
    expect(document.querySelector('textarea')).toBeNull()
  })

  it('shows both texts where somebody else was faster, and lets the second save stand', async () => {
    const bodies: unknown[] = []
    const current = { ...queued, body: 'Theirs', edited: { by: 'Theo', at: '2026-11-20T15:00:00Z', revision: 4 } }
    const stale = { status: 409, reason: 'draft_changed', detail: 'Changed.', current }
    contact({
      'PUT /messages/queued/text': (body) => {
        bodies.push(body)
        return bodies.length === 1 ? new Refused(stale) : current
      },
    })
    const { text } = await open()
    await press('Edit')
    await fill('Text', 'Mine')
    await press('Save the text')
    expect(text()).toContain('Theo changed it while you wrote')
    expect(text()).toContain('Theirs')
    expect(document.querySelector('textarea')?.value).toBe('Mine')
    await press('Save the text')
    expect(bodies.at(-1)).toEqual({ body: 'Mine', revision: 4 })
  })

  it('leads to the approval where a text waits for one, instead of editing it here', async () => {
    const draft = { ...queued, approval: 'pending' as const, status: 'held' as const }
    contact({ [`GET /sequences/${sequence.id}/messages`]: () => ({ items: [draft], nextCursor: null }) })
    const { wrapper } = await open()
    expect(wrapper.get('[aria-label="Coming up"] a[href="/approvals/queued"]').text()).toBe('Approve or edit')
    expect(() => button('Edit')).toThrow('There is no button')
  })

  it('opens every gate of a message by Why?, and by its address', async () => {
    contact({
      [`GET /messages/${sent.id}/why`]: () => ({
        messageId: sent.id,
        status: 'skipped',
        text: 'It was skipped.',
        attempts: [
          {
            id: 'a1',
            at: '2026-11-20T15:00:00Z',
            outcome: 'gated',
            adapter: 'ses',
            revision: 1,
            text: 'A gate was closed.',
            verdicts: [
              { gate: 'enrollment', pass: true, text: 'Enrollment: it is active.' },
              { gate: 'consent', pass: false, text: 'Consent: There is none.' },
            ],
          },
        ],
      }),
    })
    const { router } = await open()
    const [, why] = [...document.querySelectorAll('button')].filter((one) => one.textContent.trim() === 'Why?')
    why?.click()
    await settled()
    expect(router.currentRoute.value.query['why']).toBe(sent.id)
    const gates = [...document.querySelectorAll('[role=dialog] li')].map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim())
    expect(gates).toEqual(['Closed: ConsentThere is none.', 'Open: Enrollmentit is active.'])
    await press('Close')
    expect(router.currentRoute.value.query['why']).toBeUndefined()
  })

  it('says what stands against another sequence before anybody is enrolled, and what each choice does', async () => {
    const bodies: unknown[] = []
    contact({
      'POST /sequences/OTHER/conflicts': () => ({
        onConflict: 'skip',
        results: [
          {
            id: 'c-1001',
            contactId: 'c-1001',
            refusal: null,
            conflicts: [
              {
                kind: 'other_sequence',
                text: 'In “New seller welcome”.',
                choices: { replace: 'That one ends.', parallel: 'Both run.', skip: 'Not enrolled.' },
              },
            ],
          },
        ],
      }),
      'POST /sequences/OTHER/enroll': (body) => {
        bodies.push(body)
        return {
          enrolled: 1,
          refused: 0,
          results: [{ id: 'c-1001', contactId: 'c-1001', enrollmentId: 'E', reason: null, detail: null, conflicts: [] }],
        }
      },
    })
    const { router, text } = await open()
    await key('e')
    document.querySelector<HTMLInputElement>('input[value=OTHER]')?.click()
    await settled()
    expect(text()).toContain('Not enrolled.')
    await press('Run both')
    expect(text()).toContain('Both run.')
    await press('Replace')
    expect(text()).toContain('That one ends.')
    await press('Enroll')
    expect(bodies).toEqual([{ contactIds: ['c-1001'], onConflict: 'replace' }])
    expect(router.currentRoute.value.query['panel']).toBeUndefined()
  })

  it('lets an admin alone lift what is closed, export and erase', async () => {
    const closed = { channel: 'email' as const, reason: 'unsubscribed' as const, at: '2026-11-20T15:00:00Z', text: 'Unsubscribed.' }
    const api = { 'GET /contacts/c-1001': () => aContactDetail({ suppressed: [closed] }) }
    contact(api)
    await open()
    expect(() => button('Lift…')).toThrow('There is no button')
    expect(() => button('More actions')).toThrow('There is no button')
    closePages()
    const asked: string[] = []
    contact({
      ...api,
      'GET /suppressions': () => ({
        items: [{ key: 'k1', kind: 'email', address: 'dana@example.com', contacts: 1, channels: [] }],
        nextCursor: null,
      }),
      'DELETE /suppressions/k1': () => {
        asked.push('lifted')
        return { key: 'k1' }
      },
    })
    await open('', { admin: true })
    await press('Lift…')
    expect(button('Lift it').disabled).toBe(true)
    await fill('Why', 'They asked on the phone')
    await press('Lift it')
    expect(asked).toEqual(['lifted'])
    expect(button('More actions')).toBeDefined()
  })

  it('says that there is no such contact, and leads back to the list', async () => {
    contact({ 'GET /contacts/c-1001': () => new Refused({ status: 404 }) })
    const { text } = await open()
    expect(text()).toContain('There is no such contact')
  })
})
