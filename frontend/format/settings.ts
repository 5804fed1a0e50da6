/** A tenant's settings in words. */
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import { channelNames } from './channels.ts'
import { plural } from './figures.ts'
import { windowText } from './windows.ts'

export interface SettingRow {
  label: string
  lines: string[]
  /** Where it is changed, as a sentence; null where the API does not say. */
  how: string | null
}

export const settingRows = (settings: SettingsView): SettingRow[] => {
  const how = (field: string): string | null => settings.places.find(({ setting }) => setting === field)?.how ?? null
  const { email, quietHours, retention } = settings
  return [
    { label: 'Company', lines: [settings.company], how: how('company') },
    { label: 'Postal address', lines: [settings.postalAddress ?? 'None: mails wait for it.'], how: how('postalAddress') },
    { label: 'Stages', lines: [settings.stages.join(' → ')], how: how('stages') },
    {
      label: 'Windows',
      lines: (['email', 'sms', 'call'] as const).map((channel) => `${channelNames[channel]}: ${windowText(channel, settings.windows)}`),
      how: how('windows'),
    },
    {
      label: 'Quiet hours',
      lines: [
        `${quietHours.channels.map((channel) => channelNames[channel]).join(', ')}: never outside ${quietHours.from} to ${quietHours.to} at the contact’s place`,
      ],
      how: how('quietHours'),
    },
    { label: 'Holidays', lines: [settings.holidays.length === 0 ? 'None' : settings.holidays.join(', ')], how: how('holidays') },
    {
      label: 'Limits',
      lines: [
        `${plural(settings.dailyTouchLimit, 'touch', 'touches')} a day and contact, over all sequences`,
        `Overdue by more than ${plural(settings.latenessHours, 'hour')}: skipped`,
      ],
      how: how('dailyTouchLimit'),
    },
    { label: 'Zone', lines: [`${settings.timeZone}, where none is known of a contact`], how: how('timeZone') },
    {
      label: 'Senders',
      lines: [
        `${email.fromName} <${email.fromAddress}>`,
        ...email.senders.map(({ name, address }) => `${name} <${address}>`),
        ...(email.ramp ? [`Warmed up: ${plural(email.ramp.today, 'mail')} each today, ${email.ramp.most} at most`] : []),
      ],
      how: how('email'),
    },
    { label: 'Replies', lines: [email.replyDomain ?? 'Not taken in: no reply domain is set'], how: how('email') },
    {
      label: 'Kept for',
      lines: [
        `Logs ${days(retention.logDays)} · events ${days(retention.archiveDays)} · incoming mails ${days(retention.mailDays)} · jobs ${days(retention.jobDays)}`,
      ],
      how: how('retention'),
    },
    ...(settings.alarmEmail === undefined
      ? []
      : [{ label: 'Alarms go to', lines: [settings.alarmEmail ?? 'Nobody'], how: how('alarmEmail') }]),
  ]
}

const days = (count: number | null): string => (count === null ? 'not known' : plural(count, 'day'))
