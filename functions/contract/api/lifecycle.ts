/** Bodies and views of an enrollment's life: what a person does to it, publishing for those who run, erasing a contact. */
import * as z from 'zod'
import { intents } from '../../domain/condition.ts'
import { fieldChange, stepLine } from './versions.ts'
import { goal } from './policies.ts'

export const enrollmentActions = [
  'pause',
  'resume',
  'continue',
  'exit',
  'take-over',
  'cancel',
  'skip',
  'convert',
  'book',
  'reject',
  'unsubscribe',
] as const

/** Which actions take a field; each other one refuses it. */
const belongs = {
  until: ['pause'],
  step: ['skip'],
  intent: ['continue'],
  goal: ['exit', 'convert', 'book', 'reject'],
  notes: ['exit', 'convert', 'book', 'reject'],
} as const satisfies Record<string, readonly (typeof enrollmentActions)[number][]>

export const enrollmentAction = z
  .strictObject({
    action: z
      .enum(enrollmentActions)
      .describe(
        'pause and resume hold and go on, keeping the spacing; after a reply held for review continue goes on and exit ends it as replied; take-over pauses it for good while a person goes on by hand; skip leaves out a step; cancel, convert, book, reject and unsubscribe end it.',
      ),
    reason: z.string().max(500).optional().describe('Why, at most 500 characters; it stands in the timeline.'),
    until: z.iso
      .datetime({ offset: true, error: 'give a date and time such as 2026-12-01T09:00:00Z' })
      .optional()
      .describe(
        'With `pause`: when it resumes by itself, within ten minutes of that time; ISO 8601 with a zone. Without it, a person resumes it.',
      ),
    step: z
      .string()
      .max(10)
      .optional()
      .describe("With `skip`: the step's id (s1, s2 …); without it, the step that the enrollment stands at."),
    intent: z.enum(intents).optional().describe('With `continue`: what the reply meant, which conditions of later steps can ask for.'),
    goal: goal.optional().describe('With `exit`, `convert`, `book` and `reject`: what the next sequence is for.'),
    notes: z
      .string()
      .max(2_000)
      .optional()
      .describe('With `exit`, `convert`, `book` and `reject`: what the next one should know, at most 2000 characters.'),
  })
  .superRefine((body, context) => {
    for (const [field, actions] of Object.entries(belongs))
      if (field in body && !actions.some((action) => action === body.action))
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `goes with the action ${actions.join(', ')}: leave it out of ${body.action}`,
        })
  })
export type EnrollmentAction = z.infer<typeof enrollmentAction>

/** A publication's running enrollments stay on their version, or move to the new one. An empty request lets them stay. */
export const publishBody = z
  .strictObject({
    running: z
      .enum(['stay', 'move'])
      .default('stay')
      .describe('Whether running enrollments stay on their version, or move to the new one, each at its place.'),
    revision: z.int().optional().describe('The revision that was read: refused where somebody else was faster.'),
  })
  .prefault({})

export const publishPreviewView = z.object({
  sequenceId: z.string(),
  /** 0: nothing was published yet. */
  version: z.int(),
  nextVersion: z.int(),
  revision: z.int(),
  /** Enrollments that run now, on whatever version. */
  running: z.int(),
  steps: z.object({
    added: z.array(stepLine),
    removed: z.array(stepLine.extend({ off: z.literal(true).optional().describe('It is only switched off: the draft keeps it.') })),
    changed: z.array(
      stepLine.extend({
        fields: z.array(z.string()).describe('Names of the fields that change.'),
        changes: z.array(fieldChange).describe('The same, with what they say before and after.'),
      }),
    ),
    off: z.array(stepLine).describe('Every step of the draft that is switched off: publishing leaves it out.'),
  }),
  policies: z.array(z.string()).describe('Names of the rules that change.'),
  fields: z.array(z.string()).describe('Names of what else changes.'),
  changes: z
    .object({ policies: z.array(fieldChange), fields: z.array(fieldChange) })
    .describe('`policies` and `fields` with what they say before and after.'),
  /** What keeps the draft from being published; empty where nothing does. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
  /** What is probably meant otherwise, such as a stage that is not configured; it keeps nothing from being published. */
  warnings: z.array(z.object({ field: z.string(), message: z.string() })),
})

export const erasedView = z.object({
  id: z.string(),
  /** What this request removed; a repeated one removes nothing more. */
  removed: z.object({
    profile: z.int(),
    messages: z.int(),
    interactions: z.int(),
    enrollments: z.int(),
    drafts: z.int(),
    gates: z.int(),
    other: z.int(),
  }),
  /** Addresses that no longer name the contact. That they may not be reached stays known. */
  addresses: z.int(),
  leads: z.int(),
  /** False where there is more than one request removes: send it again. */
  complete: z.boolean(),
})
