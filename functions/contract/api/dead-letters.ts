/** Work that was given up, as an operator sees it. */
import * as z from 'zod'
import { giveUpKinds } from '../../domain/dead-letter.ts'
import { workQueues } from '../dead-letters.ts'

const queue = z.enum(workQueues).describe('The function that gave it up.')

export const deadLetterView = z.object({
  id: z.string(),
  queue,
  kind: z.enum(giveUpKinds),
  /** A sentence: what happened, and what to do. */
  reason: z.string(),
  body: z.string(),
  sentAt: z.string(),
  tries: z.int(),
})
export type DeadLetterView = z.infer<typeof deadLetterView>

export const deadLetterQuery = z.object({
  queue: queue.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Entries of the answer, 1 to 200.'),
})
/** `more`: there are further ones; they are listed once these are redriven or discarded. */
export const deadLetterList = z.object({ items: z.array(deadLetterView), more: z.boolean() })

export const redriveBody = z.strictObject({ queue })
export const redriveAnswer = z.object({ redriven: z.int(), more: z.boolean() })
