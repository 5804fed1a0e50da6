/** What will happen to contacts: their calendar, and what stands against enrolling them. */
import * as z from 'zod'
import { conflictChoices, conflictKinds } from '../../domain/conflicts.ts'
import { enrollmentExitReasons } from '../../domain/contact.ts'
import { refusalReasons } from '../../domain/effect.ts'
import { gateNames, messageReasons } from '../../domain/message.ts'
import { obstacles } from '../../domain/reachable.ts'
import { rowReasons } from '../../domain/row-reasons.ts'
import { chosenVariant } from './variants.ts'
import { listReading } from './jobs.ts'
import { channel } from './channel.ts'

const iso = z.string().describe('A time, ISO 8601 in UTC.')
const contactId = z.string().min(1).max(200)
const startAt = z.iso
  .datetime({ offset: true, error: 'write a time as 2026-12-01T09:00:00Z' })
  .describe('When they would be enrolled, ISO 8601 with a zone, at most a year ahead. Default: now.')
const onConflict = z.enum(conflictChoices).describe("What is done about other sequences of the contact. Default: the sequence's policy.")

export const previewBody = z.strictObject({
  contactIds: z
    .array(contactId)
    .min(1, 'name at least one contact')
    .max(50, 'at most 50 contacts at a time')
    .describe("Contacts by the CRM's ids, 1 to 50."),
  startAt: startAt.optional(),
  onConflict: onConflict.optional(),
  draft: z.boolean().optional().describe('Tries the draft out instead of the published version.'),
})

/** Contacts or rows that one request looks at. */
export const mostAsked = 100

/** Bytes of a body: 100 rows of a list, each as long as it may be. */
export const mostConflictBytes = 900_000

export const conflictsBody = z
  .strictObject({
    contactIds: z.array(contactId).max(100).optional().describe("Contacts by the CRM's ids; with the leads at most 100."),
    leadIds: z.array(contactId).max(100).optional().describe("Leads by the CRM's ids; with the contacts at most 100."),
    csv: z
      .string()
      .min(1)
      .optional()
      .describe('Instead of both: a CSV as POST …/bulk-enroll takes it, of at most 100 rows, looked at with what it brings.'),
    ...listReading,
    startAt: startAt.optional(),
  })
  .refine((body) => {
    const asked = (body.leadIds?.length ?? 0) + (body.contactIds?.length ?? 0)
    return body.csv === undefined ? asked > 0 && asked <= mostAsked : asked === 0
  }, 'name 1 to 100 leads in leadIds or contacts in contactIds, or give a csv alone')

const verdict = z.object({
  gate: z.enum(gateNames),
  pass: z.boolean(),
  reason: z.enum(messageReasons).optional(),
  saw: z.string().optional(),
})

/** One message of the calendar. */
export const plannedTouch = z.object({
  sequenceId: z.string().describe('The sequence that it belongs to.'),
  sequenceName: z.string().describe('Its name.'),
  enrollmentId: z.string().describe('The enrollment that it belongs to; of a preview, one that never begins.'),
  stepId: z.string().describe('The step that it carries out.'),
  stepName: z.string().describe('Its name.'),
  order: z.int().describe("The step's place, from 1."),
  variant: chosenVariant
    .optional()
    .describe('In whose words it leaves, where its step has variants; of an enrollment that is only tried out nobody knows yet.'),
  channel,
  dueAt: iso.describe('As planned, before windows, limits and pauses move it; ISO 8601 in UTC.'),
  at: iso
    .nullable()
    .describe(
      'When it leaves or is skipped, ISO 8601 in UTC; for a text that waits for approval, and what follows it, if that is approved by its time. Null where nobody can tell.',
    ),
  local: z.string().describe("The time at the contact's place, 2026-11-20T09:00."),
  timeZone: z.string().describe('The IANA zone of that place.'),
  becomes: z
    .enum(['sent', 'handed_over', 'skipped', 'held', 'beyond'])
    .describe('What it comes to: handed_over to a person, held until a person acts; beyond: farther ahead than the calendar looks.'),
  reason: z
    .enum([...messageReasons, 'predecessor_unresolved'])
    .nullable()
    .describe('Why it is skipped, held or moved.'),
  text: z.string().nullable().describe('The reason as a sentence.'),
  overLimitOn: z.array(z.string()).describe('Local dates on which the daily limit left no touch for it.'),
  verdicts: z.array(verdict).describe('What each check says.'),
})

