/** One thing done to many enrollments: what it is, and what is kept of each so that it can be taken back. */
import * as z from 'zod'

export const bulkActions = ['pause', 'resume', 'cancel', 'take-over', 'convert', 'move'] as const
export type BulkActionName = (typeof bulkActions)[number]

/** What of it can be taken back; the rest ends enrollments, and what has ended is over. */
export const undoableActions: readonly BulkActionName[] = ['pause', 'resume', 'take-over']

export const bulkAction = z.object({
  name: z.enum(bulkActions),
  reason: z.string().exactOptional(),
  /** Epoch seconds at which a pause ends by itself. */
  until: z.int().exactOptional(),
  /** Of `move`: the sequence that they go on in, its published version, and its name for people. */
  to: z.object({ sequenceId: z.string(), version: z.int(), name: z.string() }).exactOptional(),
})
export type BulkAction = z.infer<typeof bulkAction>

/** How an enrollment stood before it was changed. `resumeAt` in epoch seconds. */
export const enrollmentBefore = z.object({
  status: z.enum(['active', 'paused', 'over']),
  pauseReason: z.string().exactOptional(),
  resumeAt: z.int().exactOptional(),
  takenOverBy: z.string().exactOptional(),
})
export type EnrollmentBefore = z.infer<typeof enrollmentBefore>

/** How it was left: taken back only while it still stands so. `pausedAt` in epoch seconds; absent where it was left running. */
export const enrollmentLeft = z.object({ pauseReason: z.string().exactOptional(), pausedAt: z.int().exactOptional() })
export type EnrollmentLeft = z.infer<typeof enrollmentLeft>
