import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { aTouch } from '../../frontend/specimens/a-contact.ts'
import { aSequence, aStep } from './fixtures.ts'
import { button, closePages, openPage, press, Refused, serve, settled, settings, type Api } from './mount-page.ts'

afterEach(() => {
  vi.useRealTimers()
  closePages()
})

const second = aStep({ id: 's2', order: 2, name: 'Second', delayMinutes: 1440 })
const stored = aSequence({ version: 0, status: 'draft', steps: [aStep(), second] })
const path = `/sequences/${stored.id}`
const nothingWrong = {
  sequenceId: stored.id,
  version: 0,
  nextVersion: 1,
  revision: 3,
  running: 0,
  steps: { added: [], removed: [], changed: [], off: [] },
  policies: [],
  fields: [],
  changes: { policies: [], fields: [] },
  errors: [] as { field: string; message: string }[],
  warnings: [],
}

interface Body {
  name: string
  revision?: number
  steps: { id?: string; name: string; channel: string; delayMinutes: number; body?: string; off?: true }[]
}

/** A draft that the API keeps: each edit is a revision, and a new step gets the next number. */
const keep = (first: SequenceView = stored, given: Api = {}) => {
  let now = first
  let next = first.steps.length + 1
  const bodies: Body[] = []
  const write = (body: unknown): SequenceView => {
    const edit = body as Body
    bodies.push(edit)
    const steps = edit.steps.map((step, index) => aStep({ ...(step as object), id: step.id ?? `s${next++}`, order: index + 1 }))
    now = { ...now, name: edit.name, steps, revision: now.revision + 1 }
    return now
  }
  const { calls } = serve({
    'GET /settings': () => ({ ...settings, windows: {}, holidays: [] }),
    'GET /merge-fields': () => ({
      items: [
        { name: 'first_name', description: 'First name', example: 'Dana', source: 'contact' },
        { name: 'street', description: 'Of the house', source: 'attribute' },
        { name: 'last_sms_reply', description: 'What they texted', source: 'conversation' },
      ],
    }),
    'GET /step-templates': () => ({ items: [], nextCursor: null }),
    [`GET ${path}`]: () => now,
    [`GET ${path}/publish-preview`]: () => nothingWrong,
    [`PUT ${path}`]: write,
    'POST /sequences': (body) => {
      now = { ...now, steps: [] }
      next = 1
      return write(body)
    },
    [`POST ${path}/preview`]: () => ({ sequenceId: stored.id, version: 1, startAt: '2026-11-21T15:00:00Z', results: [] }),
    ...given,
  })
  return { calls, bodies, change: (by: Partial<SequenceView>) => (now = { ...now, ...by, revision: now.revision + 1 }) }
}

/** The builder at an address, from then on by a clock that the test turns. */
const open = async (address = `${path}/edit`) => {
  const opened = await openPage(address)
  await vi.dynamicImportSettled()
  await settled()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  return opened
}
const pass = async (milliseconds = 1_000): Promise<void> => {
  await vi.advanceTimersByTimeAsync(milliseconds)
  await settled()
  await vi.advanceTimersByTimeAsync(1)
  await settled()
}
const field = (label: string): HTMLInputElement => {
  const named = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim().startsWith(label))
  const found = named ? document.getElementById(named.htmlFor) : document.querySelector(`[aria-label="${label}"]`)
  if (!found) throw new Error(`There is no field "${label}".`)
  return found as HTMLInputElement
}
const type = async (label: string, value: string): Promise<void> => {
  const control = field(label)
  control.value = value
  if (control.type !== 'number') control.setSelectionRange(value.length, value.length)
  control.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
}
const cards = (): string[] => [...document.querySelectorAll('li article')].map((card) => card.getAttribute('aria-label') ?? '')
const status = (): string => document.querySelector('header [role=status]')?.textContent?.trim() ?? ''

describe('a new sequence', () => {
  it('has its name chosen, to be written over', async () => {
    keep()
    await open('/sequences/new')
    expect(document.activeElement).toBe(field('Name of the sequence'))
  })

  it('is created with its first change and keeps its editor when it gets an address', async () => {
    const { calls, bodies } = keep()
    const { router } = await open('/sequences/new')
    await pass(5_000)
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual([])
    const body = field('Body')
    await type('Body', 'Hello')
    await pass()
    expect(router.currentRoute.value.fullPath).toBe(`${path}/edit`)
    expect(bodies[0]).toMatchObject({ name: 'Untitled sequence', steps: [{ name: 'Email 1', channel: 'email', body: 'Hello' }] })
    expect(field('Body')).toBe(body)
    await type('Body', 'Hello there')
    await pass()
    expect(bodies[1]).toMatchObject({ revision: stored.revision + 1, steps: [{ id: 's1', body: 'Hello there' }] })
    expect(status()).toMatch(/^Saved \d/)
  })
})

