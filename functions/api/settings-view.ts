/** The tenant's settings as the API shows them: what its file fixes, what an admin changes here, and where each is changed. */
import type { Caller } from '../contract/api/outcome.ts'
import { settingsView, type ControlsView, type SettingPath, type SettingsView } from '../contract/api/settings.ts'
import { keptJobDays } from '../contract/job.ts'
import { keptMailDays } from '../contract/stored-mail.ts'
import type { RuntimeSettings } from '../contract/tenant.ts'
import { isUnset } from '../domain/email-body.ts'
import { clockOf, widestHours } from '../domain/hours.ts'
import { capOn } from '../domain/ramp.ts'
import { settingNames, type SettingName, type SettingsHere } from '../domain/settings-here.ts'
import type { StoredControls } from '../domain/signal.ts'
import { localDate } from '../domain/windows.ts'
import { rulesOf } from '../runtime/environment.ts'
import { inForceWith } from './in-force.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'tenant' | 'settings' | 'file' | 'adapters'>

export const settingsViewOf = (ports: Ports, caller: Caller, stored: StoredControls): SettingsView => {
  const { tenant, file, adapters } = ports
  const { settings, rules } = inForceWith(file, stored)
  const { company, timeZone, stages, dailyTouchLimit, latenessHours, postalAddress, attributes = [], alarmEmail = null } = settings
  const { windows, holidays = [] } = rules
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
    file: fileOf(file),
    setHere: setHereOf(stored.here),
    places: [...fromFile(tenant), ...changedHere, ...settablePlaces(tenant, stored.here)],
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

/** Fields of the answer by the key of the tenant's file that fixes them. */
const fileKeys: Record<string, string> = {
  company: 'company',
  timeZone: 'timeZone',
  postalAddress: 'postalAddress',
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

/** Fields of the answer that an admin sets here, by the name under which that is kept. */
const settingPaths: Record<SettingName, SettingPath> = {
  emailWindow: 'windows.email',
  smsWindow: 'windows.sms',
  callWindow: 'windows.call',
  holidays: 'holidays',
  dailyTouchLimit: 'dailyTouchLimit',
  latenessHours: 'latenessHours',
  stages: 'stages',
  attributes: 'attributes',
}

const settablePlaces = (tenant: string, here: SettingsHere): SettingsView['places'] =>
  settingNames.map((name) => ({
    setting: settingPaths[name],
    changedBy: 'here',
    how: here[name]
      ? `An admin set it here: it holds in place of what tenants/${tenant}.json says, until it goes back to the file's.`
      : `As tenants/${tenant}.json says, until an admin sets it here.`,
  }))

const setHereOf = (here: SettingsHere): SettingsView['setHere'] =>
  settingNames.flatMap((name) => {
    const set = here[name]
    return set ? [{ setting: settingPaths[name], by: set.by, at: set.at }] : []
  })

const fileOf = (file: RuntimeSettings): SettingsView['file'] => {
  const { windows, holidays = [] } = rulesOf(file)
  const { dailyTouchLimit, latenessHours, stages, attributes = [] } = file
  return { windows, holidays, dailyTouchLimit, latenessHours, stages, attributes }
}

const controlsOf = ({ controls: { slowUntil, account, ...controls }, revision, changedBy, changedAt }: StoredControls): ControlsView => ({
  ...controls,
  account: account ?? null,
  slowUntil: Object.fromEntries(Object.entries(slowUntil).map(([channel, until]) => [channel, new Date(until * 1000).toISOString()])),
  revision,
  changedBy: changedBy ?? null,
  changedAt: changedAt ?? null,
})
