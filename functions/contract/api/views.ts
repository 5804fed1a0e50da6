/** What the API answers, in its own camelCase words: the schemas of requirements.md's vocabulary, and the dashboard's types. */
import * as z from 'zod'
import { channels } from '../../domain/channel.ts'
import { enrollmentExitReasons } from '../../domain/contact.ts'
import { engagementLabels, engagementReasons, gateNames, messageReasons, messageStatuses } from '../../domain/message.ts'
import { bounceKinds } from '../../domain/signal.ts'
import { intents } from '../../domain/condition.ts'
import { edited } from './message-text.ts'
import { settled } from './settle.ts'
import { chosenVariant, variantView } from './variants.ts'
import { contentTypes, goals, ownerRoles, routedExits, sequenceStatuses, sequenceTypes } from '../../domain/sequence.ts'

const iso = z.string().describe('A time, ISO 8601 in UTC.')
export const channel = z
  .enum(channels)
  .describe('How it reaches the contact: email, sms and call by an adapter, linkedin and task by a person.')

export const policies = z.object({
  reentry: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('never').describe('Once in a lifetime.') }),
      z.object({
        kind: z.literal('afterDays').describe('Again once the days have passed.'),
        days: z.int().min(1).max(3650).describe('Days since the contact last finished this sequence, 1 to 3650.'),
      }),
      z.object({ kind: z.literal('always').describe('Whenever the contact is not in it.') }),
    ])
    .describe('Whether a contact who finished this sequence may enter it again. Default: never.'),
  onReply: z
    .enum(['finish', 'review'])
    .describe('What a reply leads to: the enrollment ends as replied, or it pauses until a person continues it. Default: finish.'),
  onStageLeft: z
    .enum(['finish', 'continue'])
    .describe('What follows when the lead leaves the trigger stage: the enrollment ends as moved, or goes on. Default: finish.'),
  completeAfterDays: z
    .int()
    .min(0)
    .max(90)
    .describe('Days, 0 to 90, in which an answer to the last step is waited for before the enrollment ends as completed. Default: 0.'),
  stopWholeLead: z
    .boolean()
    .describe("Whether a reply by one contact ends the enrollments of the lead's other contacts too. Default: true."),
  onConflict: z
    .enum(['replace', 'parallel', 'skip'])
    .describe(
      'What happens to a contact who is in another sequence: that one ends, both run, or this enrollment is refused. Default: parallel.',
    ),
  contacts: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('primary').describe('The first contact of the lead alone.') }),
      z.object({ kind: z.literal('all').describe('Every contact of the lead.') }),
      z.object({
        kind: z.literal('role').describe('The contacts of one role.'),
        role: z.string().trim().min(1).max(60).describe('The role as the CRM names it, at most 60 characters.'),
      }),
    ])
    .describe("Which of a lead's contacts are enrolled. Default: primary."),
})

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
      .min(1, 'name at least one outcome')
      .max(20)
      .describe('Outcomes of which any one holds, as they are recorded with POST /api/v1/messages/{id}/outcome; 1 to 20.'),
    ...not,
  }),
  z.strictObject({
    kind: z.literal('attribute').describe('What is known of the contact.'),
    key: z.string().min(1).max(60).describe("A key of the contact's attributes, as the CRM sends them."),
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

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a slug has lower-case letters, digits, - and _')
  .describe('The slug of a sequence.')
/** By exit reason: the slug of the sequence that follows, null for none, or a gate at which a person picks. */
export const exitRoutes = z
  .partialRecord(
    z.enum(routedExits),
    z.union([
      slug,
      z.null(),
      z.strictObject({ gate: z.array(slug).max(20).describe('Slugs that the gate suggests, at most 20; a person may pick any other.') }),
    ]),
  )
  .describe(
    'What follows each way to end: the slug of the next sequence, null for nothing, or a gate at which a person picks. Without a route a booking opens a gate, and any other exit is followed by nothing.',
  )

/** What a sequence is for: labels, and what follows it. */
export const campaign = {
  exitRoutes,
  type: z.enum(sequenceTypes).nullable().describe('What kind of campaign it is; a label.'),
  client: z.string().trim().min(1).max(60).nullable().describe('For which client of yours it runs; a label of at most 60 characters.'),
  ownerRole: z.enum(ownerRoles).nullable().describe('Which team it belongs to; a label.'),
}

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
export const goal = z.enum(goals).describe('What the enrollment is meant to reach; handed on to the sequence that follows.')

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

/** Exact running counts, as things happen. */
export const counts = z.object({
  steps: z.int().describe('Steps of the draft.'),
  running: z.int().describe('Enrollments that run now.'),
  enrolled: z.int().describe('Enrollments ever begun.'),
  finished: z.int().describe('Enrollments that ended.'),
  sent: z.int().describe('Messages that left.'),
  delivered: z.int().describe('Messages that arrived.'),
  opened: z.int(),
  clicked: z.int(),
  replied: z.int(),
  bounced: z.int(),
  unsubscribed: z.int(),
  converted: z.int(),
  moved: z.int(),
})

export const sequenceView = z.object({
  id: z.string().describe('A ULID.'),
  slug: z.string().describe('Its name in routes and documents; it never changes.'),
  name: z.string().describe('Its name for people.'),
  description: z.string().describe('What it is for.'),
  status: z
    .enum(sequenceStatuses)
    .describe('draft: never published. active: enrolls and sends. paused: holds every message. archived: over for good.'),
  triggerStage: z.string().nullable().describe("The CRM's stage that enrolls; null: only by hand or after another sequence."),
  goalStages: z.array(z.string()).describe('Stages that end an enrollment as converted.'),
  version: z.int().describe('The version that new enrollments walk; 0: nothing was published yet.'),
  draftChanged: z.boolean().describe('Whether the draft differs from the published version.'),
  owner: z.string().describe('Whose absences hold its messages back.'),
  pauseReason: z
    .string()
    .nullable()
    .describe('Why it was paused by itself, and what to do; null where a person paused it, or it is not paused.'),
  policies,
  ...campaign,
  steps: z.array(stepView).describe('The steps of the draft, in the order in which they are walked.'),
  counts: counts.describe('Exact running counts, as things happen.'),
  createdAt: iso.describe('When it was created, ISO 8601 in UTC.'),
  updatedAt: iso.describe('When it was last changed, ISO 8601 in UTC.'),
  revision: z.int().describe('Rises with each write; an edit that names an older one is refused.'),
})
export type SequenceView = z.infer<typeof sequenceView>

/** Rates are shares of 0 to 1 over delivered; null where nothing was delivered yet. */
export const statsRow = z.object({
  sequenceId: z.string(),
  name: z.string(),
  status: z.enum(sequenceStatuses),
  triggerStage: z.string().nullable(),
  steps: z.int(),
  running: z.int(),
  sent: z.int(),
  enrolled: z.int(),
  finished: z.int(),
  moved: z.int(),
  converted: z.int(),
  openRate: z.number().nullable().describe('Opened of delivered, 0 to 1; null where nothing was delivered yet.'),
  clickRate: z.number().nullable().describe('Clicked of delivered, 0 to 1; null where nothing was delivered yet.'),
  replyRate: z.number().nullable().describe('Replied of delivered, 0 to 1; null where nothing was delivered yet.'),
})
export type StatsRow = z.infer<typeof statsRow>

export const tallies = z.object({
  enrolled: z.int(),
  finished: z.int(),
  sent: z.int(),
  delivered: z.int(),
  opened: z.int(),
  clicked: z.int(),
  replied: z.int(),
  bounced: z.int(),
  unsubscribed: z.int(),
  converted: z.int(),
  moved: z.int(),
  skipped: z.int(),
  failed: z.int(),
})
export const rates = z.object({
  open: z.number().nullable(),
  click: z.number().nullable(),
  reply: z.number().nullable(),
  bounce: z.number().nullable(),
  unsubscribe: z.number().nullable(),
})
export const rollupPeriod = z.object({ tallies, rates })
/** The hourly rollup of one sequence, and of each of its steps. */
export const analyticsView = z.object({
  sequenceId: z.string(),
  /** Null until the first hourly run after something happened. */
  rolledUpAt: iso.nullable(),
  last24h: rollupPeriod,
  allTime: rollupPeriod,
  steps: z.array(z.object({ stepId: z.string(), last24h: rollupPeriod, allTime: rollupPeriod })),
  /** Exact counts per step as of now, for the timeline's counters. */
  live: z.array(z.object({ stepId: z.string(), tallies })),
})
export type AnalyticsView = z.infer<typeof analyticsView>

export const enrollmentView = z.object({
  id: z.string().describe('A ULID.'),
  sequenceId: z.string().describe('The sequence that it walks.'),
  version: z.int().describe('The published version that it walks.'),
  contactId: z.string().describe("The contact, by the CRM's id."),
  contactName: z.string().describe('The name, else an address, else the id.'),
  timeZone: z.string().optional().describe("The contact's own IANA zone where it is known."),
  leadId: z.string().describe("The lead, by the CRM's id."),
  status: z.enum(['active', 'paused', 'finished']).describe('Whether it runs, waits for a resume, or is over.'),
  pauseReason: z.string().optional().describe('Why it is paused.'),
  resumeAt: iso.optional().describe('When it resumes by itself, ISO 8601 in UTC: within ten minutes of that time.'),
  takenOverBy: z.string().optional().describe('Who goes on by hand while it is paused as `taken_over`.'),
  reply: z
    .object({ at: iso, intent: z.enum(intents).optional().describe('What it meant, as a person said.') })
    .optional()
    .describe("The contact's last reply while it ran on."),
  goal: goal.optional(),
  notes: z.string().optional().describe('What a person wrote at enrolling or at the hand-off.'),
  exitReason: z.enum(enrollmentExitReasons).optional().describe('How it ended.'),
  exitDetail: z.string().optional().describe('What led to the end.'),
  enrolledBy: z
    .enum(['trigger', 'manual', 'route', 'agent'])
    .describe('What began it: a stage, a person, the end of another sequence, or an agent.'),
  enrolledAt: iso.describe('When it began, ISO 8601 in UTC; the delays of its steps count from here.'),
  finishedAt: iso.optional().describe('When it ended, ISO 8601 in UTC.'),
  currentStep: z.string().nullable().describe('Id of the step that is next; null where none is left.'),
  nextDueAt: iso
    .nullable()
    .describe(
      'When the next thing happens by itself, ISO 8601 in UTC: the next step is due. While paused it is null, or with `resumeAt` the time from which it goes on.',
    ),
  held: z
    .object({
      reason: z.enum(messageReasons).describe('Why, a stable word.'),
      text: z.string().describe('The reason as a sentence that says what to do.'),
      lacks: z.array(z.string()).optional().describe('Merge variables of the step that have no value for this contact, at most five.'),
    })
    .optional()
    .describe('Given while the message that is next is held: it was due at `nextDueAt`, and waits for what the reason says.'),
  healing: z
    .array(
      z.object({
        at: iso,
        failure: z.string().describe('What failed.'),
        action: z.string().describe('What was done about it.'),
        step: z.string().describe('The id of the step.'),
        reason: z.string().describe('Why that was done.'),
      }),
    )
    .describe('What failed and what healing did about it, in order.'),
  channelOverrides: z.partialRecord(channel, channel).describe('Channels that healing replaced, each with what stands in for it.'),
  failedChannels: z.array(channel).describe('Channels on which a message failed while it ran.'),
})
export type EnrollmentView = z.infer<typeof enrollmentView>

const verdict = z.object({
  gate: z.enum(gateNames).describe('Which check it is.'),
  pass: z.boolean().describe('Whether it let the message through.'),
  reason: z.enum(messageReasons).optional().describe('Why not.'),
  saw: z.string().optional().describe('What it looked at.'),
})
const madeBy = z.object({
  human: z.int().describe('By a person, as far as is known.'),
  scanner: z.int().describe('By a mail gateway or a robot.'),
  automatic: z.int().describe("By the reader's mail program on its own, or so the provider says."),
})

export const messageView = z.object({
  id: z.string().describe("Of the enrollment's id and the step's number."),
  enrollmentId: z.string().describe('The enrollment that it belongs to.'),
  sequenceId: z.string().describe('The sequence that it belongs to.'),
  stepId: z.string().describe('The step that it carries out.'),
  stepOrder: z.int().describe("The step's place, from 1."),
  contactId: z.string().describe("The contact, by the CRM's id."),
  variant: chosenVariant
    .optional()
    .describe('In whose words it left, or would leave; absent where its step has no variants, or a person wrote its text.'),
  channel,
  plannedChannel: channel.optional().describe("The step's own channel, where healing chose another."),
  recipient: z.string().nullable().describe('The address or number; null while none is known.'),
  status: z.enum(messageStatuses).describe('How it stands. `unknown`: the answer was lost, and it is never sent again by itself.'),
  reason: z.enum(messageReasons).optional().describe('Why it stands so, a stable word.'),
  reasonText: z.string().optional().describe('The reason as a sentence that says what to do.'),
  approval: z
    .enum(['none', 'pending', 'approved', 'dismissed'])
    .describe('Whether a person has to approve its text, and what they decided; a text written by hand is approved by that.'),
  edited: edited.optional(),
  dueAt: iso.describe('When it is or was due, ISO 8601 in UTC.'),
  sentAt: iso.optional().describe('When it left, ISO 8601 in UTC.'),
  subject: z.string().optional().describe('Of an email, as it left or would leave.'),
  body: z.string().optional().describe('The text, as it left or would leave.'),
  sms: z
    .object({
      segments: z.int().describe('SMS segments that the text takes.'),
      encoding: z.enum(['GSM-7', 'UCS-2']).describe('GSM-7 holds 160 letters a segment, or 153 in several; UCS-2 70, or 67.'),
    })
    .optional()
    .describe('Of a text: what it takes, as it left or would leave.'),
  simulated: z.boolean().describe('True where an adapter only pretended to send it.'),
  adapter: z.string().optional().describe('The adapter that carried it out.'),
  events: z.object({
    deliveredAt: iso.optional(),
    openedAt: iso.optional(),
    clickedAt: iso.optional(),
    clickedLinks: z.array(z.string()).optional(),
    repliedAt: iso.optional(),
    replyBody: z.string().optional(),
    bouncedAt: iso.optional(),
    bounceType: z.string().optional(),
    bounceKind: z.enum(bounceKinds).optional(),
    complainedAt: iso.optional(),
    unsubscribedAt: iso.optional(),
    outcome: z.string().optional(),
    outcomeAt: iso.optional(),
    opens: z.int().optional(),
    clicks: z.int().optional(),
    /** Told apart from what scanners do; an opening without it is automatic as far as is known. */
    openedByPersonAt: iso.optional(),
    clickedByPersonAt: iso.optional(),
    engagements: z
      .array(
        z.object({
          kind: z.enum(['opened', 'clicked']),
          at: iso,
          link: z.string().optional(),
          label: z.enum(engagementLabels).describe('Who made it: only what a person did counts and drives conditions.'),
          reason: z.enum(engagementReasons).describe('The rule that gave the label; "none": nothing spoke against a person.'),
        }),
      )
      .optional(),
  }),
  opens: madeBy.describe('Openings by who made them; the first thirty openings and clicks are told apart.'),
  clicks: madeBy.describe('Clicks by who made them.'),
  task: z.object({ state: z.enum(['open', 'done', 'dismissed']), outcome: z.string().optional(), doneAt: iso.optional() }).optional(),
  attempts: z
    .array(
      z.object({
        id: z.string(),
        startedAt: iso,
        completedAt: iso.optional(),
        adapter: z.string(),
        outcome: z.string(),
        detail: z.string().optional(),
        providerId: z.string().optional(),
        revision: z.int(),
        verdicts: z.array(verdict),
        settled: settled.optional(),
      }),
    )
    .optional(),
})
export type MessageView = z.infer<typeof messageView>

export const contactView = z.object({
  id: z.string().describe("The CRM's id."),
  leadId: z.string().describe("The lead, by the CRM's id."),
  name: z.string().describe('The name, else an address, else the id.'),
  role: z.string().optional().describe("Its part at the lead, in the CRM's words."),
  email: z.string().optional().describe('The email address.'),
  phone: z.string().optional().describe('The number with its country code, +13125550142.'),
  alternativeEmail: z.string().optional().describe('Where healing turns to once the email address has failed.'),
  alternativePhone: z.string().optional().describe('Where healing turns to once the number has failed.'),
  timeZone: z.string().optional().describe('The IANA zone that the CRM gave.'),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('What else the CRM told: merge variables, and what conditions ask for.'),
  updatedAt: iso,
})
export type ContactView = z.infer<typeof contactView>

/** RFC 9457 problem details. `reason` is a stable word, `errors` name fields. */
export const problem = z.object({
  type: z.string().describe('/problems/ and the reason, with hyphens.'),
  title: z.string().describe('What kind of refusal it is.'),
  status: z.int().describe('The HTTP status.'),
  detail: z.string().optional().describe('A sentence for a person: what happened, and what to do.'),
  reason: z.string().optional().describe('A stable word to act upon.'),
  errors: z
    .array(
      z.object({
        field: z.string().describe('Where in the request, as `steps[0].channel`.'),
        message: z.string().describe('What to write instead.'),
      }),
    )
    .optional()
    .describe('What is wrong, field by field.'),
})
export type Problem = z.infer<typeof problem>

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Send it as `cursor` for the next page; null at the end.'),
  })
