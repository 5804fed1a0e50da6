/** A tenant's settings as the API answers them; they take overrides. */
import type { SettingsView } from '../../functions/contract/api/settings.ts'

export const aSettings = (given: Partial<SettingsView> = {}): SettingsView => ({
  tenant: 'acme',
  company: 'Acme Homes',
  timeZone: 'America/Chicago',
  stages: ['new', 'contacted', 'offer-sent', 'under-contract', 'assigned'],
  dailyTouchLimit: 2,
  latenessHours: 48,
  windows: { email: { from: '08:00', to: '18:00', days: [1, 2, 3, 4, 5] }, call: { from: '09:00', to: '17:00' } },
  holidays: ['2026-11-26', '2026-12-25'],
  quietHours: { channels: ['sms', 'call'], from: '08:00', to: '21:00' },
  postalAddress: '400 Lake St, Chicago, IL 60601',
  attributes: ['street', 'agent'],
  email: {
    fromAddress: 'sam@lakeside.example',
    fromName: 'Sam Ortiz',
    senders: [{ address: 'kim@lakeside.example', name: 'Kim Doyle' }],
    ramp: null,
    replyDomain: 'reply.lakeside.example',
  },
  retention: { logDays: 90, archiveDays: 365, mailDays: 30, jobDays: 30 },
  alarmEmail: null,
  places: [{ setting: 'company', changedBy: 'deployment', how: 'In the tenant’s file, with the next deployment.' }],
  controls: {
    sending: 'on',
    allowList: null,
    absences: [{ owner: 'sam', from: '2026-12-21', to: '2026-12-31' }],
    slowUntil: {},
    account: null,
    revision: 1,
    changedBy: null,
    changedAt: null,
  },
  caller: { name: 'dana', roles: ['admin'] },
  adapters: [],
  ...given,
})
