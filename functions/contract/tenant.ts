/** A tenant's settings file, validated once. What the functions need of it travels as one environment variable. */
import * as z from 'zod'
import { unsetPostalAddress } from '../domain/email-body.ts'
import { lawfulHours } from '../domain/hours.ts'
import { callChannel, channelSettings, defaultChannels, emailChannel, lineLookup, smsChannel } from './channels.ts'
import { enrichmentSettings } from './enrichment.ts'
import { crmSettings } from './write-back.ts'

const clockTime = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'write local times as HH:MM')
const weekday = z.int().min(1, 'days are 1 (Monday) to 7 (Sunday)').max(7, 'days are 1 (Monday) to 7 (Sunday)')

/** A channel's hours: cut to what the law allows, and refused where nothing is left of them. */
export const windowOn = (channel: 'email' | 'sms' | 'call') =>
  z
    .strictObject({
      from: clockTime.describe("When it opens, HH:MM at the contact's place."),
      to: clockTime.describe('When it closes, HH:MM; 24:00 is the end of the day.'),
      days: z
        .array(weekday)
        .min(1, 'name at least one day, or leave days out for all')
        .max(7)
        .optional()
        .describe('1 (Monday) to 7 (Sunday); all, where it is left out.'),
    })
    .refine(
      (window) => {
        const { from, to } = lawfulHours(channel, window)
        return from < to
      },
      `never opens: from must be before to${channel === 'email' ? '' : ', and some of it between 08:00 and 21:00'}`,
    )

/** At most 50, so that a channel which opens on one day of the week only still opens within a year. */
const holidays = z.array(z.iso.date('write local dates as YYYY-MM-DD')).max(50, 'at most 50 dates: drop those of past years')

/** What the file says and an admin may set otherwise while the product runs: the same rules for both. */
export const settable = {
  stages: z
    .array(z.string().min(1, 'name the stage').max(60, 'at most 60 characters'))
    .min(1, 'name at least one stage')
    .max(100, 'at most 100 stages')
    .refine((stages) => new Set(stages).size === stages.length, 'names a stage twice: drop one'),
  attributes: z
    .array(z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'attribute names as templates write them: small_letters'))
    .max(200, 'at most 200 attributes: those that contacts have are known by themselves'),
  dailyTouchLimit: z.int('a whole number').min(1, 'at least 1').max(20, 'at most 20'),
  latenessHours: z.int('a whole number').min(1, 'at least 1').max(720, 'at most 720'),
  holidays,
}

/** A tenant's name: names the stack, the bus and the schedule group, so it is short and plain. */
export const tenantName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'a tenant is named in lower-case letters, digits and dashes, at most 20, starting with a letter')

const isBelow = (address: string, other: string): boolean => {
  const [mine = '', theirs = ''] = [address, other].map((one) => one.slice(one.lastIndexOf('@') + 1).toLowerCase())
  return mine === theirs || mine.endsWith(`.${theirs}`)
}

