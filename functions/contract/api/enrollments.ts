/** Lists of enrollments, and what narrows them: the same for a table and for a bulk action on all that match. */
import * as z from 'zod'
import { stuckReasons } from '../../domain/stuck.ts'
import { pageQuery } from './bodies.ts'
import { enrollmentView, pageOf } from './views.ts'

const time = z.iso.datetime({ offset: true, error: 'give a date and time such as 2026-12-01T09:00:00Z' })

const due = {
  q: z
    .string()
    .trim()
    .max(100, 'search with at most 100 characters')
    .optional()
    .describe("Words that all stand in the contact's name, email, phone or an id of the CRM, at most 100 characters."),
  held: z
    .enum(stuckReasons)
    .optional()
    .describe(
      'Only those that stand still until a person does something, for this reason; review: they replied and nobody has decided yet.',
    ),
  dueFrom: time.optional().describe('Only those whose `nextDueAt` is at this time or later; ISO 8601 with a zone.'),
  dueBefore: time.optional().describe('Only those whose `nextDueAt` is before this time; ISO 8601 with a zone.'),
}

/** Of one sequence. */
export const enrollmentFilter = {
  ...due,
  step: z
    .string()
    .max(20)
    .optional()
    .describe('Only those at this step next (`currentStep`): s1, s2 …, or the id of one that healing added.'),
}

const status = z.enum(['active', 'paused', 'finished']).optional().describe('Only those in this state.')

export const enrollmentsQuery = pageQuery.extend({
  status,
  ...enrollmentFilter,
  order: z
    .enum(['newest', 'oldest'])
    .default('newest')
    .describe('By when they began. With `q` they are in the order of names, whatever this says.'),
})

export const allEnrollmentsQuery = pageQuery.extend({
  status,
  ...due,
  owner: z.string().max(200).optional().describe('Only those of sequences of this owner.'),
})

export const enrollmentPage = pageOf(enrollmentView).extend({
  looked: z
    .int()
    .describe(
      'How many were looked through for this page: enrollments, or with `q` contacts. A filter can find fewer than `limit`, or none, and still have a next page; with `q` a contact is listed whole, so that a page can hold a few more.',
    ),
})
