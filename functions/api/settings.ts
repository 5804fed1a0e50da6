/** What the dashboard has to know of the tenant, signed in or not; and the two sweeps, run now. */
import { answer, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { ParsedBodyOf, Verb } from '../contract/api/requests.ts'
import type { SettingsView } from '../contract/api/settings.ts'
import type { SettableHere, SettingsChange } from '../domain/settings-here.ts'
import type { ControlsChange } from '../domain/signal.ts'
import { logger } from '../runtime/logger.ts'
import type { ApiPorts } from './ports.ts'
import { settingsViewOf as viewOf } from './settings-view.ts'

type Ports = Pick<ApiPorts, 'now' | 'tenant' | 'settings' | 'file' | 'adapters' | 'controls'>

/**
 * Seconds after which everyone is told once more that sending goes on: longer than this request and a dispatch may take together, so that
 * what a dispatch held on the old word is held by then.
 */
const tellAgainAfter = 120

export const settings =
  (ports: Ports): Verb<'settings'> =>
  async ({ caller }) =>
    answer(viewOf(ports, caller, await ports.controls.get()))

/**
 * Turning sending on is told to every contact that waits: once at once, and once more later, which is queued before anything is stored, so
 * that a crash in between leaves nobody waiting. Asked again with the same value, it is told again.
 */
export const updateSettings =
  (ports: Ports & Pick<ApiPorts, 'dispatchQueue'>): Verb<'updateSettings'> =>
  async ({ body, caller }) => {
    const { revision, sending, allowList, absences } = body
    const here = settingsIn(body)
    const change: ControlsChange = {
      ...(sending === undefined ? {} : { sending }),
      ...(allowList === undefined ? {} : { allowList }),
      ...(absences === undefined ? {} : { absences }),
      ...(Object.keys(here).length === 0 ? {} : { here }),
    }
    // In the sandbox a longer allow-list lets go what it held.
    const goesOn = sending === 'on' || (allowList !== undefined && Boolean((await ports.controls.get()).controls.account?.sandbox))
    if (goesOn) await ports.dispatchQueue.send([{ kind: 'sending_resumed' }], tellAgainAfter)
    const edit = { by: caller.name, at: new Date(ports.now()).toISOString(), read: revision }
    const written = await ports.controls.change(change, edit)
    if (written.kind === 'stale') return staleSettings(viewOf(ports, caller, written.current), revision)
    // Who may be reached is in the table; a log says only how many.
    const counts = { allowed: allowList === null ? 'everyone' : allowList?.length, absences: absences?.length }
    logger.info('settings changed', { by: caller.name, revision: written.stored.revision, sending, ...counts, set: Object.keys(here) })
    if (goesOn) await ports.dispatchQueue.send([{ kind: 'sending_resumed' }])
    return answer(viewOf(ports, caller, written.stored))
  }

/** What the body sets in place of the tenant's file, or gives back to it. */
const settingsIn = (body: ParsedBodyOf<'updateSettings'>): SettingsChange => {
  const { windows: { email, sms, call } = {}, holidays, dailyTouchLimit, latenessHours, stages, attributes } = body
  return {
    ...(email === undefined ? {} : { emailWindow: hoursOf(email) }),
    ...(sms === undefined ? {} : { smsWindow: hoursOf(sms) }),
    ...(call === undefined ? {} : { callWindow: hoursOf(call) }),
    ...(holidays === undefined ? {} : { holidays: holidays && [...new Set(holidays)].toSorted() }),
    ...(dailyTouchLimit === undefined ? {} : { dailyTouchLimit }),
    ...(latenessHours === undefined ? {} : { latenessHours }),
    ...(stages === undefined ? {} : { stages }),
    ...(attributes === undefined ? {} : { attributes: attributes && [...new Set(attributes)] }),
  }
}

const hoursOf = (window: { from: string; to: string; days?: number[] | undefined } | null): SettableHere['emailWindow'] | null =>
  window && { from: window.from, to: window.to, ...(window.days ? { days: [...new Set(window.days)].toSorted((a, b) => a - b) } : {}) }

const staleSettings = (current: SettingsView, given: number | undefined): Outcome<never> =>
  refuse({
    kind: 'stale',
    reason: 'stale_revision',
    detail: 'Someone else changed the settings meanwhile. Make your change on what they say now: `current` has it.',
    also: { currentRevision: current.controls.revision, givenRevision: given, current },
  })

/** The issuer's own paths are those of a Cognito domain. */
export const signIn =
  ({ tenant, settings, signIn: { url, clientId } }: Pick<ApiPorts, 'tenant' | 'settings' | 'signIn'>): Verb<'signIn'> =>
  async () =>
    answer({
      authorizeUrl: `${url}/oauth2/authorize`,
      tokenUrl: `${url}/oauth2/token`,
      logoutUrl: `${url}/logout`,
      clientId,
      tenant,
      company: settings.company,
    })

export const triggerCheck =
  ({ sweep }: Pick<ApiPorts, 'sweep'>): Verb<'triggerCheck'> =>
  async () =>
    answer(await sweep.run('leads'))

export const messageDispatch =
  ({ sweep }: Pick<ApiPorts, 'sweep'>): Verb<'messageDispatch'> =>
  async () =>
    answer(await sweep.run('messages'))
