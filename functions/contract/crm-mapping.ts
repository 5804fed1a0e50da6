/** How a vendor's events become ours: data that a tenant can change. JSONata (https://jsonata.org) by kind of event. */
import * as z from 'zod'

const expression = z.string().min(1).max(20_000)

/**
 * An expression sees `event` (as the vendor sent it), `record` (what the vendor's API says of it, where that is asked), `kind` and `at` (ISO
 * 8601), and the functions `$stage(id)` and `$yes(value)`; it says one or several `{ "type": …, "detail": … }`, or nothing.
 */
export const crmMapping = z.strictObject({
  expressions: z
    .record(z.string().min(1).max(100), expression)
    .refine((expressions) => Object.keys(expressions).length <= 60, 'at most 60 kinds of events')
    .describe('JSONata by the vendor’s name of what happened, such as contact.creation; `*` for whatever else comes.'),
  stages: z
    .record(z.string().min(1).max(100), z.string().min(1).max(60))
    .default({})
    .describe('Our stage by the vendor’s id or name of it: what `$stage` answers. One without an entry keeps its name.'),
  properties: z
    .array(z.string().regex(/^[A-Za-z0-9_]{1,100}$/, 'the internal name of a property'))
    .max(50)
    .default([])
    .describe('Further contact properties to read from HubSpot.'),
})
export type CrmMapping = z.infer<typeof crmMapping>

/** The whole of a mapping, in characters of its JSON: it is one item of the table. */
export const mostMappingCharacters = 200_000

/** The expression for this kind of event; undefined where nothing is said of it. */
export const expressionFor = ({ expressions }: CrmMapping, kind: string): string | undefined =>
  Object.hasOwn(expressions, kind) ? expressions[kind] : expressions['*']

/** Events of ours that one event of a vendor may become. */
export const mostMappedEvents = 25
