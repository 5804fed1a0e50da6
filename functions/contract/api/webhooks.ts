/** Webhook endpoints and their deliveries, as the API takes and shows them. */
import * as z from 'zod'
import { ownEventNames } from '../own-events.ts'

const events = z
  .array(z.enum([...ownEventNames, '*']))
  .min(1, 'name at least one event, or "*" for all')
  .max(ownEventNames.length + 1)
  .transform((names) => [...new Set(names)])
const description = z.string().trim().max(200, 'a description has at most 200 characters')
const url = z.url('write the whole address, such as https://crm.example.com/hooks/touchline').max(2_000)

/** POST /webhooks. */
export const webhookBody = z.strictObject({
  url: url.describe('Where events are sent: https, and publicly reachable.'),
  description: description.default('').describe('What it is for, at most 200 characters.'),
  events: events.default(['*']).describe('Which events it gets; "*" for all.'),
  active: z.boolean().default(true).describe('false keeps it without sending anything.'),
})

/** PUT /webhooks/{id}: what is not named stays as it is. */
export const webhookPatch = z
  .strictObject({
    url: url.optional().describe('Where events are sent from now on.'),
    description: description.optional().describe('What it is for.'),
    events: events.optional().describe('Which events it gets; "*" for all.'),
    active: z.boolean().optional().describe('true turns it on (again), false off.'),
    revision: z.int().min(1).optional().describe('The revision that was read: refused where somebody else was faster.'),
  })
  .refine(({ revision: _read, ...change }) => Object.values(change).some((value) => value !== undefined), 'name what to change')

export const webhookView = z.object({
  id: z.string().describe('A ULID.'),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()).describe('Which events it gets; "*" for all.'),
  active: z.boolean().describe('Whether anything is sent.'),
  offReason: z.string().nullable().describe('Why it was turned off by itself, and what to do; null: it was not.'),
  failingSince: z.string().nullable().describe('Since when nothing has got through, ISO 8601; null: the last one did.'),
  createdAt: z.string(),
  createdBy: z.string(),
  revision: z.int().describe('+1 at each edit.'),
})
export type WebhookView = z.infer<typeof webhookView>

/** With what its deliveries are verified by. */
export const webhookSecretView = z.object({
  secret: z.string().describe('The signing secret, whsec_ and base64 (Standard Webhooks). It never stands anywhere else.'),
  previous: z.string().nullable().describe('The secret before, which signs too for a day after a rotation; null: none.'),
})

export const deliveryView = z.object({
  id: z.string().describe('The header webhook-id: the same for every try.'),
  type: z.string().describe('The event.'),
  occurredAt: z.string(),
  contactId: z.string().nullable(),
  status: z.enum(['pending', 'delivered', 'failed']),
  nextTryAt: z.string().nullable().describe('When it is tried again, ISO 8601; null: never.'),
  attempts: z
    .array(
      z.object({
        at: z.string(),
        status: z.int().nullable().describe('HTTP status; null: there was no answer.'),
        milliseconds: z.number(),
        answer: z.string().describe('The beginning of the answer, or why there was none.'),
      }),
    )
    .describe('The newest last.'),
  body: z.string().describe('The very text that is sent and signed.'),
})
export type DeliveryView = z.infer<typeof deliveryView>
