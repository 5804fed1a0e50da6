/** What an admin types into the tenant's settings, and the edit that comes of it. */
import type { BodyOf } from '../../functions/contract/api/routes.ts'
import type { SettingPath, SettingsView } from '../../functions/contract/api/settings.ts'
import { clockOf, lawfulHours, widestHours } from '../../functions/domain/hours.ts'

export const windowChannels = ['email', 'sms', 'call'] as const
export type WindowChannel = (typeof windowChannels)[number]

export interface HoursForm {
  from: string
  to: string
  days: number[]
}

export interface SettingsForm {
  email: HoursForm
  sms: HoursForm
  call: HoursForm
  holidays: string[]
  /** As typed: null while the field is empty. */
  dailyTouchLimit: number | null
  latenessHours: number | null
  stages: string[]
  attributes: string[]
}
export type Field = keyof SettingsForm
export type Edit = Omit<BodyOf<'updateSettings'>, 'revision' | 'sending' | 'allowList' | 'absences'>

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const isWindow = (field: Field): field is WindowChannel => windowChannels.some((channel) => channel === field)
export const pathOf = (field: Field): SettingPath => (isWindow(field) ? `windows.${field}` : field)

export const formOf = ({ windows, holidays, dailyTouchLimit, latenessHours, stages, attributes }: SettingsView['file']): SettingsForm => ({
  email: hoursOf('email', windows),
  sms: hoursOf('sms', windows),
  call: hoursOf('call', windows),
  holidays: [...holidays],
  dailyTouchLimit,
  latenessHours,
  stages: [...stages],
  attributes: [...attributes],
})

const hoursOf = (channel: WindowChannel, windows: SettingsView['windows']): HoursForm => {
  const set = windows[channel]
  const { from, to } = set ? lawfulHours(channel, set) : widestHours(channel)
  return { from: clockOf(from), to: clockOf(to), days: set?.days ? [...set.days] : [...everyDay] }
}

/** The fields as the body of an edit. A field that is not filled is left out: `complaintsOf` has said so. */
export const editOf = (form: SettingsForm, fields: readonly Field[]): Edit => {
  const has = (field: Field): boolean => fields.includes(field)
  const channels = windowChannels.filter(has)
  return {
    ...(channels.length === 0 ? {} : { windows: Object.fromEntries(channels.map((channel) => [channel, windowIn(form[channel])])) }),
    ...(has('holidays') ? { holidays: form.holidays } : {}),
    ...(has('dailyTouchLimit') && form.dailyTouchLimit !== null ? { dailyTouchLimit: form.dailyTouchLimit } : {}),
    ...(has('latenessHours') && form.latenessHours !== null ? { latenessHours: form.latenessHours } : {}),
    ...(has('stages') ? { stages: form.stages } : {}),
    ...(has('attributes') ? { attributes: form.attributes } : {}),
  }
}

const windowIn = ({ from, to, days }: HoursForm) => ({ from, to, ...(days.length === everyDay.length ? {} : { days }) })

/** The edit that gives these fields back to the tenant's file. */
export const backOf = (fields: readonly Field[]): Edit => {
  const has = (field: Field): boolean => fields.includes(field)
  const channels = windowChannels.filter(has)
  return {
    ...(channels.length === 0 ? {} : { windows: Object.fromEntries(channels.map((channel) => [channel, null])) }),
    ...(has('holidays') ? { holidays: null } : {}),
    ...(has('dailyTouchLimit') ? { dailyTouchLimit: null } : {}),
    ...(has('latenessHours') ? { latenessHours: null } : {}),
    ...(has('stages') ? { stages: null } : {}),
    ...(has('attributes') ? { attributes: null } : {}),
  }
}

/** The edit after which these fields stand as they do in `settings` now: what is set here with its value, the rest back to the file's. */
export const undoOf = (settings: SettingsView, fields: readonly Field[]): Edit => {
  const isSet = (field: Field): boolean => settings.setHere.some(({ setting }) => setting === pathOf(field))
  const [set, files] = [fields.filter(isSet), fields.filter((field) => !isSet(field))]
  const [values, back] = [editOf(formOf(settings), set), backOf(files)]
  const windows = { ...values.windows, ...back.windows }
  return { ...values, ...back, ...(Object.keys(windows).length === 0 ? {} : { windows }) }
}

/** The settings as they will be once the edit is taken. */
export const shownWith = (settings: SettingsView, { windows = {}, ...rest }: Edit): SettingsView => {
  const { file } = settings
  const shown: SettingsView = { ...settings, windows: { ...settings.windows } }
  for (const channel of windowChannels) {
    const given = windows[channel]
    if (given === undefined) continue
    const next = given ?? file.windows[channel]
    if (next === undefined) delete shown.windows[channel]
    else shown.windows[channel] = next
  }
  if (rest.holidays !== undefined) shown.holidays = rest.holidays ?? file.holidays
  if (rest.dailyTouchLimit !== undefined) shown.dailyTouchLimit = rest.dailyTouchLimit ?? file.dailyTouchLimit
  if (rest.latenessHours !== undefined) shown.latenessHours = rest.latenessHours ?? file.latenessHours
  if (rest.stages !== undefined) shown.stages = rest.stages ?? file.stages
  if (rest.attributes !== undefined) shown.attributes = rest.attributes ?? file.attributes
  return shown
}

/** What is wrong with a field as it is typed, as a sentence; nothing where it can be saved. */
export const complaintsOf = (form: SettingsForm): Partial<Record<Field, string>> => {
  const hours = windowChannels.flatMap((channel) => {
    const { from, to, days } = form[channel]
    if (from >= to) return [[channel, 'It never opens: let it open before it closes.']]
    return days.length === 0 ? [[channel, 'It never opens: pick at least one day.']] : []
  })
  const number = (field: 'dailyTouchLimit' | 'latenessHours', most: number) => {
    const value = form[field]
    return value !== null && Number.isInteger(value) && value >= 1 && value <= most
      ? []
      : [[field, `Write a whole number from 1 to ${most}.`]]
  }
  const strange = form.attributes.find((name) => !/^[a-z][a-z0-9_]{0,59}$/.test(name))
  return Object.fromEntries([
    ...hours,
    ...number('dailyTouchLimit', 20),
    ...number('latenessHours', 720),
    ...(form.stages.length === 0 ? [['stages', 'Name at least one stage.']] : []),
    ...(strange === undefined
      ? []
      : [['attributes', `Write “${strange}” as templates do: small letters, digits and _, such as house_number.`]]),
  ])
}

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
