import { afterEach, beforeAll, expect, it } from 'vitest'
import { useToasts } from '../../frontend/composables/use-toasts.ts'
import { aSequence, aSettings } from './fixtures.ts'
import { closePages, openPage, press, Refused, serve, settled } from './mount-page.ts'

/** It comes on demand: loaded beforehand, it is there as soon as the page is. */
beforeAll(() => import('../../frontend/pages/operations/SettingsPane.vue'))
afterEach(closePages)

const senderCheck = { 'GET /settings/sender-check': () => ({ adapter: 'ses', domains: [], checkedSecondsAgo: 0 }) }
const element = <E extends HTMLElement>(selector: string): E => {
  const found = document.querySelector<E>(selector)
  if (!found) throw new Error(`There is no ${selector}.`)
  return found
}
const set = async (selector: string, value: string): Promise<void> => {
  const field = element<HTMLInputElement>(selector)
  field.value = value
  field.dispatchEvent(new Event(field.tagName === 'SELECT' || field.tagName === 'TEXTAREA' ? 'change' : 'input'))
  await settled()
}
const valueOf = (selector: string): string => element<HTMLInputElement>(selector).value
const said = (): string | undefined => useToasts().toasts.value.at(-1)?.text
const emailOpens = 'select[aria-label="Email opens at"]'
const touches = '#limits ~ div input'

/** An API that keeps what is set, as the product does; `bodies` are the edits that it was asked for. */
const keeping = (first = aSettings({ windows: {}, setHere: [] })) => {
  const state = { settings: first, bodies: [] as Record<string, unknown>[] }
  const put = (given: unknown) => {
    const body = given as { revision?: number; windows?: Record<string, unknown> } & Record<string, unknown>
    state.bodies.push(body)
    const { controls, file } = state.settings
    if (body.revision !== controls.revision)
      return new Refused({
        status: 409,
        reason: 'stale_revision',
        detail: 'Someone else changed the settings meanwhile.',
        current: state.settings,
      } as never)
    const { revision: _revision, windows = {}, ...values } = body
    const next = { ...state.settings, controls: { ...controls, revision: controls.revision + 1 } }
    const windowsNow: Record<string, unknown> = { ...next.windows }
    for (const [channel, window] of Object.entries(windows))
      if (window === null) delete windowsNow[channel]
      else windowsNow[channel] = window
    const filled = Object.entries(values).map(([name, value]) => [name, value ?? file[name as keyof typeof file]])
    state.settings = { ...next, windows: windowsNow, ...Object.fromEntries(filled) }
    return state.settings
  }
  const { calls } = serve({ ...senderCheck, 'GET /settings': () => state.settings, 'PUT /settings': put })
  return { state, calls }
}

it('narrower hours are saved for their channel alone, said with what happens, and taken back by Undo', async () => {
  const { state } = keeping()
  const { text } = await openPage('/operations/settings', { admin: true })
  expect(valueOf(emailOpens)).toBe('00:00')
  await set(emailOpens, '09:00')
  await set('select[aria-label="Email closes at"]', '12:00')
  for (const day of [6, 7]) {
    element(`[aria-label="Days on which Email is open"] button:nth-child(${day})`).click()
    await settled()
  }
  await press('Save hours')
  await settled()
  expect(state.bodies[0]).toEqual({ revision: 1, windows: { email: { from: '09:00', to: '12:00', days: [1, 2, 3, 4, 5] } } })
  expect(said()).toContain('What falls due outside of these hours moves to the next opening.')
  expect(text()).not.toContain('Save hours')
  useToasts().undoLast()
  await settled()
  expect(state.bodies[1]).toEqual({ revision: 2, windows: { email: null } })
  expect(valueOf(emailOpens)).toBe('00:00')
})

it('an edit that somebody changed again since is not taken back', async () => {
  const { state } = keeping(aSettings({ dailyTouchLimit: 2, setHere: [] }))
  await openPage('/operations/settings', { admin: true })
  await set(touches, '4')
  await press('Save limits')
  await settled()
  state.settings = { ...state.settings, dailyTouchLimit: 1, controls: { ...state.settings.controls, revision: 9 } }
  useToasts().undoLast()
  await settled()
  expect(state.settings.dailyTouchLimit).toBe(1)
  await settled()
  expect(said()).toContain('Someone else changed the settings meanwhile.')
  expect(valueOf(touches)).toBe('1')
})

