/** What stays with a tenant's deployment, in words. */
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import { plural } from './figures.ts'

export interface SettingRow {
  label: string
  lines: string[]
  /** Where it is changed, as a sentence; null where the API does not say. */
  how: string | null
}

export const settingRows = (settings: SettingsView): SettingRow[] => {
  const how = (field: string): string | null => settings.places.find(({ setting }) => setting === field)?.how ?? null
  const { email, retention } = settings
  return [
    { label: 'Company', lines: [settings.company], how: how('company') },
    { label: 'Postal address', lines: [settings.postalAddress ?? 'None: mails wait for it.'], how: how('postalAddress') },
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
