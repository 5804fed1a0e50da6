/** The tenant's settings as the API shows them: what its file fixes, what an admin changes here, and where each is changed. */
import type { Caller } from '../contract/api/outcome.ts'
import { settingsView, type ControlsView, type SettingsView } from '../contract/api/settings.ts'
import { keptJobDays } from '../contract/job.ts'
import { keptMailDays } from '../contract/stored-mail.ts'
import { isUnset } from '../domain/email-body.ts'
import { widestHours } from '../domain/hours.ts'
import { capOn } from '../domain/ramp.ts'
import type { StoredControls } from '../domain/signal.ts'
import { localDate } from '../domain/windows.ts'
import { rulesOf } from '../runtime/environment.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'tenant' | 'settings' | 'adapters'>

export const settingsViewOf = (ports: Ports, caller: Caller, stored: StoredControls): SettingsView => {
  const { tenant, settings, adapters } = ports
  const { company, timeZone, stages, dailyTouchLimit, latenessHours, postalAddress, attributes = [], alarmEmail = null } = settings
  const { windows, holidays = [] } = rulesOf(settings)
  const { from, to } = widestHours('sms')
  return settingsView.parse({
    tenant,
    company,
    timeZone,
    stages,
    dailyTouchLimit,
    latenessHours,
    windows,
    holidays,
    quietHours: { channels: ['sms', 'call'], from: clockOf(from), to: clockOf(to) },
    postalAddress: isUnset(postalAddress) ? null : postalAddress,
    attributes,
    email: emailOf(ports),
    retention: {
      logDays: settings.logRetentionDays ?? null,
      archiveDays: settings.archiveDays ?? null,
      mailDays: keptMailDays,
      jobDays: keptJobDays,
    },
    ...(caller.roles.includes('admin') ? { alarmEmail } : {}),
    places: [...fromFile(tenant), ...changedHere],
    controls: controlsOf(stored),
    caller,
    adapters,
  } satisfies SettingsView)
}

const emailOf = ({ settings, now }: Ports): SettingsView['email'] => {
  const { fromAddress, fromName, senders, ramp, replyDomain, timeZone } = settings
  return {
    fromAddress,
    fromName,
    senders,
    ramp: ramp ? { ...ramp, today: capOn(ramp, localDate(Math.floor(now() / 1000), timeZone)) } : null,
    replyDomain: replyDomain ?? null,
  }
}

const clockOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Fields of the answer by the key of the tenant's file that fixes them. */
const fileKeys: Record<string, string> = {
  company: 'company',
  timeZone: 'timeZone',
  stages: 'stages',
  dailyTouchLimit: 'dailyTouchLimit',
  latenessHours: 'latenessHours',
  windows: 'windows',
  holidays: 'holidays',
  postalAddress: 'postalAddress',
  attributes: 'attributes',
  email: 'email',
  adapters: 'channels',
  'retention.logDays': 'logRetentionDays',
  'retention.archiveDays': 'archiveDays',
  alarmEmail: 'alarmEmail',
}

const fromFile = (tenant: string): SettingsView['places'] =>
  Object.entries(fileKeys).map(([setting, key]) => ({
    setting,
    changedBy: 'deployment',
    how: `Set ${key} in tenants/${tenant}.json and deploy.`,
  }))

const changedHere: SettingsView['places'] = [
  { setting: 'controls.sending', changedBy: 'here', how: 'An admin stops all sending here, and turns it on again.' },
  { setting: 'controls.allowList', changedBy: 'here', how: 'An admin says here who may be reached, or lifts the list.' },
  { setting: 'controls.absences', changedBy: 'here', how: 'An admin says here who is away, and when.' },
]

const controlsOf = ({ controls: { slowUntil, account, ...controls }, revision, changedBy, changedAt }: StoredControls): ControlsView => ({
  ...controls,
  account: account ?? null,
  slowUntil: Object.fromEntries(Object.entries(slowUntil).map(([channel, until]) => [channel, new Date(until * 1000).toISOString()])),
  revision,
  changedBy: changedBy ?? null,
  changedAt: changedAt ?? null,
})
