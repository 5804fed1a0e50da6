/** What the API answers, in its own camelCase words: the schemas of requirements.md's vocabulary, and the dashboard's types. */
import * as z from 'zod'
import { enrollmentExitReasons } from '../../domain/contact.ts'
import { engagementLabels, engagementReasons, gateNames, messageReasons, messageStatuses } from '../../domain/message.ts'
import { bounceKinds } from '../../domain/signal.ts'
import { intents } from '../../domain/condition.ts'
import { edited } from './message-text.ts'
import { settled } from './settle.ts'
import { chosenVariant } from './variants.ts'
import { sequenceStatuses } from '../../domain/sequence.ts'
import { channel } from './channel.ts'
import { campaign, goal, policies } from './policies.ts'
import { stepView } from './steps.ts'

const iso = z.string().describe('A time, ISO 8601 in UTC.')

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