describe('the draft', () => {
  it('is saved once somebody stops typing, as one request at a time', async () => {
    const { bodies } = keep()
    await open()
    await type('Subject', 'A')
    await pass(500)
    await type('Subject', 'AB')
    await pass(500)
    expect(bodies).toEqual([])
    expect(status()).toBe('Saving…')
    await pass()
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).toMatchObject({ revision: stored.revision, steps: [{ id: 's1', subject: 'AB' }, { id: 's2' }] })
  })

  it('says why it is not saved, beside the field, and saves once that is right', async () => {
    let broken = true
    const { bodies } = keep(stored, {
      [`PUT ${path}`]: (body) =>
        broken
          ? new Refused({ status: 422, detail: 'One thing is wrong.', errors: [{ field: 'steps[0].name', message: 'give it a name' }] })
          : (bodies.push(body as Body), { ...stored, revision: 9 }),
    })
    await open()
    await type('Name', '')
    await pass()
    expect(status()).toContain('Not saved: Step 1, name: give it a name.')
    const wrong = field('Name')
    expect(wrong.getAttribute('aria-invalid')).toBe('true')
    expect(document.getElementById(wrong.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Give it a name')
    broken = false
    await type('Name', 'Hello')
    await pass()
    expect(status()).not.toContain('Not saved')
  })

  it('is saved by itself once the connection is back, or later where nothing says that it is', async () => {
    let away = true
    const bodies: Body[] = []
    keep(stored, {
      [`PUT ${path}`]: (body) => {
        if (away) throw new TypeError('Failed to fetch')
        return (bodies.push(body as Body), { ...stored, revision: 4 + bodies.length })
      },
    })
    await open()
    await type('Subject', 'Off the grid')
    await pass()
    expect(status()).toContain('Not saved: The server could not be reached.')
    await pass(40_000)
    expect(status()).toContain('Not saved')
    away = false
    dispatchEvent(new Event('online'))
    await settled()
    expect(bodies).toMatchObject([{ steps: [{ subject: 'Off the grid' }, {}] }])
    expect(status()).toMatch(/^Saved/)
    away = true
    await type('Subject', 'Off again')
    await pass()
    away = false
    await pass(15_000)
    expect(bodies[1]).toMatchObject({ revision: 5, steps: [{ subject: 'Off again' }, {}] })
    expect(status()).toMatch(/^Saved/)
  })

  it('does not send what was refused again before it is changed', async () => {
    const { calls } = keep(stored, { [`PUT ${path}`]: () => new Refused({ status: 422, detail: 'One thing is wrong.' }) })
    await open()
    await type('Subject', 'A')
    await pass()
    dispatchEvent(new Event('online'))
    await pass(200_000)
    expect(calls.filter((call) => call.startsWith('PUT'))).toHaveLength(1)
  })

  it('asks nobody where what was stored meanwhile is what stands here: only the answer had been lost', async () => {
    let first = true
    keep(stored, {
      [`PUT ${path}`]: (body) => {
        if (first) {
          first = false
          throw new TypeError('Failed to fetch')
        }
        const { steps } = body as Body
        const current = { ...stored, revision: 8, steps: steps.map((step, at) => aStep({ ...(step as object), order: at + 1 })) }
        return new Refused({ status: 409, reason: 'stale_revision', ...({ current } as object) })
      },
    })
    await open()
    await type('Subject', 'Mine')
    await pass()
    expect(status()).toContain('Not saved')
    dispatchEvent(new Event('online'))
    await settled()
    expect(document.querySelector('[role=dialog]')).toBeNull()
    expect(status()).toMatch(/^Saved/)
  })

  it('shows both versions where somebody else was faster, and lets one keep one’s own', async () => {
    const draft = keep()
    const theirs = { ...stored, revision: 8, steps: [aStep({ subject: 'Theirs' }), second] }
    let first = true
    const { bodies } = keep(stored, {
      [`PUT ${path}`]: (body) => {
        if (!first) return (bodies.push(body as Body), { ...theirs, revision: 9 })
        first = false
        return new Refused({ status: 409, reason: 'stale_revision', ...({ current: theirs } as object) })
      },
    })
    await open()
    await type('Subject', 'Mine')
    await pass()
    const dialog = document.querySelector('[role=dialog]')
    expect(dialog?.textContent).toMatch(/Step 1, subject.*Yours.*Mine.*Theirs.*Theirs/s)
    await press('Keep mine')
    await pass()
    expect(bodies).toMatchObject([{ revision: 8, steps: [{ subject: 'Mine' }, {}] }])
    expect(document.querySelector('[role=dialog]')).toBeNull()
    expect(draft.bodies).toEqual([])
  })

  it('keeps of one’s own only what was changed here, over what another tab stored meanwhile', async () => {
    const theirs = { ...stored, revision: 8, steps: [aStep({ body: 'Their new body' }), second] }
    let first = true
    const { bodies } = keep(stored, {
      [`PUT ${path}`]: (body) => {
        if (!first) return (bodies.push(body as Body), { ...theirs, name: 'My name', revision: 9 })
        first = false
        return new Refused({ status: 409, reason: 'stale_revision', ...({ current: theirs } as object) })
      },
    })
    await open()
    await type('Subject', 'Mine')
    await pass()
    const dialog = document.querySelector('[role=dialog]')
    expect(dialog?.textContent).toContain('in another tab or by somebody else')
    expect([...(dialog?.querySelectorAll('dt') ?? [])].map(({ textContent }) => textContent)).toEqual(['Step 1, subject'])
    expect(dialog?.textContent).toContain('kept whatever you choose: Step 1, body.')
    await press('Keep mine')
    await pass()
    expect(bodies).toMatchObject([{ revision: 8, steps: [{ subject: 'Mine', body: 'Their new body' }, {}] }])
  })

  it('takes theirs where one wants it, and undo brings one’s own back', async () => {
    const theirs = { ...stored, revision: 8, steps: [aStep({ subject: 'Theirs' }), second] }
    keep(stored, { [`PUT ${path}`]: () => new Refused({ status: 409, reason: 'stale_revision', ...({ current: theirs } as object) }) })
    await open()
    await type('Subject', 'Mine')
    await pass()
    await press('Take theirs')
    expect(field('Subject').value).toBe('Theirs')
    await press('Undo')
    expect(field('Subject').value).toBe('Mine')
  })

  it('asks nobody where only the state of the sequence moved on', async () => {
    const sent: Body[] = []
    const paused = { ...stored, status: 'paused' as const, revision: 8 }
    keep(stored, {
      [`PUT ${path}`]: (body) => {
        sent.push(body as Body)
        return sent.length === 1
          ? new Refused({ status: 409, reason: 'stale_revision', ...({ current: paused } as object) })
          : { ...paused, revision: 9 }
      },
    })
    await open()
    await type('Subject', 'Mine')
    await pass()
    expect(sent.map(({ revision }) => revision)).toEqual([stored.revision, 8])
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('makes a removed step that is brought back a new one where the API has it no more', async () => {
    const sent: Body[] = []
    keep(stored, {
      [`PUT ${path}`]: (body) => {
        const edit = body as Body
        sent.push(edit)
        if (sent.length === 2)
          return new Refused({ status: 422, errors: [{ field: 'steps[1].id', message: 'there is no step s2 in this sequence' }] })
        return {
          ...stored,
          revision: 5 + sent.length,
          steps: edit.steps.map((step) => aStep({ ...(step as object), id: step.id ?? 's3' })),
        }
      },
    })
    await open()
    document
      .querySelectorAll<HTMLElement>('[aria-label="Actions for step 2"]')[0]
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settled()
    const item = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((entry) => entry.textContent?.includes('Remove'))
    item?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await pass()
    expect(sent[0]?.steps.map(({ id }) => id)).toEqual(['s1'])
    await press('Undo')
    await pass()
    expect(sent.map(({ steps }) => steps.map(({ id }) => id))).toEqual([['s1'], ['s1', 's2'], ['s1', undefined]])
    expect(status()).toMatch(/^Saved/)
  })

  it('is saved before one leaves', async () => {
    const { bodies } = keep()
    const { router } = await open()
    await type('Subject', 'Last word')
    await router.push({ name: 'sequences' })
    expect(bodies).toMatchObject([{ steps: [{ subject: 'Last word' }, {}] }])
    expect(router.currentRoute.value.name).toBe('sequences')
  })

  it('asks before one leaves what cannot be saved', async () => {
    keep(stored, { [`PUT ${path}`]: () => new Refused({ status: 500, detail: 'The table is away.' }) })
    const { router, text } = await open()
    await type('Subject', 'Last word')
    const leaving = router.push({ name: 'sequences' })
    await settled()
    expect(text()).toContain('Leave without saving?')
    expect(text()).toContain('The table is away.')
    await press('Keep it')
    await leaving
    expect(router.currentRoute.value.name).toBe('sequence-edit')
  })

  it('is left unsaved where the person says so', async () => {
    keep(stored, { [`PUT ${path}`]: () => new Refused({ status: 500, detail: 'The table is away.' }) })
    const { router } = await open()
    await type('Subject', 'Last word')
    const leaving = router.push({ name: 'sequences' })
    await settled()
    await press('Leave')
    await leaving
    expect(router.currentRoute.value.name).toBe('sequences')
  })
})

describe('the line of steps', () => {
  it('moves a step by Alt and an arrow, which gives it the time of its new place, and says so', async () => {
    const { bodies } = keep()
    await open()
    expect(cards()).toEqual(['Step 1, T+0h, Email: Hello', 'Step 2, T+24h, Email: Second'])
    document.querySelector('li article')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', altKey: true, bubbles: true }))
    await settled()
    expect(cards()).toEqual(['Step 1, T+0h, Email: Second', 'Step 2, T+24h, Email: Hello'])
    expect(document.querySelector('[aria-live=assertive]')?.textContent).toBe('Hello is now step 2 of 2, at T+24h.')
    await pass()
    expect(bodies[0]?.steps).toMatchObject([
      { id: 's2', delayMinutes: 0 },
      { id: 's1', delayMinutes: 1440 },
    ])
  })

  it('puts a step whose time is changed where it belongs', async () => {
    keep()
    await open()
    await type('Time', '3')
    expect(cards()).toEqual(['Step 1, T+24h, Email: Second', 'Step 2, T+72h, Email: Hello'])
  })

  it('has the menu of a step above the name that is stretched over its card', async () => {
    keep()
    await open()
    expect([...button('Actions for step 1').classList]).toEqual(expect.arrayContaining(['relative', 'rounded-md']))
  })

  it('opens the rules at their top', async () => {
    keep()
    await open()
    const editor = document.querySelector('section[aria-label="Step 1"]')?.closest<HTMLElement>('.overflow-y-auto')
    if (editor) editor.scrollTop = 300
    document.querySelector<HTMLElement>('article[aria-label=Rules] button')?.click()
    await settled()
    expect(editor?.scrollTop).toBe(0)
    expect(document.activeElement?.textContent).toBe('Rules')
  })

  it('switches a step off and on', async () => {
    const { bodies } = keep()
    await open()
    await press('Step 2 is carried out')
    expect(document.querySelectorAll('li article')[1]?.textContent).toContain('Off')
    await pass()
    expect(bodies[0]?.steps.map(({ off }) => off)).toEqual([undefined, true])
  })

  it('says what keeps a step from being published beside its field, but leaves an untouched one in peace', async () => {
    const errors = [
      { field: 'steps[0].body', message: 'step "Hello": {{frist_name}} is not known. Did you mean {{first_name}}?' },
      { field: 'steps[1].body', message: 'step "Second" needs a text' },
    ]
    const blank = {
      ...stored,
      steps: [aStep(), { id: 's2', order: 2, name: 'Second', channel: 'sms' as const, delayMinutes: 1440, onFailure: 'heal' as const }],
    }
    keep(blank, { [`GET ${path}/publish-preview`]: () => ({ ...nothingWrong, errors }) })
    const { text } = await open()
    expect(field('Body').getAttribute('aria-invalid')).toBe('true')
    expect(text()).toContain('{{frist_name}} is not known. Did you mean {{first_name}}?')
    expect(document.querySelectorAll('li article')[1]?.textContent).not.toContain('to fix')
  })
})

describe('a step', () => {
  it('says who places a call, and has the brief under its own heading', async () => {
    const adapters = [{ channel: 'call', adapter: 'vapi', simulated: true }]
    const call = { ...stored, steps: [aStep({ channel: 'call' }), second] }
    keep(call, { 'GET /settings': () => ({ ...settings, windows: {}, holidays: [], adapters }) })
    const { text } = await open()
    expect(text()).toMatch(/Placed by the voice adapter: simulated, reaches nobody\. For a call by a person use Task\./)
    expect([...document.querySelectorAll('summary')].map((one) => one.textContent?.trim().replace(/\s+/g, ' '))).toEqual([
      'Brief and approval a person writes or approves it before it leaves',
      'Failure and label',
    ])
  })
})

describe('a condition on an outcome', () => {
  const asked = (outcomes: string[]) => {
    const condition = { match: 'all' as const, tests: [{ kind: 'call_outcome' as const, step: 's1', outcomes }], otherwise: 'end' as const }
    return { ...stored, steps: [aStep({ channel: 'call' }), { ...second, condition }] }
  }
  it('is chosen from those that a call has, and warns beside any other', async () => {
    const { bodies } = keep(asked(['inter']))
    const { text } = await open(`${path}/edit?step=s2`)
    expect(text()).toContain('"inter" is none of the usual outcomes. Did you mean "interested"?')
    await press('inter')
    await press('interested')
    await press('no answer')
    expect(button('interested').getAttribute('aria-pressed')).toBe('true')
    expect(text()).not.toContain('none of the usual outcomes')
    await press('Another outcome')
    await type('Another outcome, as it will be recorded', 'vacant')
    await press('Add')
    expect(text()).toContain('"vacant" is none of the usual outcomes')
    await pass()
    expect(bodies.at(-1)?.steps[1]).toMatchObject({ condition: { tests: [{ outcomes: ['interested', 'no_answer', 'vacant'] }] } })
  })
})

describe('a merge field', () => {
  const keyIn = async (label: string, key: string, shiftKey = false): Promise<void> => {
    field(label).dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }))
    await settled()
  }
  const options = () => [...document.querySelectorAll('[role=option]')].map((option) => option.querySelector('span')?.textContent)

  it('is picked at the caret by typing, arrows and Enter', async () => {
    keep()
    await open()
    await type('Subject', 'About {{')
    expect(options()).toEqual(['first_name', 'street', 'last_sms_reply'])
    expect(field('Subject').getAttribute('aria-expanded')).toBe('true')
    await keyIn('Subject', 'ArrowDown')
    expect(document.getElementById(field('Subject').getAttribute('aria-activedescendant') ?? '')?.textContent).toContain('street')
    await keyIn('Subject', 'Enter')
    expect(field('Subject').value).toBe('About {{ street }}')
    expect(options()).toEqual([])
  })

  it('comes with a default where one asks for it, and always where only a conversation fills it', async () => {
    keep()
    await open()
    await type('Subject', '{{fir')
    await keyIn('Subject', 'Enter', true)
    expect(field('Subject').value).toBe('{{ first_name | default: "" }}')
    await type('Subject', '{{last')
    await keyIn('Subject', 'Enter')
    expect(field('Subject').value).toBe('{{ last_sms_reply | default: "" }}')
  })

  it('is not complained of while it is being written, nor once the text was changed', async () => {
    let errors: { field: string; message: string }[] = []
    const draft = keep(stored, {
      [`GET ${path}/publish-preview`]: () => ({ ...nothingWrong, revision: stored.revision + draft.bodies.length, errors }),
    })
    const { text } = await open()
    errors = [{ field: 'steps[0].subject', message: 'step "Hello": {{fi is not closed: add }}' }]
    await type('Subject', 'About {{fi')
    await pass()
    expect(draft.bodies).toHaveLength(1)
    expect(text()).not.toContain('is not closed')
    field('Subject').dispatchEvent(new FocusEvent('focusout', { bubbles: true }))
    await settled()
    expect(text()).toContain('{{fi is not closed: add }}')
    expect(document.querySelector('li article')?.textContent).toContain('1 to fix')
    await type('Subject', 'About {{fi}}')
    expect(text()).not.toContain('is not closed')
  })

  it('is not forced on anybody: Esc leaves what was typed', async () => {
    keep()
    await open()
    await type('Body', 'Hi {{fir')
    await keyIn('Body', 'Escape')
    expect(options()).toEqual([])
    expect(field('Body').value).toBe('Hi {{fir')
  })
})