export const plannedEnrollment = z.object({
  enrollmentId: z.string(),
  sequenceId: z.string(),
  sequenceName: z.string(),
  version: z.int(),
  /** Null where it waits for a person, or ends beyond what the calendar looks at. */
  finish: z
    .object({
      at: iso,
      exitReason: z.enum(enrollmentExitReasons),
      detail: z.string().optional(),
      follows: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('sequence'), slug: z.string() }),
          z.object({ kind: z.literal('gate'), suggested: z.array(z.string()) }),
        ])
        .optional(),
    })
    .nullable(),
})

/** Assumed are a provider that accepts, a person who takes every task, and a contact who does nothing more than is known. */
const calendar = {
  touches: z.array(plannedTouch),
  enrollments: z.array(plannedEnrollment),
  /** Why it looks no farther: 400 days, or 1,000 decisions. */
  stopped: z.enum(['horizon', 'decisions']).nullable(),
}

export const contactPlan = z.object({ contactId: z.string(), ...calendar })
export type ContactPlan = z.infer<typeof contactPlan>

const choices = z.object({ replace: z.string(), parallel: z.string(), skip: z.string() })
export const conflictView = z.object({
  kind: z.enum(conflictKinds),
  text: z.string(),
  sequenceId: z.string().optional(),
  enrollmentId: z.string().optional(),
  days: z.array(z.string()).optional(),
  /** What each choice would do, as sentences. */
  choices,
})

/** Why enrolling would be refused, with its sentence. */
const refusal = z.object({ reason: z.enum([...refusalReasons, ...rowReasons]), detail: z.string().optional(), text: z.string() })
export type RefusalView = z.infer<typeof refusal>

export const previewAnswer = z.object({
  sequenceId: z.string(),
  /** The version that was tried out; of a draft, the one that it would become. */
  version: z.int(),
  startAt: iso,
  results: z.array(
    z.object({
      contactId: z.string(),
      /** Why enrolling would be refused; null where it would not. */
      refusal: refusal.nullable(),
      /** The enrollment of this preview among the others; null where it is refused. */
      enrollmentId: z.string().nullable(),
      conflicts: z.array(conflictView),
      ...calendar,
    }),
  ),
})

export const conflictsAnswer = z.object({
  /** What is done where enrolling names no choice. */
  onConflict,
  results: z.array(
    z.object({
      /** As it was asked for. */
      id: z.string(),
      contactId: z.string().nullable(),
      line: z.int().optional().describe('Of a CSV: the line at which the row stands.'),
      contactName: z.string().optional().describe('The name, else an address, else the id; left out where nobody is known.'),
      isNew: z.boolean().describe('Nobody is known so far: the row of a CSV makes them known.'),
      nameSoFar: z
        .string()
        .optional()
        .describe('The name that they have, where a row of a CSV gives them another: two people may share an address.'),
      movesFrom: z.string().optional().describe('The lead that a row of a CSV would take them from, by naming another one.'),
      candidates: z
        .array(z.object({ contactId: z.string(), name: z.string() }))
        .optional()
        .describe('Where several contacts have the address of a row: who they are.'),
      refusal: refusal.nullable(),
      conflicts: z.array(conflictView),
      unreached: z
        .array(
          z.object({
            channel,
            reason: z.enum(obstacles),
            text: z.string().describe('The reason as a sentence.'),
            steps: z.array(z.int()).describe('The steps of this channel, by their places from 1.'),
          }),
        )
        .describe('Steps that would not reach them as things stand, by channel; none where enrolling is refused.'),
      lacks: z
        .array(
          z.object({
            name: z.string().describe('A merge variable without a value.'),
            steps: z.array(z.int()).describe('The steps that wait for it, by their places from 1.'),
          }),
        )
        .describe('Merge variables of the sequence that have neither a value nor a default.'),
    }),
  ),
})
