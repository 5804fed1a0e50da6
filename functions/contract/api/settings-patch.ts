/** What an admin changes of the tenant's settings while it runs. */
import * as z from 'zod'
import { allowListEntry } from '../../domain/addresses.ts'
import { settable, windowOn } from '../tenant.ts'
import { sending } from './settings.ts'

const mostAllowed = 1_000
const mostAbsences = 200

const allowed = z.string().transform((text, context) => {
  const entry = allowListEntry(text)
  if (entry !== null) return entry
  context.addIssue({
    code: 'custom',
    message: `"${text.slice(0, 80)}" is no entry: write an address (dana@example.com), a number with its country code (+13125550142) or a mail domain (@example.com)`,
  })
  return z.NEVER
})

const day = z.iso.date('write dates as YYYY-MM-DD, such as 2026-12-24')

/** Null: back to what the tenant's file says. */
const orFile = <T extends z.ZodType>(value: T) => value.nullable().optional()
const hours = (of: 'email' | 'sms' | 'call') =>
  orFile(windowOn(of)).describe("From and to as HH:MM at the contact's place, days 1 (Monday) to 7; null: as the file says.")

/** PUT /settings: what is not named stays as it is. `revision`: the one that was read; a stale one is refused. */
export const settingsPatch = z
  .strictObject({
    sending: sending.optional(),
    allowList: z
      .array(allowed)
      .max(mostAllowed, `an allow-list has at most ${mostAllowed} entries: name whole mail domains (@example.com) instead`)
      .transform((entries) => [...new Set(entries)])
      .nullable()
      .optional()
      .describe(
        `Whom messages may reach: addresses (dana@example.com), numbers with country code (+13125550142), mail domains (@example.com), at most ${mostAllowed}; null: everyone. A message to anybody else is skipped for good when it is due; it can be resent.`,
      ),
    absences: z
      .array(
        z
          .strictObject({
            owner: z
              .string()
              .trim()
              .min(1, 'say who is away, as the sequences name their owner')
              .max(200)
              .describe('Who is away, as sequences name their owner.'),
            from: day.describe('The first day away, YYYY-MM-DD.'),
            to: day.describe('The last day away, YYYY-MM-DD.'),
          })
          .refine(({ from, to }) => from <= to, { path: ['to'], message: 'the last day comes before the first: swap them' }),
      )
      .max(mostAbsences, `at most ${mostAbsences} absences are kept: remove those that are over`)
      .optional()
      .describe(
        `Owners who are away, at most ${mostAbsences}: what is due meanwhile shifts to the same time of the first day back. The list replaces the one before.`,
      ),
    windows: z
      .strictObject({ email: hours('email'), sms: hours('sms'), call: hours('call') })
      .optional()
      .describe(
        'Hours by channel, each by itself: SMS and calls are cut to 08:00 to 21:00. What is planned outside of new hours moves when it falls due.',
      ),
    holidays: orFile(settable.holidays).describe(
      "Local dates at the contact's place on which nothing is sent, at most 50; the list replaces the one before. null: as the file says.",
    ),
    dailyTouchLimit: orFile(settable.dailyTouchLimit).describe(
      'Touches that one contact gets on one day at most, over all sequences, 1 to 20; null: as the file says.',
    ),
    latenessHours: orFile(settable.latenessHours).describe(
      'Hours after which an overdue message is skipped, 1 to 720; null: as the file says.',
    ),
    stages: orFile(settable.stages).describe(
      "The CRM's stages in their order; the list replaces the one before. A stage that is dropped still triggers the sequences that name it. null: as the file says.",
    ),
    attributes: orFile(settable.attributes).describe(
      "Names of contacts' attributes that templates may use before the first contact has them; null: as the file says.",
    ),
    revision: z.int().min(0).optional().describe('The revision that was read: refused where somebody else was faster.'),
  })
  .refine(
    ({ revision: _read, ...change }) => Object.values(change).some((value) => value !== undefined),
    'name what to change: sending, allowList, absences, windows, holidays, dailyTouchLimit, latenessHours, stages or attributes',
  )
