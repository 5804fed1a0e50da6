import { afterEach, describe, expect, it } from 'vitest'
import { anEnrollment } from './fixtures.ts'
import { closePages, openPage, serve } from './mount-page.ts'
import { around } from './work-fixtures.ts'

afterEach(closePages)

const none = { count: 0, more: false }
const counts = { drafts: none, draftsDue: none, tasks: none, tasksDue: none, gates: none, replies: none, unknown: none, unread: none }
const held = (...places: [id: string, name: string, count: number][]) => ({
  reason: 'missing_merge_value',
  text: 'A merge variable has no value for them. Fill it in the CRM, or give it a default in the step.',
  count: places.reduce((sum, [, , count]) => sum + count, 0),
  sequences: places.map(([sequenceId, name, count]) => ({ sequenceId, name, count })),
})
const homeWith = (...given: ReturnType<typeof held>[]) => ({
  ...around(),
  'GET /home': () => ({ counts, held: given, paused: [], silence: [], sentToday: 0, today: [], more: false }),
})
const look = () => document.querySelector<HTMLAnchorElement>('ul[aria-label="What waits for you"] a')

describe('home', () => {
  it('counts who is held for what, and opens them in their sequence', async () => {
    serve(homeWith(held(['SEQ1', 'Welcome', 3])))
    const { text } = await openPage('/')
    expect(text()).toContain('3 things wait for you')
    expect(text()).toContain('3 people lack a merge value')
    expect(text()).toContain('give it a default in the step. In “Welcome”.')
    expect(look()?.getAttribute('href')).toBe('/sequences/SEQ1/enrollments?held=missing_merge_value')
  })

  it('counts a draft that somebody stands still for once', async () => {
    const overdue = { ...held(['SEQ1', 'Welcome', 2]), reason: 'approval_pending' }
    const five = { ...counts, drafts: { count: 5, more: false } }
    serve({ ...homeWith(), 'GET /home': () => ({ ...homeWith(overdue, held(['SEQ1', 'Welcome', 1]))['GET /home'](), counts: five }) })
    const { text } = await openPage('/')
    expect(text()).toContain('6 things wait for you')
    expect(text()).toContain('2 people’s texts are overdue for approval')
  })

  it('opens them over all sequences where they are in several', async () => {
    serve(homeWith(held(['SEQ1', 'Welcome', 3], ['SEQ2', 'Invite', 1])))
    const { text } = await openPage('/')
    expect(text()).toContain('In “Welcome” (3) and “Invite” (1).')
    expect(look()?.getAttribute('href')).toBe('/enrollments?held=missing_merge_value')
  })
})

describe('an enrollment that is held for a merge value', () => {
  it('names it, with the way to the contact and to the step', async () => {
    const text = 'It waits for {{street}}: the contact has no street. Fill it in the CRM, or give it a default in the step.'
    const one = anEnrollment({ held: { reason: 'missing_merge_value', text, lacks: ['street'] } })
    serve({ ...around(), [`GET /enrollments/${one.id}`]: () => one, [`GET /sequences/enrollments/${one.id}`]: () => one })
    const page = await openPage(`/enrollments/${one.id}`)
    expect(page.text()).toContain(text)
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))
    expect(links).toContain(`/contacts/${one.contactId}`)
    expect(links).toContain(`/sequences/${one.sequenceId}/edit?step=${one.currentStep}`)
  })
})
