/** What a step says, in bodies, views, documents and templates alike; see functions/domain/sequence.ts. */
import * as z from 'zod'
import { intents } from '../../domain/condition.ts'
import { contentTypes } from '../../domain/sequence.ts'
import { channel } from './channel.ts'
import { variantView } from './variants.ts'

const stepId = z
  .string()
  .regex(/^s\d{1,3}$/, 'a step is named s1, s2 …')
  .describe('The id of a step of this sequence: s1, s2 …')
const not = { not: z.literal(true).exactOptional().describe('Turns the test round: it holds where it otherwise would not.') }
const predicate = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z
      .enum(['opened', 'clicked'])
      .describe('The contact opened the email of an earlier step, or clicked a link in it; scanners do not count.'),
    step: stepId,
    ...not,
  }),
  z.strictObject({
    kind: z.literal('engaged').describe('The contact opened, clicked or replied to any earlier step; with `not`: nothing yet.'),
    ...not,
  }),
  z.strictObject({
    kind: z.literal('replied').describe('The contact replied.'),
    intent: z
      .enum(intents)
      .exactOptional()
      .describe('What the reply meant, as a person said with `continue`; any reply where it is left out.'),
    ...not,
  }),
  z.strictObject({
    kind: z.enum(['call_outcome', 'task_outcome']).describe('What an earlier call, or an earlier task or LinkedIn note, came to.'),
    step: stepId,
    outcomes: z
      .array(z.string().trim().min(1).max(60))
      .max(20)
      .describe(
        'Outcomes of which any one holds, as they are recorded with POST /api/v1/messages/{id}/outcome; 1 to 20, and none yet in a draft.',
      ),
    ...not,
  }),
  z.strictObject({
    kind: z.literal('attribute').describe('What is known of the contact.'),
    key: z.string().max(60).describe("A key of the contact's attributes, as the CRM sends them; empty while a draft does not say it yet."),
    op: z
      .enum(['is', 'contains', 'exists', 'above', 'below'])
      .describe('`is` and `contains` compare texts, `above` and `below` numbers; `exists` takes no value.'),
    value: z
      .union([z.string().max(500), z.number(), z.boolean()])
      .exactOptional()
      .describe('What the attribute is compared with: a text of at most 500 characters, a number, true or false.'),
    ...not,
  }),
  z.strictObject({ kind: z.literal('skipped').describe('An earlier step was skipped.'), step: stepId, ...not }),
])

/** A step's own hours and days; see functions/domain/step-window.ts. */
const stepWindow = z
  .strictObject({
    from: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write local times as HH:MM, 00:00 to 23:59')
      .exactOptional()
      .describe("Opens at this local time of the contact's place, HH:MM; left out: as soon as the channel is open."),
    to: z
      .string()
      .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'write local times as HH:MM, up to 24:00')
      .exactOptional()
      .describe('Closes at this local time, HH:MM, which is outside already; left out: as the channel closes.'),
    days: z
      .array(z.int().min(1, 'days are 1 (Monday) to 7 (Sunday)').max(7, 'days are 1 (Monday) to 7 (Sunday)'))
      .min(1, 'name at least one day, or leave days out for all')
      .max(7, 'name each day once')
      .exactOptional()
      .describe('Days of the week, 1 (Monday) to 7 (Sunday); left out: all on which the channel is open.'),
  })
  .refine(({ from, to, days }) => from !== undefined || to !== undefined || days !== undefined, 'say from, to or days, or leave window out')
  .refine(({ from, to }) => (from ?? '00:00') < (to ?? '24:00'), {
    path: ['to'],
    message: 'it has to close after it opens: choose a later time',
  })

/** When a step is carried out; see functions/domain/condition.ts. */
export const stepCondition = z.strictObject({
  match: z.enum(['all', 'any']).default('all').describe('Whether all tests have to hold, or any of them.'),
  tests: z.array(predicate).min(1, 'a condition has at least one test').max(10).describe('1 to 10 tests.'),
  withinMinutes: z
    .int()
    .min(0)
    .max(43_200, 'an answer is waited for at most 30 days (43200 minutes)')
    .exactOptional()
    .describe(
      'Minutes, 0 to 43200, in which the answer is waited for, counted from when the latest step that the tests name left. Without it the step asks once, when it is due.',
    ),
  otherwise: z
    .union([z.enum(['skip', 'end']), z.strictObject({ goTo: stepId })])
    .default('skip')
    .describe('Where it does not hold: this step is skipped, the enrollment ends as completed, or it goes on at a later step (`goTo`).'),
})

/** What a step may say beside its channel and time. */
export const stepExtras = {
  retryAfterMinutes: z
    .int()
    .min(5)
    .max(10_080)
    .optional()
    .describe('With onFailure "retry" alone: minutes until the next of at most three further tries, 5 to 10080 (a week).'),
  window: stepWindow
    .optional()
    .describe(
      "Of an email, sms or call step: its own hours and days at the contact's place. They narrow those that the tenant's settings and the law leave the channel, and never widen them. A message outside of them moves to the next opening, and later steps keep their distance. Left out: any time at which the channel is open.",
    ),
  condition: stepCondition
    .optional()
    .describe('The step is carried out only where this holds; it looks back at earlier steps and at the contact.'),
  brief: z
    .string()
    .max(5_000)
    .optional()
    .describe(
      'What to write, where the text is not fixed, at most 5000 characters: a person then writes or approves the draft before it leaves.',
    ),
  contentType: z.enum(contentTypes).optional().describe('What the touch is for; a label.'),
  approval: z
    .literal('draft')
    .optional()
    .describe('"draft": a person approves the very text before it leaves. A step with a brief always waits for that.'),
  draftLeadMinutes: z
    .int()
    .min(0)
    .max(20_160)
    .optional()
    .describe('Minutes before its due time at which the draft is made, 0 to 20160 (14 days). Default: 1440, a day.'),
  off: z
    .literal(true)
    .optional()
    .describe('Switched off: it stays in the draft with its counters, and publishing leaves it out. Left out: it is on.'),
}
export const onFailure = z
  .enum(['heal', 'retry', 'skip', 'end'])
  .describe(
    'What a failure for good leads to: another channel is looked for, it is tried again, the step is skipped, or the enrollment ends.',
  )
/** What a step says in each form; bounds are the bodies' own. */
export const stepTexts = {
  delayMinutes: 'Minutes from the enrollment, not from the step before, 0 to 525600 (a year): a step a day after enrolling has 1440.',
  subject: 'The subject of an email, at most 500 characters, with merge variables such as {{first_name}}. Other channels have none.',
  body: 'The text, at most 20000 characters, with merge variables; of a call or a task, what the person is told to do.',
  smsText: 'The text used instead of `body` when healing sends this step by SMS, at most 1000 characters.',
} as const

export const stepView = z.object({
  id: z.string().describe('s1, s2 …: kept for ever, and never given to another step.'),
  order: z.int().describe('Its place among the steps, from 1, by their delays.'),
  name: z.string().describe('What the team calls it.'),
  channel,
  delayMinutes: z.int().describe(stepTexts.delayMinutes),
  subject: z.string().optional().describe(stepTexts.subject),
  body: z.string().optional().describe(stepTexts.body),
  smsText: z.string().optional().describe(stepTexts.smsText),
  onFailure,
  ...stepExtras,
  variants: z
    .array(variantView)
    .optional()
    .describe("Other texts of the step, each for its share of the enrollments; the step's own text has what is left of 100."),
  lastVariant: z.string().optional().describe('The letter that a variant was given last; of a draft. A new one gets a later letter.'),
})
