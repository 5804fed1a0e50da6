/** Closed addresses: what is known of each, closing and opening them, and whole lists from another system. */
import * as z from 'zod'
import { consentChannels } from '../../domain/channel.ts'
import { suppressionReasons } from '../../domain/contact.ts'
import { pageQuery } from './bodies.ts'

const channel = z.enum(consentChannels)
const channels = z
  .array(channel)
  .min(1)
  .max(3)
  .optional()
  .describe('What is closed. Left out: email for a mailbox, sms and call for a number, everything after a complaint.')
const reason = z
  .enum(suppressionReasons)
  .default('unsubscribed')
  .describe('Why: "unsubscribed" or "opted_out" by the person, "complained", or "address_dead" where nothing arrives.')

export const suppressionView = z.object({
  key: z.string().describe('The keyed hash of the address: all that is kept of it once nobody here has it any more.'),
  kind: z.enum(['email', 'phone']).describe('A mailbox or a number.'),
  address: z.string().nullable().describe('The address itself, where a contact of today has it.'),
  contacts: z.int().describe('Contacts who use it.'),
  channels: z
    .array(
      z.object({
        channel,
        reason: z.enum(suppressionReasons),
        at: z.string().describe('Since when, ISO 8601.'),
        source: z.string().describe('Who said so: a channel, a provider, an import, a person.'),
        text: z.string().describe('The same as a sentence.'),
      }),
    )
    .describe('What is closed. None: it is open.'),
})
export type SuppressionView = z.infer<typeof suppressionView>

export const suppressionsQuery = pageQuery.extend({
  channel: channel.optional().describe('Only addresses that are closed for this channel.'),
  q: z
    .string()
    .trim()
    .min(3)
    .max(254)
    .optional()
    .describe('One whole email address or phone number, or a key: the answer is what is known of it.'),
})

const at = z.iso.datetime({ offset: true }).optional().describe('Since when, ISO 8601, not in the future. Left out: now.')

export const suppressBody = z
  .strictObject({
    email: z.string().max(254).optional().describe('The mailbox that is closed.'),
    phone: z.string().max(40).optional().describe('The number that is closed, with its country code.'),
    channels,
    reason,
    at,
    note: z.string().trim().max(200).optional().describe('What stands in the timeline of whoever uses the address.'),
  })
  .refine(({ email, phone }) => (email === undefined) !== (phone === undefined), 'give exactly one of email and phone')

export const importSuppressionsBody = z.strictObject({
  csv: z
    .string()
    .min(1)
    .describe(
      "A CSV as text: a header row and a row per address. Columns: email or phone (one of them filled in each row), and if wanted channel (email, sms or call), reason and at (ISO 8601, or YYYY-MM-DD for that day in the tenant's own zone). Other columns are left out.",
    ),
  reason,
  source: z.string().trim().min(1).max(40).default('import').describe('Where the list comes from: it is shown as the source.'),
})

export const liftQuery = z.object({
  channel: channel.optional().describe('Only this channel is opened; left out: all of them.'),
  reason: z.string().trim().min(3).max(200).describe('Why it is opened again: it stands in the timeline of whoever uses the address.'),
})
