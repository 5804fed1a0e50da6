/** What an admin sets in the product in place of what the tenant's file says. The one place in which the two are merged. */
import type { TenantRules } from './signal.ts'

type Window = NonNullable<TenantRules['windows']['email']>

/** What may be set here; the rest of a tenant's settings stays with its file. */
export interface SettableHere {
  emailWindow: Window
  smsWindow: Window
  callWindow: Window
  holidays: string[]
  dailyTouchLimit: number
  latenessHours: number
  stages: string[]
  attributes: string[]
}
export type SettingName = keyof SettableHere

export const settingNames = [
  'emailWindow',
  'smsWindow',
  'callWindow',
  'holidays',
  'dailyTouchLimit',
  'latenessHours',
  'stages',
  'attributes',
] as const satisfies readonly SettingName[]

/** By whom and when (ISO 8601) it was set; what is absent is the file's. */
export type SettingsHere = { [K in SettingName]?: { value: SettableHere[K]; by: string; at: string } }

/** Null: back to the file's. What is absent stays as it is. */
export type SettingsChange = { [K in SettingName]?: SettableHere[K] | null }

/** The part of a tenant's settings that can be set here. */
export interface Mergeable {
  windows: Partial<Record<keyof TenantRules['windows'], { from: string; to: string; days?: number[] | undefined } | undefined>>
  holidays?: string[] | undefined
  dailyTouchLimit: number
  latenessHours: number
  stages: string[]
  attributes?: string[] | undefined
}

/** The rules that only the tenant's file says. */
export type FixedRules = Omit<TenantRules, 'windows' | 'holidays' | 'dailyTouchLimit' | 'latenessHours'>

/** A tenant's settings without those that can be set here, which nobody takes from the file alone. */
export type Fixed<S extends Mergeable> = Omit<S, keyof Mergeable>

/** The settings in force: what is set here wins over the file's, each channel's hours by themselves. */
export const inForce = <S extends Mergeable>(file: S, here: SettingsHere): S => {
  const { emailWindow, smsWindow, callWindow, holidays, dailyTouchLimit, latenessHours, stages, attributes } = here
  return {
    ...file,
    windows: {
      ...file.windows,
      ...(emailWindow ? { email: emailWindow.value } : {}),
      ...(smsWindow ? { sms: smsWindow.value } : {}),
      ...(callWindow ? { call: callWindow.value } : {}),
    },
    ...(holidays ? { holidays: holidays.value } : {}),
    ...(dailyTouchLimit ? { dailyTouchLimit: dailyTouchLimit.value } : {}),
    ...(latenessHours ? { latenessHours: latenessHours.value } : {}),
    ...(stages ? { stages: stages.value } : {}),
    ...(attributes ? { attributes: attributes.value } : {}),
  }
}
