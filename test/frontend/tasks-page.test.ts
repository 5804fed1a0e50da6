import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useToasts } from '../../frontend/composables/use-toasts.ts'
import { consequence, isInScope } from '../../frontend/format/task-text.ts'
import { linkedInProfile } from '../../frontend/format/profile-link.ts'
import { aContact, aMessage, aTask } from './fixtures.ts'
import { button, closePages, key, openPage, press, Refused, serve, settled } from './mount-page.ts'
import { around, leaveThePage, withRoom } from './work-fixtures.ts'

beforeEach(withRoom)
afterEach(async () => {
  leaveThePage()
  await settled()
  closePages()
  vi.restoreAllMocks()
})

const main = (): string => document.querySelector('article')?.textContent.replaceAll(/\s+/g, ' ') ?? ''
const asks = [{ stepId: 's4', stepOrder: 4, stepName: 'Offer', outcomes: ['owner found', 'vacant'], not: false }]
const api = (...tasks: ReturnType<typeof aTask>[]) => ({ ...around(), 'GET /tasks': () => ({ items: tasks, nextCursor: null }) })

describe('a task', () => {
  it('puts the outcomes that unblock a later step first, each under its digit', async () => {
    serve(api(aTask({ asks })))
    await openPage('/tasks')
    const rows = [...document.querySelectorAll('section[aria-label="What it came to"] li')].map((row) =>
      row.textContent.replaceAll(/\s+/g, ' ').trim(),
    )
    expect(rows).toEqual(['1Owner foundunblocks step 4', '2Vacantunblocks step 4', '3Donepasses over step 4'])
    expect(main()).toContain('Step 4, “Offer”: if owner found or vacant')
  })

  it('is recorded by one keystroke, with the note, and makes room for the next one', async () => {
    let sent: unknown
    const next = aTask({ id: 'T2', contactName: 'Theo Vance' })
    serve({ ...api(aTask({ asks }), next), 'POST /messages/T1/outcome': (body) => ((sent = body), aMessage()) })
    const { router } = await openPage('/tasks')
    await key('n')
    const note = document.querySelector('textarea')
    expect(document.activeElement).toBe(note)
    if (note) note.value = 'Mrs. Cole'
    note?.dispatchEvent(new Event('input'))
    note?.blur()
    await key('2')
    expect(router.currentRoute.value.params['id']).toBe('T2')
    leaveThePage()
    await settled()
    expect(sent).toEqual({ outcome: 'vacant', notes: 'Mrs. Cole' })
  })

  it('keeps its note while another one is looked at, until it is recorded', async () => {
    const next = aTask({ id: 'T8', contactName: 'Theo Vance' })
    serve({ ...api(aTask({ id: 'T7', asks }), next), 'POST /messages/T7/outcome': () => aMessage() })
    await openPage('/tasks')
    const note = (): HTMLTextAreaElement => {
      const box = document.querySelector('textarea')
      if (!box) throw new Error('There is no note.')
      return box
    }
    note().value = 'Call back on Monday'
    note().dispatchEvent(new Event('input'))
    await key('j')
    expect(note().value).toBe('')
    await key('k')
    expect(note().value).toBe('Call back on Monday')
    await key('1')
    leaveThePage()
    await settled()
    await key('k')
    expect(note().value).toBe('')
  })

  it('keeps an outcome that is being typed, as the tab does where it is loaded anew', async () => {
    serve({ ...api(aTask({ id: 'T9' })), 'POST /messages/T9/outcome': () => aMessage() })
    const other = (): HTMLInputElement => {
      const box = document.querySelector<HTMLInputElement>('form input')
      if (!box) throw new Error('There is no other outcome.')
      return box
    }
    await openPage('/tasks')
    other().value = 'moved away'
    other().dispatchEvent(new Event('input'))
    expect(Object.values(sessionStorage)).toContain('moved away')
    closePages()
    serve({ ...api(aTask({ id: 'T9' })), 'POST /messages/T9/outcome': () => aMessage() })
    await openPage('/tasks')
    expect(other().value).toBe('moved away')
    await press('Record')
    leaveThePage()
    await settled()
    expect(Object.values(sessionStorage)).not.toContain('moved away')
  })

  it('is not recorded where Undo is pressed, and comes back with the reason where the API refuses', async () => {
    const { calls } = serve({
      ...api(aTask()),
      'POST /messages/T1/outcome': () => new Refused({ status: 409, detail: 'It was recorded already: done.' }),
    })
    const { wrapper } = await openPage('/tasks')
    await key('1')
    useToasts().toasts.value.at(-1)?.action?.run()
    leaveThePage()
    await settled()
    expect(calls).not.toContain('POST /messages/T1/outcome')
    await key('j')
    await key('1')
    expect(wrapper.text()).toContain('Nothing to do')
    leaveThePage()
    await settled()
    expect(useToasts().toasts.value.at(-1)?.text).toBe('What came of it for Dana Reyes was not recorded. It was recorded already: done.')
    expect(wrapper.find('ul[aria-label="the tasks"]').text()).toContain('Dana Reyes')
  })

  it('is given up with a reason', async () => {
    let sent: unknown
    serve({ ...api(aTask()), 'POST /messages/T1/outcome': (body) => ((sent = body), aMessage()) })
    await openPage('/tasks')
    await key('d')
    document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
    leaveThePage()
    await settled()
    expect(sent).toEqual({ outcome: 'not done', dismissed: true })
  })

  it('that is a call has the number to dial and to copy', async () => {
    const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValue()
    vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(Object.assign(Object.create(null), { writeText }))
    serve(api(aTask({ channel: 'call', recipient: '+13125550142' })))
    await openPage('/tasks')
    expect(document.querySelector('article a[href^="tel:"]')?.getAttribute('href')).toBe('tel:+13125550142')
    await key('c')
    expect(writeText).toHaveBeenCalledWith('+13125550142')
  })

  it('that was done meanwhile says what was recorded', async () => {
    serve({ ...api(), 'GET /messages/T9': () => aMessage({ id: 'T9', task: { state: 'done', outcome: 'owner_found' } }) })
    const { text } = await openPage('/tasks/T9')
    expect(text()).toContain('It is done')
    expect(text()).toContain('Recorded: owner found.')
  })

  it('is found among the overdue ones, and the filter stands in the address', async () => {
    const late = aTask({ dueAt: '2020-01-01T12:00:00Z' })
    const asked: URLSearchParams[] = []
    serve({
      ...api(),
      'GET /tasks': (_body, query) => {
        asked.push(query)
        return { items: query.has('dueFrom') ? [] : [late], nextCursor: null }
      },
    })
    const { router, text } = await openPage('/tasks')
    await press('Due today')
    expect(router.currentRoute.value.query['show']).toBe('today')
    expect(text()).toContain('Nothing is due today')
    button('Overdue1').click()
    await settled()
    expect(text()).toContain('Look up who owns it.')
    const midnight = new Date()
    midnight.setHours(0, 0, 0, 0)
    expect(asked.at(-1)?.get('dueBefore')).toBe(midnight.toISOString())
    expect(asked.find((query) => query.has('dueFrom'))?.get('dueFrom')).toBe(midnight.toISOString())
  })
})