export const tenantSettings = z.strictObject({
  company: z.string().min(1).max(100),
  postalAddress: z.string().min(1).max(300),
  timeZone: z
    .string()
    .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC', 'an IANA zone such as America/Chicago'),
  stages: settable.stages,
  /** AWS accounts whose CRM may put events with source `crm` on the tenant's bus; the stack's own account always may. */
  crmAccounts: z.array(z.string().regex(/^\d{12}$/, 'an AWS account id has twelve digits')),
  /** Attribute names that the CRM's contacts have: merge variables that may be published before the first contact came. */
  attributes: settable.attributes.optional(),
  dailyTouchLimit: settable.dailyTouchLimit,
  latenessHours: settable.latenessHours,
  windows: z.strictObject({ email: windowOn('email').optional(), sms: windowOn('sms').optional(), call: windowOn('call').optional() }),
  /** Local dates at the contact's place on which nothing is sent by email, SMS or call. */
  holidays: holidays.optional(),
  email: z
    .strictObject({
      fromAddress: z.email(),
      fromName: z.string().min(1).max(80),
      /** False where the SES identity of the address's domain exists already (another stack of this account made it). */
      createIdentity: z.boolean(),
      /** Further senders of the same domain: an enrollment keeps to the one that it began with. */
      senders: z
        .array(z.strictObject({ address: z.email(), name: z.string().min(1).max(80) }))
        .max(50)
        .optional(),
      /** Warms each sender up: `start` mails on the day `from`, `growth` times as many on each further day, never more than `most`. */
      ramp: z
        .strictObject({
          from: z.iso.date('write local dates as YYYY-MM-DD'),
          start: z.int().min(1).max(10_000),
          growth: z.number().min(1).max(5),
          most: z.int().min(1).max(1_000_000),
        })
        .refine(({ start, most }) => start <= most, { path: ['most'], message: 'is below start: raise it' })
        .optional(),
      /** Where answers arrive: a domain whose mail SES receives; each mail then has a reply address of its own. */
      replyDomain: z
        .string()
        .regex(/^[a-z0-9.-]+\.[a-z]{2,}$/, 'a domain such as reply.example.com')
        .optional(),
      /** The SES receipt rule set of the account that takes the rule for it; without one the stack makes its own, and an operator activates it. */
      receiptRuleSet: z
        .string()
        .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'the name of a receipt rule set: letters, digits, dots, dashes and underscores, at most 64')
        .optional(),
    })
    .refine(({ fromAddress, senders = [] }) => senders.every(({ address }) => isBelow(address, fromAddress)), {
      path: ['senders'],
      message: 'name addresses of the domain of fromAddress, or of one below it: that is the domain that mails are signed for',
    }),
  /** Which provider carries out each channel: SES for email, mocks for the rest, unless it says otherwise. */
  channels: z
    .strictObject({
      email: emailChannel.optional(),
      sms: smsChannel.optional(),
      call: callChannel.optional(),
      lookup: lineLookup.optional(),
    })
    .transform(({ email, sms, call, lookup }) => ({
      email: email ?? defaultChannels.email,
      sms: sms ?? defaultChannels.sms,
      call: call ?? defaultChannels.call,
      lookup: lookup ?? defaultChannels.lookup,
    }))
    .pipe(channelSettings),
  /** The CRM's side: `sources` are those that call `POST /hooks/crm/{source}`; `writeBack` is the one that is told of touches and answers. */
  crm: crmSettings.optional(),
  /** Where healing asks for another address of a contact whose own does not work; left out, nobody is asked. */
  enrichment: enrichmentSettings.optional(),
  /** Present: our own events go out to webhooks. `allowPrivate`: also to private addresses and by plain HTTP (a receiver on the same network). */
  webhooks: z.strictObject({ allowPrivate: z.boolean().optional() }).optional(),
  /** `messages`: every message is told of on the bus too (sent, delivered, opened …), which costs an event each. */
  events: z.strictObject({ messages: z.boolean() }).optional(),
  /** Where alarms are mailed; none = alarms are only shown in CloudWatch. */
  alarmEmail: z.email().nullable(),
  logRetentionDays: z.union([z.literal(7), z.literal(14), z.literal(30), z.literal(90), z.literal(365)]),
  archiveDays: z.int().min(1).max(365),
})
export type TenantSettings = z.infer<typeof tenantSettings>

/** What a tenant without a file gets: nothing that could mail anyone by mistake beyond SES's own sandbox. */
export const defaultTenantSettings = (tenant: string): TenantSettings => ({
  company: tenant,
  postalAddress: unsetPostalAddress,
  timeZone: 'America/New_York',
  stages: ['new', 'contacted', 'offer-sent', 'under-contract', 'assigned'],
  crmAccounts: [],
  dailyTouchLimit: 2,
  latenessHours: 72,
  windows: {},
  email: { fromAddress: `outreach@${tenant}.example.com`, fromName: tenant, createIdentity: true },
  channels: defaultChannels,
  alarmEmail: null,
  logRetentionDays: 30,
  archiveDays: 30,
})

/** The part of the settings that the functions read, as JSON in `SETTINGS`. */
export const runtimeSettings = tenantSettings
  .pick({
    company: true,
    postalAddress: true,
    timeZone: true,
    stages: true,
    attributes: true,
    dailyTouchLimit: true,
    latenessHours: true,
    windows: true,
    holidays: true,
    enrichment: true,
    events: true,
  })
  .extend({
    alarmEmail: z.string().nullable().optional(),
    logRetentionDays: z.int().optional(),
    archiveDays: z.int().optional(),
    fromAddress: z.string(),
    fromName: z.string(),
    senders: z.array(z.object({ address: z.string(), name: z.string() })).default([]),
    ramp: z.object({ from: z.string(), start: z.number(), growth: z.number(), most: z.number() }).optional(),
    replyDomain: z.string().optional(),
    channels: channelSettings.default(defaultChannels),
  })
export type RuntimeSettings = z.infer<typeof runtimeSettings>
