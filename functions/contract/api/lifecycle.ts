/** Bodies and views of an enrollment's life: what a person does to it, publishing for those who run, erasing a contact. */
import * as z from 'zod'
import { intents } from '../../domain/condition.ts'
import { channel, goal } from './views.ts'

export const enrollmentActions = [
  'pause',
  'resume',
  'continue',
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
  goal: ['convert', 'book', 'reject'],
  notes: ['convert', 'book', 'reject'],
} as const satisfies Record<string, readonly (typeof enrollmentActions)[number][]>

export const enrollmentAction = z
  .strictObject({
    action: z.enum(enrollmentActions),
    reason: z.string().max(500).optional(),
    /** With `pause`: when it resumes by itself, within ten minutes of that time. */
    until: z.iso.datetime({ offset: true, error: 'give a date and time such as 2026-12-01T09:00:00Z' }).optional(),
    /** With `skip`: the step's id; without it, the step that the enrollment stands at. */
    step: z.string().max(10).optional(),
    /** With `continue`: what the reply meant. */
    intent: z.enum(intents).optional(),
    /** With `convert`, `book` and `reject`: what the next sequence is for, and what a person writes at the hand-off. */
    goal: goal.optional(),
    notes: z.string().max(2_000).optional(),
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
    running: z.enum(['stay', 'move']).default('stay'),
    /** The revision that was read; a stale one is refused. */
    revision: z.int().optional(),
  })
  .prefault({})

const stepLine = z.object({ id: z.string(), name: z.string(), channel, delayMinutes: z.int() })

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
    removed: z.array(stepLine),
    changed: z.array(stepLine.extend({ fields: z.array(z.string()) })),
  }),
  policies: z.array(z.string()),
  fields: z.array(z.string()),
  /** What keeps the draft from being published; empty where nothing does. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
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