describe('what stands beside a task', () => {
  it('is the day on the clock of the viewer, not in UTC', () => {
    const dueAt = '2026-11-21T03:00:00Z'
    const now = '2026-11-21T14:00:00Z'
    expect(isInScope('overdue', dueAt, 'America/New_York', now)).toBe(true)
    expect(isInScope('today', dueAt, 'Europe/Berlin', now)).toBe(true)
    expect(isInScope('overdue', dueAt, 'Europe/Berlin', now)).toBe(false)
  })

  it('is what an outcome leads to', () => {
    expect(consequence({ opens: [4], closes: [] })).toBe('unblocks step 4')
    expect(consequence({ opens: [4, 5], closes: [6] })).toBe('unblocks steps 4 and 5, passes over step 6')
    expect(consequence({ opens: [], closes: [] })).toBeNull()
  })

  it('is a link to LinkedIn and to no other site, whatever the CRM says', () => {
    const of = (linkedin: string) => linkedInProfile({ ...aContact().attributes, linkedin_url: linkedin })
    expect(of('linkedin.com/in/dana')).toBe('https://linkedin.com/in/dana')
    expect(of('http://www.linkedin.com/in/dana')).toBe('https://www.linkedin.com/in/dana')
    expect(of('https://linkedin.com.evil.example/in/dana')).toBeNull()
    expect(of('javascript:alert(1)//linkedin.com')).toBeNull()
    expect(linkedInProfile({ street: 'linkedin.com' })).toBeNull()
  })
})