describe('launching', () => {
  const launch = async (): Promise<void> => {
    await press('Launch')
    await pass(1)
    await vi.dynamicImportSettled()
    await pass(1)
  }
  const inDialog = (label: string) =>
    [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button')].find((one) => one.textContent?.trim() === label)

  it('is blocked by what is wrong, each with a way to its step', async () => {
    const errors = [{ field: 'steps[1].body', message: 'step "Second" needs a text' }]
    keep(stored, { [`GET ${path}/publish-preview`]: () => ({ ...nothingWrong, errors }) })
    const { router } = await open()
    await launch()
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('step "Second" needs a text')
    expect(inDialog('Launch')?.disabled).toBe(true)
    inDialog('Open step 2')?.click()
    await settled()
    expect(router.currentRoute.value.query).toEqual({ step: 's2' })
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('recaps approval, variants and the rule for who is in another sequence, whose work is no error', async () => {
    const variant = { id: 'b', name: 'Short', share: 40, body: 'Hi' }
    keep(aSequence({ ...stored, steps: [aStep({ approval: 'draft', variants: [variant] }), second] }), {
      [`POST ${path}/preview`]: () => ({
        sequenceId: stored.id,
        version: 1,
        startAt: '2026-11-21T15:00:00Z',
        results: [
          {
            contactId: 'c-1001',
            refusal: { reason: 'conflict_skipped', text: 'Choose replace or parallel to enroll anyway.' },
            enrollmentId: null,
            conflicts: [],
            touches: [],
            enrollments: [],
            stopped: null,
          },
        ],
      }),
    })
    const { text } = await open()
    await launch()
    expect(text()).toContain('A person approves the text of step 1 before it leaves')
    expect(text()).toContain('step 1, split 60 / 40 %')
    expect(text()).toMatch(/In another sequence\s*Run both/)
    expect(text()).toContain('Left out by the rule “Skip” for who is in another sequence.')
    expect(text()).not.toContain('Choose replace or parallel')
    expect(document.querySelector('[aria-label^="Calendar of"] .text-danger')).toBeNull()
  })

  it('recaps what it comes to and moves those who run where one chooses it', async () => {
    const condition = { match: 'all' as const, tests: [{ kind: 'replied' as const, not: true as const }], otherwise: 'end' as const }
    const running = aSequence({ version: 2, draftChanged: true, steps: [aStep(), { ...second, condition }] })
    const touch = aTouch({ enrollmentId: 'E', reason: 'touch_limit', text: 'The daily limit was reached.' })
    let asked: unknown
    keep(running, {
      [`GET ${path}/publish-preview`]: () => ({ ...nothingWrong, version: 2, nextVersion: 3, running: 7 }),
      [`POST ${path}/preview`]: () => ({
        sequenceId: stored.id,
        version: 3,
        startAt: '2026-11-21T15:00:00Z',
        results: [
          { contactId: 'c-1001', refusal: null, enrollmentId: 'E', conflicts: [], touches: [touch], enrollments: [], stopped: null },
        ],
      }),
      [`POST ${path}/publish`]: (body) => ((asked = body), { ...running, version: 3, draftChanged: false }),
    })
    const { router, text } = await open()
    await press('Publish version 3')
    await pass(1)
    await vi.dynamicImportSettled()
    await pass(1)
    expect(text()).toContain('7 enrollments running now')
    expect(text()).toContain('2 touches a day')
    expect(text()).toContain('step 2 only if: did not reply; otherwise the sequence ends.')
    expect(document.querySelector('[aria-label^="Calendar of"]')?.textContent).toMatch(/Moved to .*: the daily limit of touches.*Moved/)
    document.querySelector<HTMLInputElement>('[role=dialog] input[value=move]')?.click()
    await settled()
    inDialog('Publish version 3')?.click()
    await settled()
    expect(asked).toEqual({ running: 'move', revision: running.revision })
    expect(router.currentRoute.value.params['id']).toBe(running.id)
    expect(router.currentRoute.value.name).toBe('sequences')
  })
})

describe('the builder', () => {
  it('says so where there is no such sequence, and where it is archived', async () => {
    keep(stored, { 'GET /sequences/nowhere': () => new Refused({ status: 404 }) })
    expect((await open('/sequences/nowhere/edit')).text()).toContain('There is no such sequence')
    vi.useRealTimers()
    closePages()
    keep({ ...stored, status: 'archived' })
    expect((await open()).text()).toContain('An archived sequence cannot be changed')
    expect(() => button('Launch')).toThrow('There is no button')
  })
})
