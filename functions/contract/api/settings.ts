/** The tenant's settings: what its file fixes, and what an admin changes while it runs. */
import * as z from 'zod'
import { channel } from './channel.ts'

const absence = z.object({
  owner: z.string().describe('Who is away, as sequences name their owner.'),
  from: z.string().describe('The first day, YYYY-MM-DD.'),
  to: z.string().describe('The last day, YYYY-MM-DD.'),
})

export const sending = z
  .enum(['on', 'stopped'])
  .describe('"stopped" holds every message of every sequence from the next one on; "on" lets them go on.')

export const controlsView = z.object({
  sending,
  allowList: z
    .array(z.string())
    .nullable()
    .describe(
      'Who may be reached: addresses, phone numbers and `@domain`; null: everyone. A message to anybody else is skipped for good when it is due.',
    ),
  absences: z.array(absence).describe("Dates, both included, on which nothing of an owner's sequences leaves."),
  slowUntil: z.partialRecord(channel, z.string()).describe('Channels that a provider asked to slow down, and until when.'),
  account: z
    .object({ sandbox: z.boolean(), maxPerDay: z.number(), maxPerSecond: z.number(), enforcement: z.string().optional(), at: z.string() })
    .nullable()
    .describe('What SES says of the account: whether it is in the sandbox, and how much it may send; null: it was not asked yet.'),
  revision: z.int().describe('+1 at each edit; 0: nothing was changed yet.'),
  changedBy: z.string().nullable().describe('Who changed it last.'),
  changedAt: z.string().nullable().describe('When, ISO 8601 in UTC.'),
})
export type ControlsView = z.infer<typeof controlsView>

const clock = z.string().describe('A local time, HH:MM.')

/** What mails say of us, as the tenant's file has it. */
const emailSettings = z.object({
  fromAddress: z.string().describe('The address that mails come from.'),
  fromName: z.string().describe('The name beside it.'),
  senders: z
    .array(z.object({ address: z.string(), name: z.string() }))
    .describe('Further senders: an enrollment keeps to the one that it began with.'),
  ramp: z
    .object({ from: z.string(), start: z.number(), growth: z.number(), most: z.number(), today: z.int() })
    .nullable()
    .describe('How each sender is warmed up: mails on the first day, growth from day to day, the most; `today`: what each may send today.'),
  replyDomain: z.string().nullable().describe('The domain at which answers arrive; null: replies are not taken in.'),
})

const retention = z.object({
  logDays: z.int().nullable().describe("Days for which the functions' logs are kept; null: the deployment is older than this answer."),
  archiveDays: z.int().nullable().describe("Days for which the bus's archive keeps events; null as above."),
  mailDays: z.int().describe('Days for which a mail is kept as it came in; its text stays in the timeline.'),
  jobDays: z.int().describe('Days for which bulk jobs and their rows are kept.'),
})

const settingsPlace = z.object({
  setting: z.string().describe('The field of this answer.'),
  changedBy: z.enum(['deployment', 'here']).describe('Whether an admin changes it here, or it is fixed by the file that is deployed.'),
  how: z.string().describe('Where it is changed, as a sentence.'),
})

const windowsView = z
  .partialRecord(
    z.enum(['email', 'sms', 'call']),
    z.object({
      from: clock,
      to: clock,
      days: z.array(z.int()).optional().describe('1 (Monday) to 7 (Sunday); absent: all.'),
    }),
  )
  .describe('Local opening hours by channel; one that is not named is open at any time, SMS and calls from 08:00 to 21:00.')

const holidaysView = z.array(z.string()).describe("Local dates at the contact's place on which nothing is sent.")

/** What the tenant's file says of what an admin may set otherwise. */
const fileView = z.object({
  windows: windowsView,
  holidays: holidaysView,
  dailyTouchLimit: z.int().describe("The file's."),
  latenessHours: z.int().describe("The file's."),
  stages: z.array(z.string()).describe("The file's."),
  attributes: z.array(z.string()).describe("The file's."),
})

const settingPaths = [
  'windows.email',
  'windows.sms',
  'windows.call',
  'holidays',
  'dailyTouchLimit',
  'latenessHours',
  'stages',
  'attributes',
] as const
export type SettingPath = (typeof settingPaths)[number]

export const settingsView = z.object({
  tenant: z.string().describe("The tenant's name."),
  company: z.string().describe('In whose name messages leave.'),
  timeZone: z.string().describe('The IANA zone of contacts of whom none is known.'),
  stages: z.array(z.string()).describe("The CRM's stages."),
  dailyTouchLimit: z.int().describe('Touches that one contact gets on one day at most, over all sequences.'),
  latenessHours: z.int().describe('Hours after which an overdue message is skipped.'),
  windows: windowsView,
  holidays: holidaysView,
  quietHours: z
    .object({ channels: z.array(channel), from: clock, to: clock })
    .describe("Nobody is texted or called outside of these hours at the contact's place, whatever the windows say."),
  postalAddress: z.string().nullable().describe('What stands in the footer of each mail; null: none is set yet, and mails wait for it.'),
  attributes: z.array(z.string()).describe("Names of contacts' attributes that templates may use before the first contact has them."),
  email: emailSettings,
  retention,
  alarmEmail: z.string().nullable().optional().describe('Where alarms are mailed; null: nowhere. Shown to admins only.'),
  file: fileView.describe("What the tenant's file says, and is back in force once nothing is set here."),
  setHere: z
    .array(
      z.object({
        setting: z.enum(settingPaths).describe('The field of this answer.'),
        by: z.string().describe('Who set it.'),
        at: z.string().describe('When, ISO 8601 in UTC.'),
      }),
    )
    .describe("Settings in whose place the tenant's file is not asked: an admin set them here."),
  places: z.array(settingsPlace).describe('Where each of these is changed.'),
  controls: controlsView,
  /** Who asked, by the name that stands as the owner of what they create and beside what they do: absences name owners so. */
  caller: z.object({ name: z.string(), roles: z.array(z.enum(['admin', 'member'])) }),
  adapters: z.array(z.object({ channel: z.string(), adapter: z.string(), simulated: z.boolean() })),
})
export type SettingsView = z.infer<typeof settingsView>