it('hours that never open are not sent, and the form says why', async () => {
  const { state } = keeping()
  const { text } = await openPage('/operations/settings', { admin: true })
  await set(emailOpens, '20:00')
  await set('select[aria-label="Email closes at"]', '09:00')
  expect(text()).toContain('let it open before it closes')
  await press('Save hours')
  await settled()
  expect(state.bodies).toEqual([])
})

it('a holiday is on the list at once with its weekday, and off it again where it is refused', async () => {
  const settings = aSettings({ holidays: [] })
  let refuses = true
  const { calls } = serve({
    ...senderCheck,
    'GET /settings': () => settings,
    'PUT /settings': () =>
      refuses ? new Refused({ status: 500, detail: 'The table is away.' }) : { ...settings, holidays: ['2026-12-24'] },
  })
  await openPage('/operations/settings', { admin: true })
  const add = async (): Promise<void> => {
    element('#holidays ~ form').dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
  }
  await set('#holidays ~ form input', '2026-12-24')
  await add()
  expect(said()).toContain('It stays as it was. The table is away.')
  expect(document.querySelectorAll('#holidays ~ ul li')).toHaveLength(0)
  expect(valueOf('#holidays ~ form input')).toBe('2026-12-24')
  refuses = false
  await add()
  expect(element('#holidays ~ ul li').textContent).toContain('Thu')
  expect(calls.filter((call) => call === 'PUT /settings')).toHaveLength(2)
})

it('a setting says whether the file or an admin’s word holds, and goes back to the file’s', async () => {
  const { state } = keeping(
    aSettings({ latenessHours: 48, setHere: [{ setting: 'latenessHours', by: 'dana', at: '2026-11-18T15:22:00.000Z' }] }),
  )
  const { text } = await openPage('/operations/settings', { admin: true })
  expect(text()).toContain('Set here by dana')
  expect(text()).toContain('The file says 72 hours.')
  expect(text()).toContain('As the tenant’s file says.')
  await press('Back to the file’s for Hours late at most')
  await settled()
  expect(state.bodies).toEqual([{ revision: 1, latenessHours: null }])
})

it('somebody else’s edit of the same setting is shown beside what is typed; one of another setting is no hindrance', async () => {
  const { state } = keeping(aSettings({ dailyTouchLimit: 2, setHere: [] }))
  const { text } = await openPage('/operations/settings', { admin: true })
  await set(touches, '4')
  state.settings = { ...state.settings, dailyTouchLimit: 1, controls: { ...state.settings.controls, revision: 2 } }
  await press('Save limits')
  await settled()
  expect(text()).toContain('it says 1 touch now')
  expect(valueOf(touches)).toBe('4')
  await press('Take theirs')
  expect(valueOf(touches)).toBe('1')
  await set(touches, '5')
  state.settings = { ...state.settings, holidays: [], controls: { ...state.settings.controls, revision: 7 } }
  await press('Save limits')
  await settled()
  expect(state.settings).toMatchObject({ dailyTouchLimit: 5, controls: { revision: 8 } })
})

it('a stage that triggers a sequence goes only after a warning that names the sequence', async () => {
  serve({
    ...senderCheck,
    'GET /settings': () => aSettings({ stages: ['new', 'won'] }),
    'GET /sequences': () => ({ items: [aSequence({ name: 'New sellers', triggerStage: 'new' })], nextCursor: null }),
  })
  const { text } = await openPage('/operations/settings', { admin: true })
  element('button[aria-label="Remove new"]').click()
  await settled()
  expect(text()).toContain('It triggers “New sellers”.')
  await press('Keep it')
  expect(document.querySelectorAll('#stages ~ ol li')).toHaveLength(2)
  element('button[aria-label="Move won up"]').click()
  await settled()
  element('button[aria-label="Remove new"]').click()
  await settled()
  await press('Remove the stage')
  await settled()
  expect([...document.querySelectorAll('#stages ~ ol li')].map((one) => one.textContent)).toEqual([expect.stringContaining('won')])
})

it('what was typed is not left for another tab without asking', async () => {
  keeping()
  const { router, text } = await openPage('/operations/settings', { admin: true })
  await set(touches, '7')
  void router.push('/operations/machinery')
  await settled()
  expect(text()).toContain('Leave without saving?')
})
